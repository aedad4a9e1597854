namespace TesseraGdal.Storage;

/// <summary>Keys come from names that users type: none may lead out of its store, or mean another object once a URL has been tidied.</summary>
internal static class ObjectKey
{
    /// <summary>Whether a key may be asked of a store: no empty segment, none of <c>.</c> and <c>..</c>, no control character or backslash.</summary>
    public static bool IsProper(string key)
    {
        foreach (Range segment in key.AsSpan().Split('/'))
        {
            ReadOnlySpan<char> name = key.AsSpan()[segment];
            if (name is "" or "." or "..") return false;
            foreach (char c in name)
            {
                if (char.IsControl(c) || c == '\\') return false;
            }
        }
        return key.Length <= 1024;
    }

    /// <summary>Refuses a key that is not <see cref="IsProper"/>.</summary>
    /// <exception cref="ObjectException">It is not.</exception>
    public static void Check(string key, string storeName)
    {
        if (!IsProper(key))
            throw new ObjectException(ObjectFailure.Refused, key, storeName, "that is no key of an object", "Use a key of plain segments, without '..', and with '/' between them.");
    }
}
