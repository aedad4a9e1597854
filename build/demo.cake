#nullable enable

// The demo: a small store in a folder, opened by stock GDAL programs, and what they make of it.

void Demo(BuildContext build) => build.Step("demo", () =>
{
    string folder = BuildContext.In(build.Artifacts, "demo"), store = BuildContext.In(folder, "store");
    string tif = BuildContext.In(folder, "tile.tif"), png = BuildContext.In(folder, "tile.png");
    const string Tile = "TESSERA:v1/2024/grid_0.15_52.05", ThreeBands = Tile + "/bands:0,1,2";
    build.Run("dotnet", "build", "tests/TesseraGdal.ManifestWriter", "--configuration", "Release", "--verbosity", "quiet", "-nologo");
    MakeStoreIn(build, store, "demo", "s3-v0.9");
    foreach (string old in new[] { tif, png, png + ".aux.xml" }) System.IO.File.Delete(old);

    string[] settings = [$"GDAL_DRIVER_PATH={build.Plugins}", $"TESSERA_SOURCE={BuildContext.In(store, "s3-v0.9")}", $"TESSERA_CACHE_DIR={BuildContext.In(folder, "cache")}"];
    void Show(params string[] command)
    {
        Say("\n$ " + string.Join(' ', command.Select(word => word.Contains('?') ? $"\"{word}\"" : word)));
        build.Run("/usr/bin/env", [.. settings, .. command]);
    }

    Say("");
    foreach (string setting in settings) Say("$ export " + setting);
    Show("gdalinfo", ThreeBands);
    Show("gdal_translate", "-q", "-co", "TILED=YES", Tile, tif);
    string histograms = build.Output("/usr/bin/env", [.. settings, "gdalinfo", "-json", "-hist", ThreeBands]);
    Show(["gdal_translate", "-q", "-of", "PNG", "-ot", "Byte", .. Stretch(histograms), "-a_nodata", "0", ThreeBands, png]);
    Say($"\nGeoTIFF, all 128 bands:       {tif}\nPNG, three bands, stretched:  {png}");
});

/// <summary>Options that stretch each band from its 2nd to its 98th percentile, after <c>gdalinfo -json -hist</c>; 0 is left for what is no data.</summary>
IEnumerable<string> Stretch(string info) =>
    System.Text.Json.JsonDocument.Parse(info).RootElement.GetProperty("bands").EnumerateArray().SelectMany((band, index) =>
    {
        var histogram = band.GetProperty("histogram");
        double min = histogram.GetProperty("min").GetDouble(), max = histogram.GetProperty("max").GetDouble();
        long[] buckets = [.. histogram.GetProperty("buckets").EnumerateArray().Select(bucket => bucket.GetInt64())];
        return new[] { $"-scale_{index + 1}", Percentile(buckets, 0.02, min, max), Percentile(buckets, 0.98, min, max), "1", "255" };
    });

string Percentile(long[] buckets, double part, double min, double max)
{
    double wanted = part * buckets.Sum();
    int bucket = 0;
    for (; bucket < buckets.Length - 1 && wanted > buckets[bucket]; bucket++) wanted -= buckets[bucket];
    double within = buckets[bucket] == 0 ? 0 : wanted / buckets[bucket];
    return (min + (bucket + within) * (max - min) / buckets.Length).ToString("0.###", System.Globalization.CultureInfo.InvariantCulture);
}
