#nullable enable

// The build: one task a target of build.sh, each of which runs alone and first does what it needs.
//   Restore → Core → Native → Shim → Test → Referee → Qgis → Bench → Package → Demo; Format, Roots and Clean stand beside.
// What a task does is in build/*.cake. Everything is written under artifacts/.

#load "build/context.cake"
#load "build/results.cake"
#load "build/managed.cake"
#load "build/plugins.cake"
#load "build/packages.cake"
#load "build/tests.cake"
#load "build/demo.cake"

Setup<BuildContext>(_ => new BuildContext(
    Context.Environment.WorkingDirectory.FullPath,
    Argument<string?>("gdal", null)));

Task("Clean").Does<BuildContext>(build => Clean(build));

Task("Restore").Does<BuildContext>(build => Restore(build));

Task("Core").IsDependentOn("Restore").Does<BuildContext>(build => BuildManaged(build));

Task("Native").IsDependentOn("Restore").Does<BuildContext>(build => PublishNative(build));

Task("Shim").IsDependentOn("Native").Does<BuildContext>(build => BuildPlugins(build, build.ChosenVersions ?? [build.SystemVersion]));

Task("Roots").Does<BuildContext>(build => build.Run("tests/servers/roots.sh", "s3", "trixie", "forky"));

// Debian folders take a minute of waiting for the network: they are made while the compilers work.
Task("Test-Roots").Does<BuildContext>(build => build.StartRoots("s3"));
Task("Test")
    .IsDependentOn("Test-Roots").IsDependentOn("Core").IsDependentOn("Shim")
    .Does<BuildContext>(build => Test(build));

Task("Referee-Roots").Does<BuildContext>(build => build.StartRoots("s3", "forky", "trixie"));
Task("Referee-Shim").IsDependentOn("Native").Does<BuildContext>(build => BuildPlugins(build, build.ChosenVersions ?? build.AllVersions));
Task("Referee")
    .IsDependentOn("Referee-Roots").IsDependentOn("Core").IsDependentOn("Referee-Shim")
    .Does<BuildContext>(build => Referee(build));

Task("Qgis-Roots").Does<BuildContext>(build => build.StartRoots("s3", "qgis"));
Task("Qgis-Shim").IsDependentOn("Native").Does<BuildContext>(build => BuildPlugins(build, [build.SystemVersion, QgisVersion]));
Task("Qgis")
    .IsDependentOn("Qgis-Roots").IsDependentOn("Core").IsDependentOn("Qgis-Shim")
    .Does<BuildContext>(build => Qgis(build));

Task("Bench-Roots").Does<BuildContext>(build => build.StartRoots("s3", "forky"));
Task("Bench")
    .IsDependentOn("Bench-Roots").IsDependentOn("Core").IsDependentOn("Shim")
    .Does<BuildContext>(build => Bench(build));

Task("Package").IsDependentOn("Referee-Shim").Does<BuildContext>(build => Package(build));

Task("Demo").IsDependentOn("Shim").Does<BuildContext>(build => Demo(build));

Task("Format").IsDependentOn("Restore").Does<BuildContext>(build => CheckFormat(build));

RunTarget(Argument("target", "Shim"));
