namespace TesseraGdal.PackageTests;

/// <summary>The checksums of all bands of datasets, as gdalinfo makes them.</summary>
/// <param name="Registration">What Register said.</param>
/// <param name="Bands">Of each dataset, the checksums.</param>
/// <param name="MapsCore">Whether the process has a NativeAOT library of ours.</param>
internal sealed record Checksums(TesseraRegistration Registration, IReadOnlyDictionary<string, int[]> Bands, bool MapsCore)
{
    /// <param name="loaded">Whether the program loads GDAL before it registers.</param>
    /// <param name="names">What GDAL opens.</param>
    internal static Checksums Of(bool loaded, string[] names)
    {
        if (loaded)
        {
            NativeGdal.LoadFromSystem();
            NativeGdal.AllRegister();
        }
        TesseraRegistration registration = TesseraDriver.Register();
        if (!loaded)
        {
            NativeGdal.Use(registration.GdalLibrary ?? throw new InvalidOperationException(registration.Message));
            NativeGdal.AllRegister();
        }
        var bands = new Dictionary<string, int[]>();
        foreach (string name in names)
        {
            nint dataset = NativeGdal.Open(name);
            bands[name] = [.. Enumerable.Range(1, NativeGdal.Size(dataset).Bands).Select(band => NativeGdal.Checksum(dataset, band))];
            NativeGdal.Close(dataset);
        }
        return new(registration, bands, Plugins.HasCoreInMaps());
    }
}
