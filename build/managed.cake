#nullable enable

// The managed half: packages, the solution, the NativeAOT library, formatting.

static readonly string[] ManagedInputs = ["src", "native/tessera_core.h", "Directory.Build.props", "Directory.Packages.props", "global.json", ".editorconfig"];

void Clean(BuildContext build)
{
    // The Debian folders stay: they depend on nothing that is written here. Remove artifacts/ to be rid of them.
    foreach (string folder in System.IO.Directory.EnumerateDirectories(build.Artifacts)
        .Where(folder => System.IO.Path.GetFileName(folder) is not ("roots" or "cake" or "run")))
        CleanDirectory(folder);
}

void Restore(BuildContext build) => build.Step("restore", () => build.Run("dotnet", "restore", "TesseraGdal.sln", "--verbosity", "minimal"));

void BuildManaged(BuildContext build) => build.Step("managed solution", () =>
{
    var stamp = new Stamp(build, "managed", "Release " + build.Version, [.. ManagedInputs, "TesseraGdal.sln", "tests"]);
    if (stamp.IsCurrent && FileExists(AssemblyOf(build, "TesseraGdal.Core.Tests")))
    {
        Say("The managed solution is up to date.");
        return;
    }
    stamp.Forget();
    build.Run("dotnet", "build", "TesseraGdal.sln", "--configuration", "Release", "--no-restore", "--verbosity", "minimal", "-nologo");
    stamp.Write();
});

static string LibraryOf(BuildContext build) => BuildContext.In(build.Plugins, "libtessera_core.so");

void PublishNative(BuildContext build) => build.Step("NativeAOT library", () =>
{
    string library = LibraryOf(build);
    var stamp = new Stamp(build, "native", "linux-x64 " + build.Version, ManagedInputs);
    if (stamp.IsCurrent && FileExists(library))
    {
        Say("The NativeAOT library is up to date.");
        return;
    }
    stamp.Forget();
    string publish = BuildContext.In(build.Artifacts, "publish/native");
    CleanDirectory(publish);
    // Without --runtime: it would be every project's, and others would be restored in another way than for the solution.
    build.Run("dotnet", "publish", "src/TesseraGdal.Native", "--configuration", "Release",
        "--output", publish, "--verbosity", "minimal", "-nologo");
    string published = System.IO.Directory.EnumerateFiles(publish, "*.so").Single();
    EnsureDirectoryExists(build.Plugins);
    // Not over the old file: a program that has it open goes on with it.
    System.IO.File.Copy(published, library + ".new", true);
    System.IO.File.Move(library + ".new", library, true);
    stamp.Write();
});

/// <summary>Two checks, each a test.</summary>
Runner FormatRunner(BuildContext build)
{
    var native = System.IO.Directory.EnumerateFiles(BuildContext.In(build.Repository, "native"), "*", System.IO.SearchOption.AllDirectories)
        .Where(file => System.IO.Path.GetExtension(file) is ".h" or ".c" or ".cpp" or ".hpp").Order();
    TestResult Check(string advice, string program, params IEnumerable<string> arguments) =>
        new("format", program, build.Try(program, arguments) == 0 ? null : advice);
    return new("format", "format", "format", Recorded(build).Of("format"), false, _ =>
    [
        Check("run clang-format -i", "clang-format", ["--dry-run", "-Werror", "--ferror-limit=3", .. native]),
        Check("run dotnet format", "dotnet", "format", "TesseraGdal.sln", "--verify-no-changes", "--no-restore"),
    ]);
}
