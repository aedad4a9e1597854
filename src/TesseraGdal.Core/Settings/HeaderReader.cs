using System.Text;
using TesseraGdal.Forms;

namespace TesseraGdal.Settings;

/// <summary>
/// Reads <c>GDAL_HTTP_HEADERS</c> as GDAL does: <c>Name: value</c>, separated by line ends or by commas; what holds a comma stands in double quotes, in
/// which a backslash takes the next character as it is.
/// </summary>
internal static class HeaderReader
{
    private const string Option = "GDAL_HTTP_HEADERS";

    /// <summary>What says who the user is goes to sources that he has named, and not to the public ones, which would refuse it.</summary>
    private static readonly string[] Personal = ["Authorization", "Cookie"];

    /// <summary>The headers, each on a line as <c>Name: value</c>; null for none.</summary>
    /// <exception cref="TesseraException">It is no list of headers. The message does not show it: headers hold secrets.</exception>
    internal static string? Read(SettingsReader reader, bool isKnownSource)
    {
        if (reader.Known(Option) is not { } given) return null;
        var lines = new List<string>();
        IEnumerable<string> parts = given.Text.Contains('\n', StringComparison.Ordinal) ? given.Text.Split('\n') : SplitAtCommas(given.Text);
        foreach (string part in parts)
        {
            string line = part.Trim();
            if (line.Length == 0) continue;
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            string name = colon < 0 ? "" : line[..colon].TrimEnd();
            if (name.Length == 0 || name.Any(c => !char.IsAsciiLetterOrDigit(c) && !"!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal)) || line.Any(char.IsControl))
                throw new TesseraException(TesseraErrorKind.InvalidArgument, $"{Option} is not allowed: headers are needed, as in Name: value,Other: value.");
            if (!isKnownSource || !Personal.Contains(name, StringComparer.OrdinalIgnoreCase)) lines.Add($"{name}: {line[(colon + 1)..].Trim()}");
        }
        return lines.Count == 0 ? null : string.Join('\n', lines);
    }

    private static List<string> SplitAtCommas(string text)
    {
        var parts = new List<string>();
        var part = new StringBuilder();
        bool isQuoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '"') isQuoted = !isQuoted;
            else if (c == '\\' && isQuoted && i + 1 < text.Length) part.Append(text[++i]);
            else if (c != ',' || isQuoted) part.Append(c);
            else
            {
                parts.Add(part.ToString());
                part.Clear();
            }
        }
        parts.Add(part.ToString());
        return parts;
    }
}
