#nullable enable

// Test and referee: every runner, its servers and its data.

const string Python = "/usr/bin/python3";

/// <summary>The GDAL tests that wait more than they work: for servers that are slow, silent or gone.</summary>
const string Waiting = "tests/gdal/test_faults.py";

const string QgisTests = "tests/gdal/test_qgis.py";

/// <summary>The GDAL of the Debian folder that has QGIS (tests/servers/roots.sh).</summary>
const string QgisVersion = "3.10";

/// <summary>
/// Managed and native tests, and the GDAL tests with this machine's GDAL; what waits beside what works, each with servers of its own.
/// </summary>
void Test(BuildContext build)
{
    string folder = NewResults(build, "test"), version = build.SystemVersion;
    PackForTests(build, [version]);
    build.FinishRoots();
    MakeStore(build, "small");
    Sum(build, folder, AtOnce(
        () => GdalTests(build, folder, $"gdal-{version}", "small", "not referee and not qgis", null, "tests/gdal", "--ignore=" + Waiting),
        () =>
        [
            .. GdalTests(build, folder, $"gdal-{version}-faults", "small", "not referee", null, Waiting),
            .. ManagedTests(build, folder),
            .. NativeTests(build, folder, version, "not referee", null),
            .. S3Tests(build, folder),
            .. PackageTests(build, folder, version, "not referee", null),
        ]));
}

/// <summary>The GDAL tests, those of real size too, with each GDAL: this machine's, and the others in the Debian folders that have them.</summary>
void Referee(BuildContext build)
{
    string folder = NewResults(build, "referee");
    PackForTests(build, build.ChosenVersions ?? build.AllVersions);
    MakeStore(build, "small");
    MakeStore(build, "referee");
    MakeStoreIn(build, StoreOf(build, "mosaic"), "mosaic", "s3-v0.9");
    build.FinishRoots();
    MakeRealManifest(build);
    var results = new List<TestResult>();
    foreach (string version in build.ChosenVersions ?? build.AllVersions)
    {
        string? root = version == build.SystemVersion ? null : BuildContext.In(build.Roots, build.Suites[version]);
        bool isNewest = version == build.AllVersions[^1];
        string[] tests =
        [
            "tests/gdal",
            // Zones and files are made in the core, which is the same for all: every pixel of them is compared with one GDAL, the newest, since some of it needs 3.10.
            .. isNewest ? Array.Empty<string>() : ["--ignore=tests/gdal/test_mosaics.py", "--ignore=tests/gdal/test_files_all.py", "--ignore=tests/gdal/test_files.py"],
            // There is no .NET in the folders, and this machine runs it.
            .. root is null ? Array.Empty<string>() : ["--ignore=tests/gdal/test_client.py"],
        ];
        results.AddRange(NativeTests(build, folder, version, "", root));
        if (root is null)
        {
            // What "test" runs with this machine's GDAL and the small store is not run again.
            results.AddRange(PackageTests(build, folder, version, "referee", root, "referee"));
            results.AddRange(AtOnce(
                () => GdalTests(build, folder, $"gdal-{version}", "referee", "not qgis", root, [.. tests, "--ignore=" + Waiting]),
                () => GdalTests(build, folder, $"gdal-{version}-faults", "referee", "not qgis", root, Waiting)));
        }
        else
        {
            results.AddRange(PackageTests(build, folder, version, "not referee", root));
            results.AddRange(GdalTests(build, folder, $"gdal-{version}", "referee", "not qgis", root, tests));
            if (!isNewest) results.AddRange(GdalTests(build, folder, $"gdal-{version}-files", "small", "not qgis", root, "tests/gdal/test_files.py"));
        }
    }
    Sum(build, folder, results);
}

/// <summary>What QGIS renders, by this machine's and by a newer one in a Debian folder.</summary>
void Qgis(BuildContext build)
{
    string folder = NewResults(build, "qgis");
    build.FinishRoots();
    MakeStore(build, "small");
    Sum(build, folder,
    [
        .. GdalTests(build, folder, $"qgis-{build.SystemVersion}", "small", "qgis", null, QgisTests),
        .. GdalTests(build, folder, $"qgis-{QgisVersion}", "small", "qgis", BuildContext.In(build.Roots, "qgis"), QgisTests),
    ]);
}

IEnumerable<TestResult> ManagedTests(BuildContext build, string folder) =>
    System.IO.Directory.EnumerateDirectories(BuildContext.In(build.Repository, "tests"), "*.Tests").Order().SelectMany(project =>
    {
        string name = System.IO.Path.GetFileName(project);
        string file = BuildContext.In(folder, name + ".xml");
        return RunTests(build, name, file, "dotnet", BuildContext.In(build.Artifacts, $"bin/{name}/release/{name}.dll"), "-noColor", "-noLogo", "-result-junit", file);
    });

/// <summary>Those managed tests that need the S3 server, and so are left out where there is none ("explicit").</summary>
IReadOnlyList<TestResult> S3Tests(BuildContext build, string folder)
{
    const string name = "TesseraGdal.Core.Tests";
    string file = BuildContext.In(folder, name + "-s3.xml");
    return RunTests(build, name + "-s3", file, "/usr/bin/env", [.. Settings(build, "small"), "tests/servers/with-servers.sh", "dotnet",
        BuildContext.In(build.Artifacts, $"bin/{name}/release/{name}.dll"), "-noColor", "-noLogo", "-class", "*.RealS3", "-explicit", "only", "-result-junit", file]);
}

/// <summary>The shim alone, with a core of closed formulas in place of the real one; in a Debian folder, or on this machine.</summary>
IReadOnlyList<TestResult> NativeTests(BuildContext build, string folder, string version, string marks, string? root)
{
    string file = BuildContext.In(folder, $"native-{version}.xml");
    string core = BuildContext.In(build.Artifacts, $"native/{version}/test-core");
    string[] inRoot = root is null ? [] : ["tests/servers/in-root.sh", root];
    return RunTests(build, $"native-{version}", file, "/usr/bin/env",
        [$"TESSERA_TEST_ARTIFACTS={build.Artifacts}", $"TESSERA_TEST_CORE={core}", .. inRoot, .. Pytest(file, marks, "tests/native")]);
}

/// <summary>Programs that were made with the packages; in a Debian folder, or on this machine.</summary>
IReadOnlyList<TestResult> PackageTests(BuildContext build, string folder, string version, string marks, string? root, string store = "small")
{
    string file = BuildContext.In(folder, $"packages-{version}.xml");
    string[] inRoot = root is null ? [] : ["tests/servers/in-root.sh", root];
    return RunTests(build, $"packages-{version}", file, "/usr/bin/env",
        [$"TESSERA_TEST_ARTIFACTS={build.Artifacts}", $"TESSERA_TEST_STORE={StoreOf(build, store)}", .. inRoot, .. Pytest(file, marks, "tests/packages")]);
}

/// <summary>tests/gdal by stock GDAL, with the S3 server and the server with faults beside it; in a Debian folder, or on this machine.</summary>
IReadOnlyList<TestResult> GdalTests(BuildContext build, string folder, string runner, string store, string marks, string? root, params string[] tests)
{
    string file = BuildContext.In(folder, runner + ".xml");
    string[] inRoot = root is null ? [] : ["tests/servers/in-root.sh", root];
    return RunTests(build, runner, file, "/usr/bin/env", [.. Settings(build, store), "tests/servers/with-servers.sh", .. inRoot, .. Pytest(file, marks, tests)]);
}

string[] Settings(BuildContext build, string store) =>
    [$"TESSERA_TEST_STORE={StoreOf(build, store)}", $"TESSERA_TEST_MANIFEST={RealManifest(build)}", $"TESSERA_TEST_MOSAICS={StoreOf(build, "mosaic")}", $"GDAL_DRIVER_PATH={build.Plugins}"];

string[] Pytest(string file, string marks, params string[] tests) =>
    [Python, "-B", "-m", "pytest", .. tests, "-m", marks, "-p", "no:cacheprovider", "-q", "--durations=10", $"--junitxml={file}"];

string StoreOf(BuildContext build, string set) => BuildContext.In(build.Artifacts, $"teststore/{set}");

/// <summary>A store of one of the generator's sets; one that is there and would be the same is kept.</summary>
void MakeStore(BuildContext build, string set) => MakeStoreIn(build, StoreOf(build, set), set, "s3-v0.9", "source-coop");

void MakeStoreIn(BuildContext build, string folder, string set, params string[] layouts) =>
    build.Run(Python, ["tests/teststore/make_store.py", folder, "--set", set, .. layouts.SelectMany(layout => new[] { "--layout", layout }),
        "--manifest-writer", $"dotnet {build.Artifacts}/bin/TesseraGdal.ManifestWriter/release/TesseraGdal.ManifestWriter.dll"]);

string RealManifest(BuildContext build) => BuildContext.In(build.Artifacts, "teststore/real-size/manifest.parquet");

/// <summary>A manifest of the published size, by pandas and pyarrow as the publisher writes it: Debian 12 has neither, forky has.</summary>
void MakeRealManifest(BuildContext build)
{
    var stamp = new Stamp(build, "real-manifest", "forky", "tests/referee/make_manifest.py", "tests/data/land-0.1deg.tif");
    if (stamp.IsCurrent && FileExists(RealManifest(build))) return;
    stamp.Forget();
    build.Run("tests/servers/in-root.sh", BuildContext.In(build.Roots, "forky"), Python, "-B", "tests/referee/make_manifest.py", RealManifest(build));
    stamp.Write();
}

/// <summary>Measurements with this machine's GDAL; each has a bar that it must pass.</summary>
void Bench(BuildContext build)
{
    string folder = NewResults(build, "bench");
    MakeStore(build, "referee");
    build.FinishRoots();
    MakeRealManifest(build);
    string file = BuildContext.In(folder, "bench.xml");
    Sum(build, folder, RunTests(build, "bench", file, "/usr/bin/env",
        [.. Settings(build, "referee"), "tests/servers/with-servers.sh", .. Pytest(file, "referee", "tests/gdal/test_performance.py"), "-s"]));
}
