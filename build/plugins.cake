#nullable enable

// The native half: a plugin for each GDAL X.Y, from one source.

/// <summary>The NativeAOT library, and the plugins for some GDALs, or this machine's, beside it; and what else can be done meanwhile.</summary>
void BuildNative(BuildContext build, IReadOnlyList<string>? versions, params IEnumerable<Action> beside)
{
    build.FinishPackages(); // only now is this machine's GDAL there to be asked
    Beside([() => PublishNative(build), () => BuildPlugins(build, versions ?? [build.SystemVersion]), .. beside]);
}

void BuildPlugins(BuildContext build, IEnumerable<string> versions)
{
    // The file system alone is one binary for all: it is built with the oldest GDAL's headers.
    foreach (string version in versions.Prepend(build.AllVersions[0]).Distinct()) build.Step($"plugin for GDAL {version}", () => BuildPlugin(build, version));
    if (!FileExists(BuildContext.In(build.Plugins, "gdal_TESSERAVSI.so"))) throw new CakeException($"The build of the plugins left no gdal_TESSERAVSI.so in {build.Plugins}.");
}

void BuildPlugin(BuildContext build, string version)
{
    (string headers, string library) = GdalOf(build, version);
    string folder = BuildContext.In(build.Artifacts, $"native/{version}");
    build.Run("cmake", "-S", "native", "-B", folder, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release", $"-DGDAL_INCLUDE_DIR={headers}", $"-DGDAL_LIBRARY={library}",
        $"-DOUTPUT_DIR={build.Plugins}", $"-DBUILD_VSI={(version == build.AllVersions[0] ? "ON" : "OFF")}", $"-DTEST_OUTPUT_DIR={BuildContext.In(folder, "test-core")}");
    build.Run("cmake", "--build", folder);
    if (!FileExists(BuildContext.In(build.Plugins, $"{version}/gdal_TESSERA.so")))
        throw new CakeException($"The build of the plugin for GDAL {version} left no {version}/gdal_TESSERA.so in {build.Plugins}.");
}

/// <summary>Headers and library of a GDAL: this machine's, or unpacked from the Debian packages of the suite that has it.</summary>
(string Headers, string Library) GdalOf(BuildContext build, string version)
{
    string multiarch = "usr/lib/x86_64-linux-gnu/libgdal.so";
    if (version == build.SystemVersion) return ("/usr/include/gdal", "/" + multiarch);
    if (!build.Suites.TryGetValue(version, out string? suite))
        throw new CakeException($"No Debian suite is known that has GDAL {version}; build/gdal-versions.txt lists {string.Join(", ", build.AllVersions)}.");
    string folder = BuildContext.In(build.Artifacts, $"gdal-sdk/{version}");
    build.Run("build/gdal-sdk.sh", suite, version, folder);
    return (BuildContext.In(folder, "usr/include/gdal"), BuildContext.In(folder, multiarch));
}
