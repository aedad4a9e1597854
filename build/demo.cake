#nullable enable

// The demo: a small store in a folder, opened by stock GDAL programs, and what they make of it.

void Demo(BuildContext build)
{
    string folder = BuildContext.In(build.Artifacts, "demo"), store = BuildContext.In(folder, "store");
    string tif = BuildContext.In(folder, "tile.tif"), png = BuildContext.In(folder, "tile.png");
    const string Name = "TESSERA:v1/2024/grid_0.15_52.05";
    build.Run("dotnet", "build", "tests/TesseraGdal.ManifestWriter", "--configuration", "Release", "--verbosity", "minimal", "-nologo");
    MakeStoreIn(build, store, "demo", "s3-v0.9");
    string source = BuildContext.In(store, "s3-v0.9");
    DeleteFiles([tif, png]);

    string[] settings = [$"GDAL_DRIVER_PATH={build.Plugins}", $"TESSERA_SOURCE={source}", $"TESSERA_CACHE_DIR={BuildContext.In(folder, "cache")}"];
    void Show(params string[] command)
    {
        Information("\n$ {0}", string.Join(' ', command));
        build.Run("/usr/bin/env", [.. settings, .. command]);
    }
    Information("\n$ export {0}", string.Join(' ', settings));
    Show("gdalinfo", "-nomd", Name);
    Show("gdal_translate", "-q", "-b", "1", "-b", "2", "-b", "3", "-co", "COMPRESS=DEFLATE", "-co", "TILED=YES", Name, tif);
    // Each band from its own smallest to its own largest value: three bands as red, green and blue.
    Show("gdal_translate", "-q", "-of", "PNG", "-ot", "Byte", "-b", "1", "-b", "2", "-b", "3", "-scale", Name, png);
    Information("\nGeoTIFF: {0}\nPNG:     {1}", tif, png);
}
