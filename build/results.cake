#nullable enable

// The sum of what all runners found: each leaves a JUnit file, and the last line of a run is "N passed, N failed".

/// <summary>One test's outcome; <c>Failure</c> is null where it passed. <c>File</c> is what JUnit calls its class: in Python, the file without its ending.</summary>
public sealed record TestResult(string Runner, string Name, string? Failure, string File = "", double Seconds = 0);

/// <summary>Something that runs tests, under a name that its results and no others have.</summary>
/// <param name="Target">The target of build.sh that asks for it, whose results they are.</param>
/// <param name="Kind">What it has in common with others of other GDALs: times are recorded by it.</param>
/// <param name="Seconds">How long it is expected to take.</param>
/// <param name="IsAlone">Nothing may run beside it: it watches a clock.</param>
public sealed record Runner(string Target, string Kind, string Name, double Seconds, bool IsAlone, Func<string, IReadOnlyList<TestResult>> Run)
{
    /// <summary>Whether times are recorded by file: others of its kind run other files.</summary>
    public bool IsDivided { get; init; }

    /// <summary>Whether it waits more than it works, and so runs beside two that work.</summary>
    public bool IsWaiting { get; init; }
}

/// <summary>
/// Seconds that runners have taken, by their kind or by KIND/FILE, as a line each of tests/seconds.txt. They only say what is begun first and what runs beside what:
/// what is not in there, or takes longer by now, is run all the same. A target leaves what it found in artifacts/results/TARGET/seconds.txt.
/// </summary>
public sealed class RecordedSeconds(string file)
{
    private const double Unknown = 10;

    private readonly ILookup<string, double> _seconds = System.IO.File.ReadLines(file)
        .Select(line => line.Split(' ')).ToLookup(words => words[0], words => double.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture));

    public double Of(string kind, string? tests = null) => _seconds[tests is null ? kind : $"{kind}/{tests}"].DefaultIfEmpty(Unknown).Max();
}

/// <summary>The folder of a target's results.</summary>
string ResultsOf(BuildContext build, string target) => BuildContext.In(build.Results, target);

/// <summary>Does several things at once. What one of them fails with is thrown when all have ended.</summary>
void Beside(params IEnumerable<Action> actions) =>
    System.Threading.Tasks.Task.WhenAll(actions.Select(System.Threading.Tasks.Task.Run).ToArray()).GetAwaiter().GetResult();

RecordedSeconds Recorded(BuildContext build) => new(BuildContext.In(build.Repository, "tests/seconds.txt"));

/// <summary>
/// Runs test runners in two rows side by side, each of which takes the one that lasts longest of those that are left, and beside them those that wait more than they work;
/// and then, one by one, those that must be alone. What a runner writes is shown when it has ended. Each of the targets gets the sum of its own.
/// </summary>
void RunAll(BuildContext build, IReadOnlyList<string> targets, IReadOnlyList<Runner> runners)
{
    var together = runners.Where(runner => !runner.IsAlone).OrderByDescending(runner => runner.Seconds).ToLookup(runner => runner.IsWaiting);
    var left = new System.Collections.Concurrent.ConcurrentQueue<Runner>(together[false]);
    var found = new System.Collections.Concurrent.ConcurrentQueue<(Runner Runner, double Seconds, IReadOnlyList<TestResult> Results)>();
    void Run(Runner runner)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var results = build.Step("tests " + runner.Name, () => runner.Run(runner.Name));
        found.Enqueue((runner, clock.Elapsed.TotalSeconds, results));
    }

    void Row()
    {
        while (left.TryDequeue(out Runner? next)) Run(next);
    }

    Beside([Row, Row, .. together[true].Select(runner => (Action)(() => Run(runner)))]);
    // .ci/run prepares for later targets meanwhile, and holds this lock.
    build.Step("wait to be alone", () => build.Run("flock", BuildContext.In(build.Artifacts, "prepare.lock"), "true"));
    foreach (Runner runner in runners.Where(runner => runner.IsAlone)) Run(runner);
    foreach (string target in targets)
    {
        var own = found.Where(one => one.Runner.Target == target).ToList();
        WriteSeconds(ResultsOf(build, target), [.. own.Where(one => !one.Runner.IsAlone)]);
        Sum(build, target, [.. own.SelectMany(one => one.Results)]);
    }
}

/// <summary>Writes what lines of tests/seconds.txt may be replaced by: of runners of one kind, that which took longest.</summary>
void WriteSeconds(string folder, IReadOnlyList<(Runner Runner, double Seconds, IReadOnlyList<TestResult> Results)> found)
{
    var lines = found
        .SelectMany(one => one.Runner.IsDivided
            ? one.Results.GroupBy(result => result.File).Select(file => (Name: $"{one.Runner.Kind}/{file.Key}", Seconds: file.Sum(result => result.Seconds)))
            : [(Name: one.Runner.Kind, one.Seconds)])
        .GroupBy(one => one.Name).OrderBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{group.Key} {Math.Max(1, group.Max(one => one.Seconds)):0}"));
    System.IO.File.WriteAllLines(BuildContext.In(folder, "seconds.txt"), lines);
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

IEnumerable<TestResult> ReadJUnit(BuildContext build, string runner, string junit)
{
    var allowed = AllowedSkips(build);
    foreach (XElement test in XDocument.Load(junit).Descendants("testcase"))
    {
        string file = (string?)test.Attribute("classname") ?? "", name = $"{file}.{(string?)test.Attribute("name")}";
        double seconds = (double?)test.Attribute("time") ?? 0;
        XElement? wrong = test.Element("failure") ?? test.Element("error");
        XElement? skipped = test.Element("skipped");
        if (wrong is not null)
            yield return new(runner, name, ((string?)wrong.Attribute("message") ?? wrong.Value).Trim().Split('\n')[0], file, seconds);
        else if (skipped is null)
            yield return new(runner, name, null, file, seconds);
        else if (!allowed.Any(pattern => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, $"{runner}/{name}", false)))
            yield return new(runner, name, "skipped, and tests/allowed-skips.txt gives no reason: " + (string?)skipped.Attribute("message"), file, seconds);
    }
}

/// <summary>Tests that may be skipped: lines of RUNNER/CLASS.NAME, with * for anything, and a reason behind it.</summary>
IReadOnlyList<string> AllowedSkips(BuildContext build) =>
    [.. System.IO.File.ReadLines(BuildContext.In(build.Repository, "tests/allowed-skips.txt"))
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split('\t') is [var pattern, { Length: > 0 }] ? pattern
            : throw new CakeException($"tests/allowed-skips.txt: this line has no reason behind a tab: {line}"))];

/// <summary>Says which tests failed, and leaves the sum for build.sh to print as the last line.</summary>
void Sum(BuildContext build, string target, IReadOnlyList<TestResult> results)
{
    Say($"\n{target}:");
    foreach (var runner in results.GroupBy(result => result.Runner))
        Say($"{runner.Key,-28} {runner.Count(result => result.Failure is null)} passed, {runner.Count(result => result.Failure is not null)} failed");
    foreach (TestResult result in results.Where(result => result.Failure is not null))
        Say($"FAILED {result.Runner}: {result.Name}: {result.Failure}");
    int failed = results.Count(result => result.Failure is not null);
    System.IO.File.WriteAllText(BuildContext.In(ResultsOf(build, target), "summary.txt"), $"{results.Count - failed} passed, {failed} failed\n");
}
