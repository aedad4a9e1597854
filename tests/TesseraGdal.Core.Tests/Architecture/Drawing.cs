using System.Text.RegularExpressions;

namespace TesseraGdal.Tests.Architecture;

/// <summary>Doors between rooms as a page draws them: one mermaid graph, a line a room, as in <c>Client --> Openers &amp; Rasters</c>.</summary>
internal static partial class Drawing
{
    /// <summary>The doors that a page draws.</summary>
    /// <exception cref="FormatException">It has no drawing, or several, or a line of it cannot be read and so could hide a door.</exception>
    internal static IReadOnlyList<(string From, string To)> DoorsOf(string page)
    {
        MatchCollection graphs = Graph.Matches(page);
        if (graphs.Count != 1) throw new FormatException($"The page has {graphs.Count} mermaid graphs, and one is needed.");
        var doors = new List<(string, string)>();
        foreach (string line in graphs[0].Groups[1].Value.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).Skip(1))
        {
            if (Line.Match(line) is not { Success: true } read) throw new FormatException($"'{line}' is no line of doors, as in 'Client --> Openers & Rasters'.");
            doors.AddRange(read.Groups[2].Value.Split(" & ").Select(to => (read.Groups[1].Value, to)));
        }
        return doors;
    }

    /// <summary>What to change in a page's drawing so that it has the doors that there are: a line for each; none where it has them.</summary>
    /// <param name="page">The page's text.</param>
    /// <param name="used">The doors that there are, each with a use of it.</param>
    internal static string[] Corrections(string page, IReadOnlyDictionary<(string From, string To), string> used)
    {
        IReadOnlyList<(string From, string To)> drawn = DoorsOf(page);
        return
        [
            .. used.Keys.Except(drawn).Order().Select(door => $"Add {door.From} --> {door.To}: {used[door]}."),
            .. drawn.Except(used.Keys).Order().Select(door => $"Remove {door.From} --> {door.To}: no type of {door.From} uses one of {door.To}."),
            .. drawn.CountBy(door => door).Where(door => door.Value > 1).Select(door => $"Draw {door.Key.From} --> {door.Key.To} once."),
        ];
    }

    [GeneratedRegex(@"^```mermaid\r?\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Graph { get; }

    [GeneratedRegex(@"^(\w+) --> (\w+(?: & \w+)*)$")]
    private static partial Regex Line { get; }
}
