using System.Globalization;

namespace TesseraGdal.Storage.S3;

/// <summary>The header <c>Content-Range: bytes FIRST-LAST/LENGTH</c> (RFC 9110 §14.4).</summary>
/// <param name="First">First byte of the body, counted from the object's start.</param>
/// <param name="Last">Last byte, inclusive.</param>
/// <param name="Length">The whole object's length; ranges of unknown length are of no use here and do not parse.</param>
internal readonly record struct ContentRange(long First, long Last, long Length)
{
    /// <summary>Reads the header; null where it is none, or contradicts itself.</summary>
    public static ContentRange? Parse(string? header)
    {
        if (header is null || !header.StartsWith("bytes ", StringComparison.OrdinalIgnoreCase)) return null;
        ReadOnlySpan<char> text = header.AsSpan(6).Trim();
        int dash = text.IndexOf('-'), slash = text.IndexOf('/');
        if (dash <= 0 || slash <= dash) return null;
        if (!TryRead(text[..dash], out long first) || !TryRead(text[(dash + 1)..slash], out long last) || !TryRead(text[(slash + 1)..], out long length)) return null;
        return first <= last && last < length ? new ContentRange(first, last, length) : null;
    }

    private static bool TryRead(ReadOnlySpan<char> digits, out long value) => long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
