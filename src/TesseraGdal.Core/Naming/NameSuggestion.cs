using System.Text.RegularExpressions;

namespace TesseraGdal.Naming;

/// <summary>
/// Finds what was meant by a name that is none, or is that of a folder that is not there: mends what people often get wrong, one thing or all of them,
/// and offers what can be read then. Reads no disk.
/// </summary>
internal static partial class NameSuggestion
{
    private static readonly Func<string, string>[] Repairs =
    [
        // Options are joined by '&', so that the first is begun by it too.
        text => text.Contains('?', StringComparison.Ordinal) ? text : FirstAmpersand().Replace(text, "?", 1),
        text => AssignedPart().Replace(text, "/$1:"),
        text => AmpersandAfterPart().IsMatch(text) ? AmpersandAfterPart().Replace(text, "/$1:") : text,
        text => PartAfterMark().Replace(text, "$1$2="),
        text => text.Replace('\\', '/'),
        text => Slashes().Replace(text, "/").TrimStart('/'),
        text => text.Trim('\'', ' '),
        text => FileSuffix().Replace(text, ""),
        text => text.StartsWith(DatasetName.Prefix, StringComparison.OrdinalIgnoreCase) ? text[DatasetName.Prefix.Length..] : text,
    ];

    /// <summary>A question with the name that may have been meant, to follow a sentence; or nothing.</summary>
    /// <param name="text">The name, with its prefix.</param>
    internal static string Of(string text)
    {
        const int Long = 2000; // none that is meant
        if (text.Length > Long || !text.StartsWith(DatasetName.Prefix, StringComparison.OrdinalIgnoreCase)) return "";
        string rest = text[DatasetName.Prefix.Length..];
        foreach (string candidate in Repairs.Select(repair => repair(rest)).Append(Repairs.Aggregate(rest, (mended, repair) => repair(mended))))
        {
            if (candidate != rest && TryParse(candidate) is { } meant) return $" Did you mean {Quoted.Of(meant.ToString())}?";
        }
        return "";
    }

    /// <summary>The name, where it is one of a dataset.</summary>
    private static DatasetName? TryParse(string rest)
    {
        try
        {
            DatasetName name = new NameParser(DatasetName.Prefix + rest) { Suggests = false }.Parse();
            return name is CatalogueName or LocalFolderName or LocalFileName ? null : name;
        }
        catch (TesseraException)
        {
            return null; // that was not it
        }
    }

    [GeneratedRegex("&(?=[A-Za-z_]+[=:])")]
    private static partial Regex FirstAmpersand();

    [GeneratedRegex("/([A-Za-z_]+)=")]
    private static partial Regex AssignedPart();

    [GeneratedRegex("&([A-Za-z_]+)[=:]")]
    private static partial Regex AmpersandAfterPart();

    [GeneratedRegex("([?&])([A-Za-z_]+):")]
    private static partial Regex PartAfterMark();

    [GeneratedRegex("/+")]
    private static partial Regex Slashes();

    [GeneratedRegex(@"(_scales)?\.tiff?(?=$|[/?])", RegexOptions.IgnoreCase)]
    private static partial Regex FileSuffix();
}
