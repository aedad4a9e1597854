using System.Globalization;
using System.Text;
using TesseraGdal.Storage.Checksums;

namespace TesseraGdal.Storage.Cache;

/// <summary>From keys to paths that every file system takes, and that a person can still read.</summary>
internal static class CachePath
{
    private const int LongestSegment = 100;
    private const int LongestKey = 180;

    /// <summary>The path of a key's files under the folder of its chain, without extension.</summary>
    public static string Of(string key)
    {
        string path = string.Join(Path.DirectorySeparatorChar, key.Split('/').Select(Segment));
        return path.Length <= LongestKey ? path : Path.Combine("long", Hash(key));
    }

    /// <summary>The folder of a chain of sources: a name for people, and what tells it from all others.</summary>
    /// <param name="label">The name.</param>
    /// <param name="identity">All that makes the chain's objects what they are.</param>
    public static string OfChain(string label, string identity) => $"{Segment(label)}-{Hash(identity)}";

    /// <summary>Letters, digits and a few signs stay; others become %XX, and so does what Windows would read as something else.</summary>
    private static string Segment(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (byte b in Encoding.UTF8.GetBytes(name))
        {
            if (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'.' or (byte)'-' or (byte)'_' or (byte)'~') text.Append((char)b);
            else text.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        }
        if (text.Length == 0 || text[^1] == '.' || IsDevice(name)) text.Append("%00");
        return text.Length <= LongestSegment ? text.ToString() : text.ToString(0, LongestSegment - 17) + "-" + Hash(name);
    }

    /// <summary>CON, NUL, COM1 … are devices on Windows, whatever follows their first dot.</summary>
    private static bool IsDevice(string name)
    {
        string stem = name.Split('.')[0].TrimEnd().ToUpperInvariant();
        return stem is "CON" or "PRN" or "AUX" or "NUL" || (stem.Length == 4 && stem[..3] is "COM" or "LPT" && char.IsDigit(stem[3]));
    }

    private static string Hash(string text) => Crc64Nvme.Of(Encoding.UTF8.GetBytes(text)).ToString("x16", CultureInfo.InvariantCulture);
}
