#nullable enable

// The sum of what all runners found: each leaves a JUnit file, and the last line of a run is "N passed, N failed".

/// <summary>One test's outcome; <c>Failure</c> is null where it passed.</summary>
public sealed record TestResult(string Runner, string Name, string? Failure);

/// <summary>A new, empty folder for the results of a target.</summary>
string NewResults(BuildContext build, string target)
{
    string folder = BuildContext.In(build.Results, target);
    CleanDirectory(folder);
    return folder;
}

/// <summary>Runs several rows of test runners at once, and gives what all of them found. What a runner writes is shown when it has ended.</summary>
IReadOnlyList<TestResult> AtOnce(params Func<IEnumerable<TestResult>>[] rows)
{
    var running = rows.Select(row => System.Threading.Tasks.Task.Run(() => row().ToList())).ToArray();
    return [.. System.Threading.Tasks.Task.WhenAll(running).GetAwaiter().GetResult().SelectMany(results => results)];
}

/// <summary>Runs a test runner, which writes JUnit to a file, and reads what it found. A runner that finds no test has failed.</summary>
IReadOnlyList<TestResult> RunTests(BuildContext build, string runner, string file, string program, params IEnumerable<string> arguments)
{
    var clock = System.Diagnostics.Stopwatch.StartNew();
    (int status, string output) = build.Capture(program, arguments);
    Say($"\n{runner}: {program} {string.Join(' ', arguments)}\n{output}{runner}: {clock.Elapsed.TotalSeconds:0} s");
    if (!FileExists(file)) return [new(runner, "(the runner)", $"ended with status {status} and left no results")];
    List<TestResult> results = [.. ReadJUnit(build, runner, file)];
    if (results.Count == 0) results.Add(new(runner, "(the runner)", "found no test"));
    if (status != 0 && results.All(result => result.Failure is null)) results.Add(new(runner, "(the runner)", $"ended with status {status}"));
    return results;
}

IEnumerable<TestResult> ReadJUnit(BuildContext build, string runner, string file)
{
    var allowed = AllowedSkips(build);
    foreach (XElement test in XDocument.Load(file).Descendants("testcase"))
    {
        string name = $"{(string?)test.Attribute("classname")}.{(string?)test.Attribute("name")}";
        XElement? wrong = test.Element("failure") ?? test.Element("error");
        XElement? skipped = test.Element("skipped");
        if (wrong is not null)
            yield return new(runner, name, ((string?)wrong.Attribute("message") ?? wrong.Value).Trim().Split('\n')[0]);
        else if (skipped is null)
            yield return new(runner, name, null);
        else if (!allowed.Any(pattern => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, $"{runner}/{name}", false)))
            yield return new(runner, name, "skipped, and tests/allowed-skips.txt gives no reason: " + (string?)skipped.Attribute("message"));
    }
}

/// <summary>Tests that may be skipped: lines of RUNNER/CLASS.NAME, with * for anything, and a reason behind it.</summary>
IReadOnlyList<string> AllowedSkips(BuildContext build) =>
    [.. System.IO.File.ReadLines(BuildContext.In(build.Repository, "tests/allowed-skips.txt"))
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split('\t') is [var pattern, { Length: > 0 }] ? pattern
            : throw new CakeException($"tests/allowed-skips.txt: this line has no reason behind a tab: {line}"))];

/// <summary>Says which tests failed, and leaves the sum for build.sh to print as the last line.</summary>
void Sum(BuildContext build, string folder, IReadOnlyList<TestResult> results)
{
    Say("");
    foreach (var runner in results.GroupBy(result => result.Runner))
        Say($"{runner.Key,-28} {runner.Count(result => result.Failure is null)} passed, {runner.Count(result => result.Failure is not null)} failed");
    foreach (TestResult result in results.Where(result => result.Failure is not null))
        Say($"FAILED {result.Runner}: {result.Name}: {result.Failure}");
    int failed = results.Count(result => result.Failure is not null);
    System.IO.File.WriteAllText(BuildContext.In(folder, "summary.txt"), $"{results.Count - failed} passed, {failed} failed\n");
}
