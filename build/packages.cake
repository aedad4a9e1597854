#nullable enable

// What is given to others: the plugins in an archive, and the libraries as NuGet packages.

/// <summary>The sections of the README that are about what the archive has not.</summary>
static readonly string[] OfTheRepository = ["Build it", "In C#", "How it is tested"];

static readonly string[] PackageInputs = [.. ManagedInputs, "build/package.targets", "docs/images/icon.png"];

void Package(BuildContext build)
{
    BuildNative(build, build.ChosenVersions ?? build.AllVersions);
    string packages = BuildContext.In(build.Artifacts, "packages");
    CleanDirectory(packages);
    string archive = MakeArchive(build, packages);
    PackNuGet(build, build.AllVersions, packages);
    Say("Package: " + archive);
    foreach (string file in System.IO.Directory.EnumerateFiles(packages, "*.nupkg").Order()) Say("Package: " + file);
}

/// <summary>The plugins and the library, which are there by now, with what tells how they are used, in places that keep its links right.</summary>
string MakeArchive(BuildContext build, string packages)
{
    if (!FileExists(LibraryOf(build))) throw new CakeException($"The archive needs the NativeAOT library, and there is no {LibraryOf(build)}.");
    string name = $"tessera-gdal-{build.Version}-linux-x64", folder = BuildContext.In(packages, name);
    CleanDirectory(folder);
    EnsureDirectoryExists(BuildContext.In(folder, "docs"));
    build.Run("cp", "-a", build.Plugins, "LICENSE", folder);
    build.Run("cp", "-a", "docs/driver.md", "docs/qgis.md", "docs/images", BuildContext.In(folder, "docs"));
    System.IO.File.WriteAllText(BuildContext.In(folder, "README.md"), WithoutSections(System.IO.File.ReadAllText("README.md"), OfTheRepository));
    build.Run("tar", "--create", "--gzip", "--file", folder + ".tar.gz", "--owner=0", "--group=0", "--sort=name", "--directory", packages, name);
    return folder + ".tar.gz";
}

/// <summary>A page without some of its sections of the second level.</summary>
string WithoutSections(string page, params string[] titles) =>
    titles.Aggregate(page, (rest, title) =>
        System.Text.RegularExpressions.Regex.Replace(rest, $@"^## {System.Text.RegularExpressions.Regex.Escape(title)}\n.*?(?=^## |\z)", "",
            System.Text.RegularExpressions.RegexOptions.Multiline | System.Text.RegularExpressions.RegexOptions.Singleline) is var left && left != rest
            ? left
            : throw new InvalidOperationException($"README.md has no section '{title}'."));

static string TestPackagesOf(BuildContext build) => BuildContext.In(build.Artifacts, "test-packages");

/// <summary>The packages that the tests use, with the drivers of some GDALs, and the program that is made with them: made again only where something has changed.</summary>
void PackForTests(BuildContext build, IEnumerable<string> versions) => build.Step("packages and their program", () =>
{
    string folder = TestPackagesOf(build), program = BuildContext.In(build.Artifacts, "test-program");
    string[] inputs = [.. PackageInputs, StageShims(build, versions), "tests/packages", "README.md", "docs"];
    var stamp = new Stamp(build, "test-packages", string.Join(' ', versions.Prepend(build.Version)), inputs);
    if (stamp.IsCurrent && System.IO.Directory.Exists(program)) return;
    stamp.Forget();
    CleanDirectory(folder);
    PackNuGet(build, versions, folder, "-p:RunAnalyzers=false"); // the solution's build has had them
    build.Run(Python, "-B", "tests/packages/make_program.py", folder, program);
    stamp.Write();
});

/// <summary>
/// Packs as a release is built: paths in the symbols are the repository's, not this machine's. That is another build than the one for tests, in a folder of its own.
/// </summary>
void PackNuGet(BuildContext build, IEnumerable<string> versions, string folder, params string[] more)
{
    string shims = StageShims(build, versions);
    foreach (string project in new[] { "src/TesseraGdal.Core", "src/TesseraGdal" })
        build.Run("dotnet",
        [
            "pack", project, "--configuration", "Release", "--output", folder, "--verbosity", "minimal", "-nologo", "-p:ContinuousIntegrationBuild=true",
            $"-p:ArtifactsPath={BuildContext.In(build.Artifacts, "pack")}/", $"-p:TesseraShims={shims}/", .. more,
        ]);
}

/// <summary>The shims in a folder a RID, under the names that they have in the package (TesseraGdal.csproj says why). Only Linux on x86-64 is built here.</summary>
string StageShims(BuildContext build, IEnumerable<string> versions)
{
    string shims = BuildContext.In(build.Artifacts, "shims"), folder = BuildContext.In(shims, "linux-x64");
    CleanDirectory(shims);
    EnsureDirectoryExists(folder);
    System.IO.File.Copy(BuildContext.In(build.Plugins, "gdal_TESSERAVSI.so"), BuildContext.In(folder, "tessera_vsi.so"));
    foreach (string version in versions)
        System.IO.File.Copy(BuildContext.In(build.Plugins, $"{version}/gdal_TESSERA.so"), BuildContext.In(folder, $"tessera_gdal-{version}.so"));
    return shims;
}
