#nullable enable

// What every task knows: paths, versions, and how to run a program.

using System.Security.Cryptography;
using System.Text.RegularExpressions;
using System.Xml.Linq;

/// <summary>A line of our own among those of the programs that we run, without colours.</summary>
static void Say(string line) => System.Console.WriteLine(line);

/// <summary>Facts of this build, and programs to run. Paths are absolute.</summary>
public sealed class BuildContext
{
    private static readonly System.Threading.Lock s_steps = new();

    /// <summary>The version for Directory.Build.props, in the environment of all that is run.</summary>
    private const string VersionVariable = "TESSERAGDAL_VERSION";

    private System.Diagnostics.Process? _preparation;

    /// <param name="repository">Folder of the repository.</param>
    /// <param name="targets">The targets of build.sh.</param>
    /// <param name="chosenVersions">Versions of GDAL with commas between them, "all", or null.</param>
    public BuildContext(string repository, IReadOnlyList<string> targets, string? chosenVersions)
    {
        Targets = targets;
        Repository = repository;
        Artifacts = System.IO.Path.Combine(repository, "artifacts");
        Plugins = In(Artifacts, "gdalplugins");
        Results = In(Artifacts, "results");
        Suites = System.IO.File.ReadLines(In(repository, "build/gdal-versions.txt"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ToDictionary(words => words[0], words => words[1]);
        ChosenVersions = chosenVersions == "all" ? AllVersions : chosenVersions?.Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (Output("build/version.sh").Trim() is { Length: > 0 } tagged) System.Environment.SetEnvironmentVariable(VersionVariable, tagged);
        Version = System.Environment.GetEnvironmentVariable(VersionVariable) is { Length: > 0 } given
            ? given
            : XDocument.Load(In(repository, "Directory.Build.props")).Descendants("Version").First().Value;
    }

    public string Repository { get; }
    public string Artifacts { get; }

    /// <summary>The targets of build.sh, in lower case.</summary>
    public IReadOnlyList<string> Targets { get; }

    /// <summary>What <c>GDAL_DRIVER_PATH</c> points at.</summary>
    public string Plugins { get; }

    public string Results { get; }

    /// <summary>The Debian folders that tests run in.</summary>
    public string Roots => System.Environment.GetEnvironmentVariable("TESSERA_ROOTS") ?? In(Artifacts, "roots");

    /// <summary>The product's version: the commit's tag's, else that of Directory.Build.props.</summary>
    public string Version { get; }

    /// <summary>GDAL's X.Y → the Debian suite that has it.</summary>
    public IReadOnlyDictionary<string, string> Suites { get; }

    public IReadOnlyList<string> AllVersions => [.. Suites.Keys];

    /// <summary>What <c>--gdal=</c> asks for, or null.</summary>
    public IReadOnlyList<string>? ChosenVersions { get; }

    /// <summary>X.Y of the GDAL that is installed on this machine.</summary>
    public string SystemVersion => field ??= string.Join('.', Output("gdal-config", "--version").Trim().Split('.').Take(2));

    /// <summary>The Debian suite of this machine.</summary>
    public string SystemSuite => field ??= System.IO.File.ReadLines("/etc/os-release").Select(line => line.Split('=')).FirstOrDefault(words => words[0] == "VERSION_CODENAME")?[1].Trim('"') ?? "";

    public static string In(string folder, string path) => System.IO.Path.Combine(folder, path);

    /// <summary>Runs a program in the repository's folder and fails if it fails.</summary>
    public void Run(string program, params IEnumerable<string> arguments)
    {
        int status = Try(program, arguments);
        if (status != 0) throw new CakeException($"{program} ended with status {status}.");
    }

    /// <summary>Runs a program in the repository's folder and returns its status.</summary>
    public int Try(string program, params IEnumerable<string> arguments)
    {
        using var process = Start(program, arguments, false);
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>Runs a program in the repository's folder; gives its status, and all that it wrote.</summary>
    public (int Status, string Output) Capture(string program, params IEnumerable<string> arguments)
    {
        // One stream, in the order of writing: a shell joins the two.
        using var process = Start("/bin/sh", ["-c", "exec \"$0\" \"$@\" 2>&1", program, .. arguments], true);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    /// <summary>What a program writes to its standard output.</summary>
    public string Output(string program, params IEnumerable<string> arguments)
    {
        using var process = Start(program, arguments, true);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new CakeException($"{program} ended with status {process.ExitCode}.");
    }

    /// <summary>
    /// Begins to install the Debian packages of the targets, and then to make Debian folders (build/prepare.sh), and returns: most of it waits for the network.
    /// <see cref="FinishPackages"/> and <see cref="FinishRoots"/> wait.
    /// </summary>
    public void Prepare(params IEnumerable<string> roots) => _preparation = Start("build/prepare.sh", [string.Join(' ', Targets), .. roots], false);

    /// <summary>Waits for the packages, and fails with what apt-get says where they cannot be had.</summary>
    public void FinishPackages() => Step("wait for packages", () => Run("build/install-packages.sh", Targets));

    public void FinishRoots() => Step("wait for Debian folders", () =>
    {
        if (_preparation is null) return;
        _preparation.WaitForExit();
        if (_preparation.ExitCode != 0) throw new CakeException("The Debian folders for the tests could not be made.");
    });

    /// <summary>Does something, and writes down for .ci/run when it began and ended: a line "BEGIN END NAME" in the file that BUILD_STEPS names, as build/timed.sh does.</summary>
    public void Step(string name, Action action) => Step(name, () =>
    {
        action();
        return 0;
    });

    /// <inheritdoc cref="Step(string, Action)"/>
    public T Step<T>(string name, Func<T> action)
    {
        double begin = Now();
        try
        {
            return action();
        }
        finally
        {
            if (System.Environment.GetEnvironmentVariable("BUILD_STEPS") is { Length: > 0 } file)
            {
                string line = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{begin:0.0} {Now():0.0} {name}\n");
                lock (s_steps) System.IO.File.AppendAllText(file, line);
            }
        }

        static double Now() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;
    }

    private System.Diagnostics.Process Start(string program, IEnumerable<string> arguments, bool captured)
    {
        bool ours = program.Contains('/') && !System.IO.Path.IsPathRooted(program);
        var start = new System.Diagnostics.ProcessStartInfo(ours ? In(Repository, program) : program, arguments)
        {
            WorkingDirectory = Repository,
            RedirectStandardOutput = captured,
        };
        return System.Diagnostics.Process.Start(start) ?? throw new CakeException($"{program} could not be started.");
    }
}

/// <summary>Remembers from what something was made, so that it is not made again from the same.</summary>
public sealed class Stamp
{
    private readonly string _file;
    private readonly string _now;

    /// <param name="name">Name of what is made.</param>
    /// <param name="recipe">How it is made, beside the files: versions, arguments.</param>
    /// <param name="inputs">The files, or folders of files, that it is made from.</param>
    public Stamp(BuildContext build, string name, string recipe, params IEnumerable<string> inputs)
    {
        _file = BuildContext.In(build.Artifacts, $"stamps/{name}");
        System.IO.Directory.CreateDirectory(System.IO.Path.GetDirectoryName(_file)!);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(recipe));
        IEnumerable<string> files = inputs.Select(input => BuildContext.In(build.Repository, input)).SelectMany(path =>
            System.IO.Directory.Exists(path) ? System.IO.Directory.EnumerateFiles(path, "*", System.IO.SearchOption.AllDirectories)
            : System.IO.File.Exists(path) ? [path] : []);
        foreach (string file in files.Where(file => !file.Contains("/__pycache__/")).Order(StringComparer.Ordinal))
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes("\0" + System.IO.Path.GetRelativePath(build.Repository, file) + "\0"));
            hash.AppendData(System.IO.File.ReadAllBytes(file));
        }
        _now = Convert.ToHexString(hash.GetHashAndReset());
    }

    public bool IsCurrent => System.IO.File.Exists(_file) && System.IO.File.ReadAllText(_file) == _now;

    public void Write() => System.IO.File.WriteAllText(_file, _now);

    public void Forget() => System.IO.File.Delete(_file);
}
