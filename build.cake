#nullable enable

// The build: one task a target of build.sh, each of which runs alone and first does what it needs.
//   Restore → Core → Native → Shim → Bench → Package → Demo; Roots and Clean stand beside. Check is what tests: test, referee, qgis, format, one or several.
// What a task does is in build/*.cake. Everything is written under artifacts/.

#load "build/context.cake"
#load "build/results.cake"
#load "build/managed.cake"
#load "build/plugins.cake"
#load "build/packages.cake"
#load "build/tests.cake"
#load "build/demo.cake"

// Several targets may be given, with commas between them, if all of them are checks.
string[] targets = Argument("target", "shim").ToLowerInvariant().Split(',');
bool isCheck = targets.All(target => target is "test" or "referee" or "qgis" or "format");

Setup<BuildContext>(_ => new BuildContext(Context.Environment.WorkingDirectory.FullPath, targets, Argument<string?>("gdal", null)));

Task("Clean").Does<BuildContext>(build => Clean(build));

// Packages of Debian come from the network: what needs none of them begins meanwhile.
Task("Packages").Does<BuildContext>(build => build.Prepare());

Task("Restore").Does<BuildContext>(build => Restore(build));

Task("Core").IsDependentOn("Restore").Does<BuildContext>(build => BuildManaged(build));

Task("Native").IsDependentOn("Packages").IsDependentOn("Restore").Does<BuildContext>(build =>
{
    build.FinishPackages();
    PublishNative(build);
});

Task("Shim").IsDependentOn("Packages").IsDependentOn("Restore").Does<BuildContext>(build => BuildNative(build, build.ChosenVersions));

Task("Roots").Does<BuildContext>(build =>
{
    build.Prepare(RootsFor(build, ["referee"]));
    build.FinishRoots();
});

Task("Check-Roots").Does<BuildContext>(build => build.Prepare(RootsFor(build, targets)));
Task("Check").IsDependentOn("Check-Roots").IsDependentOn(targets is ["format"] ? "Restore" : "Core").Does<BuildContext>(build => Check(build, targets));

Task("Bench-Roots").Does<BuildContext>(build => build.Prepare(S3Root, ManifestRoot));
Task("Bench").IsDependentOn("Bench-Roots").IsDependentOn("Core").Does<BuildContext>(build => Bench(build));

Task("Package").IsDependentOn("Packages").IsDependentOn("Restore").Does<BuildContext>(build => Package(build));

Task("Demo").IsDependentOn("Shim").Does<BuildContext>(build => Demo(build));

RunTarget(isCheck ? "Check" : targets.Single());
