#nullable enable

// Test, referee and qgis: every runner, its servers and its data.
//
// A test of tests/gdal runs in full with one GDAL, this machine's; what is marked `shim` depends on GDAL's version and runs with each of them.
// tests/gdal/pytest.ini has the marks. tests/gdal/test_selection.py holds the selections below to them: no test is left out, and none runs twice where once will do.

const string Python = "/usr/bin/python3";

const string QgisTests = "tests/gdal/test_qgis.py";

/// <summary>The GDAL tests that wait more than they work: for servers that are slow, silent or gone.</summary>
static readonly string[] Waiting = ["tests/gdal/test_faults.py", "tests/gdal/test_hostile.py"];

/// <summary>The GDAL of the Debian folder that has QGIS (tests/servers/roots.sh).</summary>
const string QgisVersion = "3.10";

/// <summary>Debian folders beside those of the suites; and the suite that has pandas.</summary>
const string S3Root = "s3", QgisRoot = "qgis", ManifestRoot = "forky";

// ---- which tests run where -----------------------------------------------------------------------

/// <summary>Target test, this machine's GDAL, the small store: all but what takes long.</summary>
const string EverydayTests = "not referee and not qgis";

/// <summary>Target referee, this machine's GDAL, the referee's store: what takes long and depends on GDAL's version, or needs the .NET that only this machine has.</summary>
const string SystemTests = "(referee and shim or dotnet and (referee or larger)) and not qgis";

/// <summary>Target referee, the newest GDAL, the referee's store: what takes long, what depends on GDAL's version, and what says more on tiles of real size.</summary>
const string NewestTests = "(referee or shim or larger) and not dotnet and not qgis";

/// <summary>Target referee, each other GDAL, the small store: what depends on GDAL's version.</summary>
const string OtherTests = "shim and not referee and not dotnet and not qgis";

/// <summary>The same, the referee's store: what of it takes long.</summary>
const string OtherLongTests = "shim and referee and not dotnet and not qgis";

/// <summary>Runs checks, each a target of build.sh. What they need is made once, and their runners share the rows.</summary>
void Check(BuildContext build, IReadOnlyList<string> checks)
{
    foreach (string check in checks) CleanDirectory(ResultsOf(build, check));
    build.FinishPackages();
    var beside = new List<Action>();
    if (checks.Any(check => check is "test" or "referee" or "qgis")) beside.Add(() => PublishNative(build));
    if (PluginsFor(build, checks) is { Count: > 0 } versions)
        beside.Add(() =>
        {
            BuildPlugins(build, versions);
            if (checks.Any(check => check is "test" or "referee")) PackForTests(build, versions);
            if (checks.Contains("referee")) MakeTestHouse(build);
        });
    beside.Add(() =>
    {
        if (checks.Any(check => check is "test" or "referee" or "qgis")) MakeStore(build, "small");
        if (!checks.Contains("referee")) return;
        MakeStore(build, "referee");
        MakeStoreIn(build, StoreOf(build, "mosaic"), "mosaic", "s3-v0.9");
    });
    Beside(beside);
    if (checks.Any(check => check is "test" or "referee")) build.Step("archive", () => MakeArchive(build, TestPackagesOf(build)));
    build.FinishRoots();
    if (checks.Contains("referee")) MakeRealManifest(build);
    RunAll(build, checks, [.. checks.SelectMany(check => check switch
    {
        "test" => TestRunners(build),
        "referee" => (build.ChosenVersions ?? build.AllVersions).SelectMany(version => RefereeRunners(build, version)),
        "qgis" => QgisRunners(build),
        "format" => [FormatRunner(build)],
        _ => throw new CakeException($"{check} is no check."),
    })]);
}

/// <summary>The GDALs that checks need a plugin for.</summary>
IReadOnlyList<string> PluginsFor(BuildContext build, IReadOnlyList<string> checks) =>
    build.ChosenVersions
    ?? (checks.Contains("referee") ? build.AllVersions
        : checks.Contains("qgis") ? [build.SystemVersion, QgisVersion]
        : checks.Contains("test") ? [build.SystemVersion] : []);

/// <summary>The Debian folders that checks need.</summary>
IEnumerable<string> RootsFor(BuildContext build, IReadOnlyList<string> checks) =>
    checks.SelectMany(check => check switch
    {
        "test" => (string[])[S3Root],
        "referee" => [S3Root, .. OtherSuites(build)],
        "qgis" => [S3Root, QgisRoot],
        _ => [],
    }).OrderByDescending(root => root == QgisRoot).OrderByDescending(root => root == S3Root).Distinct();

/// <summary>Managed and native tests, and the GDAL tests with this machine's GDAL.</summary>
IEnumerable<Runner> TestRunners(BuildContext build)
{
    string version = build.SystemVersion;
    return
    [
        .. GdalRunners(build, "test", "everyday", version, "small", EverydayTests, null, parts: 2, apart: Waiting),
        .. ManagedRunners(build, "test"),
        S3Runner(build, "test"),
        NativeRunner(build, "test", version, "not referee", null),
        PackageRunner(build, "test", "packages", version, "not referee", null),
    ];
}

/// <summary>
/// What the referee runs with one GDAL: tests that take long, tiles of real size, and what depends on GDAL's version with the GDALs of the Debian folders.
/// What <see cref="TestRunners"/> has of this machine's is not run again.
/// </summary>
IEnumerable<Runner> RefereeRunners(BuildContext build, string version)
{
    if (version == build.SystemVersion)
        return
        [
            .. GdalRunners(build, "referee", "system", version, "referee", SystemTests, null, hasClock: false),
            NativeRunner(build, "referee", version, "referee", null),
            PackageRunner(build, "referee", "packages-long", version, "referee", null, "referee"),
        ];
    string root = RootOf(build, version);
    return version == build.AllVersions[^1]
        ?
        [
            NativeRunner(build, "referee", version, "", root),
            PackageRunner(build, "referee", "packages", version, "not referee", root),
            .. GdalRunners(build, "referee", "newest", version, "referee", NewestTests, root, parts: 3),
        ]
        :
        [
            NativeRunner(build, "referee", version, "", root),
            PackageRunner(build, "referee", "packages-others", version, "shim and not referee", root),
            .. GdalRunners(build, "referee", "others", version, "small", OtherTests, root, hasClock: false),
            .. GdalRunners(build, "referee", "others-long", version, "referee", OtherLongTests, root, hasClock: false),
        ];
}

/// <summary>What QGIS renders, by this machine's and by a newer one in a Debian folder.</summary>
IEnumerable<Runner> QgisRunners(BuildContext build)
{
    Runner Of(string version, string? root) =>
        new("qgis", "qgis", $"qgis-{version}", Recorded(build).Of("qgis"), false, name => GdalTests(build, "qgis", name, "small", "qgis", root, QgisTests));
    return [Of(build.SystemVersion, null), Of(QgisVersion, BuildContext.In(build.Roots, QgisRoot))];
}

// ---- runners -------------------------------------------------------------------------------------

IEnumerable<Runner> ManagedRunners(BuildContext build, string target) =>
    System.IO.Directory.EnumerateDirectories(BuildContext.In(build.Repository, "tests"), "*.Tests").Order().Select(project =>
    {
        string name = System.IO.Path.GetFileName(project), file = JUnitOf(build, target, name);
        return new Runner(target, name, name, Recorded(build).Of(name), false, _ => RunTests(build, name, file, "dotnet", AssemblyOf(build, name), "-noColor", "-noLogo", "-result-junit", file));
    });

string AssemblyOf(BuildContext build, string project) => BuildContext.In(build.Artifacts, $"bin/{project}/release/{project}.dll");

/// <summary>Those managed tests that need the S3 server, and so are left out where there is none ("explicit").</summary>
Runner S3Runner(BuildContext build, string target)
{
    const string project = "TesseraGdal.Core.Tests", name = project + "-s3";
    string file = JUnitOf(build, target, name);
    return new(target, name, name, Recorded(build).Of(name), false, _ => RunTests(build, name, file, "/usr/bin/env", [.. Settings(build, "small"), "tests/servers/with-servers.sh", "dotnet",
        AssemblyOf(build, project), "-noColor", "-noLogo", "-class", "*.RealS3", "-explicit", "only", "-result-junit", file]));
}

/// <summary>The shim alone, with a core of closed formulas in place of the real one; in a Debian folder, or on this machine.</summary>
Runner NativeRunner(BuildContext build, string target, string version, string marks, string? root)
{
    string core = BuildContext.In(build.Artifacts, $"native/{version}/test-core");
    return new(target, "native", $"native-{version}", Recorded(build).Of("native"), false, name =>
    {
        string file = JUnitOf(build, target, name);
        return RunTests(build, name, file, "/usr/bin/env",
            [$"TESSERA_TEST_ARTIFACTS={build.Artifacts}", $"TESSERA_TEST_CORE={core}", .. InRoot(root), .. Pytest(file, marks, "tests/native")]);
    });
}

/// <summary>Programs that were made with the packages; in a Debian folder, or on this machine.</summary>
Runner PackageRunner(BuildContext build, string target, string kind, string version, string marks, string? root, string store = "small") =>
    new(target, kind, $"{kind}-{version}", Recorded(build).Of(kind), false, name =>
    {
        string file = JUnitOf(build, target, name);
        return RunTests(build, name, file, "/usr/bin/env",
            [$"TESSERA_TEST_ARTIFACTS={build.Artifacts}", $"TESSERA_TEST_STORE={StoreOf(build, store)}", .. InRoot(root), .. Pytest(file, marks, "tests/packages")]);
    });

/// <summary>
/// tests/gdal with one GDAL: what a selection takes, in parts that are expected to take equally long; and after all else, alone, those tests of it that watch a clock.
/// Files that are set apart are a runner of their own, beside the others. A file that no time is recorded of is in one of the parts like the others.
/// </summary>
IEnumerable<Runner> GdalRunners(BuildContext build, string target, string kind, string version, string store, string selection, string? root, int parts = 1, bool hasClock = true, string[]? apart = null)
{
    var modules = System.IO.Directory.EnumerateFiles(BuildContext.In(build.Repository, "tests/gdal"), "test_*.py").Order(StringComparer.Ordinal)
        .Select(file => (Path: System.IO.Path.GetRelativePath(build.Repository, file), Seconds: Recorded(build).Of(kind, System.IO.Path.GetFileNameWithoutExtension(file)))).ToList();
    var divided = Enumerable.Range(0, parts).Select(_ => new List<(string Path, double Seconds)>()).ToList();
    foreach (var module in modules.Where(module => apart?.Contains(module.Path) != true).OrderByDescending(module => module.Seconds)) divided.MinBy(part => part.Sum(other => other.Seconds))!.Add(module);
    Runner Of(string suffix, IReadOnlyList<(string Path, double Seconds)> part) =>
        new(target, kind, $"gdal-{version}-{kind}{suffix}", part.Sum(module => module.Seconds), false,
            name => GdalTests(build, target, name, store, $"({selection}) and not clock", root, [.. part.Select(module => module.Path)])) { IsDivided = true };
    for (int part = 0; part < parts; part++) yield return Of(parts > 1 ? $"-{part + 1}" : "", divided[part]);
    if (modules.Where(module => apart?.Contains(module.Path) == true).ToList() is { Count: > 0 } waiting) yield return Of("-waiting", waiting) with { IsWaiting = true };
    if (hasClock)
        yield return new(target, kind, $"gdal-{version}-{kind}-clock", 0, true, name => GdalTests(build, target, name, store, $"({selection}) and clock", root, "tests/gdal"));
}

/// <summary>tests/gdal by stock GDAL, with the S3 server and the server with faults beside it; in a Debian folder, or on this machine.</summary>
IReadOnlyList<TestResult> GdalTests(BuildContext build, string target, string runner, string store, string marks, string? root, params string[] tests)
{
    string file = JUnitOf(build, target, runner);
    return RunTests(build, runner, file, "/usr/bin/env", [.. Settings(build, store), "tests/servers/with-servers.sh", .. InRoot(root), .. Pytest(file, marks, tests)]);
}

string JUnitOf(BuildContext build, string target, string runner) => BuildContext.In(ResultsOf(build, target), runner + ".xml");

string[] InRoot(string? root) => root is null ? [] : ["tests/servers/in-root.sh", root];

/// <summary>The Debian folder that has a GDAL. That with QGIS serves as its suite's.</summary>
string RootOf(BuildContext build, string version)
{
    string qgis = BuildContext.In(build.Roots, QgisRoot);
    return version == QgisVersion && FileExists(qgis + ".recipe") ? qgis : BuildContext.In(build.Roots, build.Suites[version]);
}

/// <summary>The suites of the GDALs that are not this machine's.</summary>
IEnumerable<string> OtherSuites(BuildContext build) =>
    (build.ChosenVersions ?? build.AllVersions).Select(version => build.Suites[version]).Append(ManifestRoot).Where(suite => suite != build.SystemSuite).Distinct();

string[] Settings(BuildContext build, string store) =>
    [$"TESSERA_TEST_STORE={StoreOf(build, store)}", $"TESSERA_TEST_MANIFEST={RealManifest(build)}", $"TESSERA_TEST_MOSAICS={StoreOf(build, "mosaic")}", $"GDAL_DRIVER_PATH={build.Plugins}"];

string[] Pytest(string file, string marks, params string[] tests) =>
    [Python, "-B", "-m", "pytest", .. tests, "-m", marks, "-p", "no:cacheprovider", "-q", "--durations=10", $"--junitxml={file}"];

string StoreOf(BuildContext build, string set) => BuildContext.In(build.Artifacts, $"teststore/{set}");

/// <summary>A store of one of the generator's sets; one that is there and would be the same is kept.</summary>
void MakeStore(BuildContext build, string set) => MakeStoreIn(build, StoreOf(build, set), set, "s3-v0.9", "source-coop");

void MakeStoreIn(BuildContext build, string folder, string set, params string[] layouts) => build.Step($"store '{set}'", () =>
    build.Run(Python, ["tests/teststore/make_store.py", folder, "--set", set, .. layouts.SelectMany(layout => new[] { "--layout", layout }),
        "--manifest-writer", $"dotnet {AssemblyOf(build, "TesseraGdal.ManifestWriter")}"]));

/// <summary>The product with a form and a view more (tests/TesseraGdal.TestHouse): as a library beside the plugin of this machine's GDAL, and beneath the client's program.</summary>
void MakeTestHouse(BuildContext build) => build.Step("test house", () =>
{
    string folder = BuildContext.In(build.Artifacts, "testhouse"), plugins = BuildContext.In(folder, "gdalplugins"), client = BuildContext.In(folder, "client");
    var stamp = new Stamp(build, "testhouse", build.SystemVersion, [.. ManagedInputs, "native", "tests/TesseraGdal.TestHouse", "tests/TesseraGdal.Core.Tests/House", "tests/TesseraGdal.ClientProgram"]);
    if (stamp.IsCurrent) return;
    stamp.Forget();
    CleanDirectory(folder);
    build.Run(Python, "-B", "tests/TesseraGdal.TestHouse/make_catalogue.py", BuildContext.In(folder, "catalogue.json"));
    string publish = BuildContext.In(folder, "publish");
    build.Run("dotnet", "publish", "tests/TesseraGdal.TestHouse", "--configuration", "Release", "--output", publish, "--verbosity", "minimal", "-nologo");
    CopyDirectory(BuildContext.In(build.Plugins, build.SystemVersion), BuildContext.In(plugins, build.SystemVersion));
    CopyFiles(BuildContext.In(build.Plugins, "gdal_TESSERAVSI.so"), plugins);
    System.IO.File.Copy(System.IO.Directory.EnumerateFiles(publish, "*.so").Single(), BuildContext.In(plugins, System.IO.Path.GetFileName(LibraryOf(build))));
    CopyDirectory(System.IO.Path.GetDirectoryName(AssemblyOf(build, "TesseraGdal.ClientProgram"))!, client);
    string assembly = System.IO.Directory.EnumerateFiles(BuildContext.In(build.Artifacts, "bin/TesseraGdal.TestHouse"), "TesseraGdal.Core.dll", System.IO.SearchOption.AllDirectories).First();
    System.IO.File.Copy(assembly, BuildContext.In(client, "TesseraGdal.Core.dll"), true);
    stamp.Write();
});

string RealManifest(BuildContext build) => BuildContext.In(build.Artifacts, "teststore/real-size/manifest.parquet");

/// <summary>A manifest of the published size, by pandas and pyarrow as the publisher writes it: Debian 12 has neither, forky has.</summary>
void MakeRealManifest(BuildContext build) => build.Step("manifest of the published size", () =>
{
    var stamp = new Stamp(build, "real-manifest", ManifestRoot, "tests/referee/make_manifest.py", "tests/data/land-0.1deg.tif");
    if (stamp.IsCurrent && FileExists(RealManifest(build))) return;
    stamp.Forget();
    build.Run("tests/servers/in-root.sh", BuildContext.In(build.Roots, ManifestRoot), Python, "-B", "tests/referee/make_manifest.py", RealManifest(build));
    stamp.Write();
});

/// <summary>Measurements with this machine's GDAL; each has a bar that it must pass.</summary>
void Bench(BuildContext build)
{
    CleanDirectory(ResultsOf(build, "bench"));
    BuildNative(build, null, () => MakeStore(build, "referee"));
    build.FinishRoots();
    MakeRealManifest(build);
    string file = JUnitOf(build, "bench", "bench");
    Sum(build, "bench", RunTests(build, "bench", file, "/usr/bin/env",
        [.. Settings(build, "referee"), "tests/servers/with-servers.sh", .. Pytest(file, "referee", "tests/gdal/test_performance.py"), "-s"]));
}
