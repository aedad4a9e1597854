using System.Buffers;

namespace TesseraGdal.Naming;

/// <summary>
/// Options as parts of a path, <c>v1/2024/utm31n/bbox:0.0,52.0,0.3,52.3/view:rgb</c>: shells and GDAL's own programs give <c>?</c>, <c>&amp;</c> and
/// <c>=</c> meanings of their own (GDAL 3.13's <c>gdal raster mosaic</c> drops names with <c>?</c>), <c>/</c> and <c>:</c> they leave alone. An option
/// begins where <c>/key:</c> stands with a key that is known, and ends where the next begins, so that a value may be a path or an address. The path of the
/// catalogue, which is empty, needs no slash.
/// </summary>
internal static class PathOptions
{
    private static readonly SearchValues<char> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_");

    /// <summary>Cuts a path into what it names and its options.</summary>
    /// <param name="path">The path, without <c>?</c> and what stands after it.</param>
    /// <returns>The place, and keys in lower case with their values, which may be empty.</returns>
    internal static (string Place, List<(string Key, string Value)> Options) Cut(string path)
    {
        int start = KeyAt(path, 0) is null ? Next(path, 0) : 0;
        string place = start < 0 ? path : path[..start];
        var options = new List<(string, string)>();
        while (start >= 0)
        {
            int at = path[start] == '/' ? start + 1 : start;
            string key = KeyAt(path, at)!;
            int value = at + key.Length + 1;
            start = Next(path, value);
            options.Add((key, start < 0 ? path[value..] : path[value..start]));
        }
        return (place, options);
    }

    /// <summary>Whether a value can stand in a path.</summary>
    internal static bool CanHold(string value) => !value.Contains('?', StringComparison.Ordinal) && Next(value, 0) < 0;

    /// <summary>The known key that stands somewhere with its colon, in lower case; or null.</summary>
    internal static string? KeyAt(string text, int at)
    {
        foreach (string key in NameOptions.Keys)
        {
            bool hasColon = text.Length > at + key.Length && text[at + key.Length] == ':';
            if (hasColon && string.Compare(text, at, key, 0, key.Length, StringComparison.OrdinalIgnoreCase) == 0) return key;
        }
        return null;
    }

    /// <summary>The word that a part begins with as an option does, <c>colour:blue</c>; or null. A single letter is a drive.</summary>
    internal static string? WordOf(string part)
    {
        int colon = part.IndexOf(':', StringComparison.Ordinal);
        return colon > 1 && part.AsSpan(0, colon).IndexOfAnyExcept(Letters) < 0 ? part[..colon] : null;
    }

    /// <summary>Where the next option begins: its slash; or -1.</summary>
    private static int Next(string text, int from)
    {
        for (int slash = from; (slash = text.IndexOf('/', slash)) >= 0; slash++)
        {
            if (KeyAt(text, slash + 1) is not null) return slash;
        }
        return -1;
    }
}
