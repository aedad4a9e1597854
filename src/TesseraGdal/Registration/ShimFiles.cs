namespace TesseraGdal.Registration;

/// <summary>
/// The shims of this package, by the names that TesseraGdal.csproj gives them: <c>tessera_gdal-3.10.so</c>, <c>tessera_vsi.so</c>. Not as GDAL's plugins are
/// called (<c>gdal_…</c>), or a GDAL that looks for plugins among the program's files would take them for some.
/// </summary>
internal static class ShimFiles
{
    private static string Suffix => OperatingSystem.IsWindows() ? ".dll" : OperatingSystem.IsMacOS() ? ".dylib" : ".so";

    /// <summary>The file of the driver for a GDAL.</summary>
    /// <param name="version">X.Y.</param>
    /// <returns>Its path, or null where there is none.</returns>
    internal static string? OfDriver(string version) => Find($"tessera_gdal-{version}");

    /// <summary>The file of the file system alone.</summary>
    /// <returns>Its path, or null where there is none.</returns>
    internal static string? OfFileSystem() => Find("tessera_vsi");

    /// <summary>The GDALs that there is a driver for: X.Y, in ascending order.</summary>
    internal static IReadOnlyList<string> Versions() =>
        [.. NativeFolders.All()
            .SelectMany(folder => Directory.EnumerateFiles(folder, $"tessera_gdal-*{Suffix}", new EnumerationOptions()))
            .Select(file => Path.GetFileNameWithoutExtension(file)["tessera_gdal-".Length..])
            .Distinct().OrderBy(version => Version.TryParse(version, out Version? parsed) ? parsed : new Version())];

    private static string? Find(string name) => NativeFolders.All().Select(folder => Path.Combine(folder, name + Suffix)).FirstOrDefault(File.Exists);
}
