using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using NetTopologySuite.Geometries;
using TesseraGdal.Client;
using TesseraGdal.Geometry;
using TesseraGdal.Rasters;
using TesseraGdal.Storage;

// Does one thing with a client, writes what it got into a file, and its facts as a line of JSON. Settings come from the environment, and so does the dataset: CLIENT_DATASET.
//   sample YEAR POINTS OUT              POINTS: pairs of float64, longitude and latitude. OUT: a row of 128 float32 a point; OUT.statuses: a byte a point; OUT.pixels: column and row, int32
//   tile YEAR LON,LAT X,Y,W,H BANDS OUT   a window of the tile of a point, band by band
//   box YEAR W,S,E,N BANDS OUT          the pixels of a box, band by band
//   allocated YEAR LON,LAT X,Y,W,H BANDS  what reading the window of a tile again and again into the same memory allocates
//   stop YEAR W,S,E,N OUT               the same, stopped when a tenth is there
using var client = new TesseraClient(new TesseraClientOptions { Dataset = Environment.GetEnvironmentVariable("CLIENT_DATASET") ?? "v1" });
int year = int.Parse(args[1], CultureInfo.InvariantCulture);
object facts = args[0] switch
{
    "sample" => await SampleAsync(args[2], args[3]),
    "tile" => await TileAsync(Doubles(args[2]), Integers(args[3]), Integers(args[4]), args[5]),
    "box" => await BoxAsync(BoxOf(args[2]), Integers(args[3]), args[4]),
    "allocated" => await AllocatedAsync(Doubles(args[2]), Integers(args[3]), Integers(args[4])),
    "stop" => await StopAsync(BoxOf(args[2])),
    _ => throw new ArgumentException($"There is no command {args[0]}."),
};
Console.WriteLine(JsonSerializer.Serialize(new { facts, requests = StorageCounters.Process.Requests, bytes = StorageCounters.Process.BytesFetched }));

async Task<object> SampleAsync(string input, string output)
{
    double[] numbers = MemoryMarshal.Cast<byte, double>(await File.ReadAllBytesAsync(input)).ToArray();
    Coordinate[] points = [.. Enumerable.Range(0, numbers.Length / 2).Select(i => new Coordinate(numbers[2 * i], numbers[(2 * i) + 1]))];
    SampleSet samples = await client.SampleAsync(year, points, new SampleOptions { WithSources = true });
    await using (FileStream file = File.Create(output))
    {
        for (int i = 0; i < samples.Count; i++) file.Write(MemoryMarshal.AsBytes(samples[i]));
    }
    await File.WriteAllBytesAsync(output + ".statuses", [.. samples.Statuses.Select(status => (byte)status)]);
    int[] pixels = [.. samples.Sources!.SelectMany(source => source is { } pixel ? (int[])[pixel.Column, pixel.Row] : [-1, -1])];
    await File.WriteAllBytesAsync(output + ".pixels", MemoryMarshal.AsBytes(pixels.AsSpan()).ToArray());
    return new { farthest = samples.Sources!.Max(source => source?.Distance ?? 0) };
}

async Task<object> TileAsync(double[] point, int[] window, int[] bands, string output)
{
    IRaster raster = await client.OpenTileAsync(year, TileId.FromPoint(point[0], point[1]));
    PixelBlock block = await raster.ReadAsync(new Window(window[0], window[1], window[2], window[3]), bands);
    return await WriteAsync(block, output);
}

async Task<object> AllocatedAsync(double[] point, int[] window, int[] bands)
{
    const int Reads = 20;
    IRaster raster = await client.OpenTileAsync(year, TileId.FromPoint(point[0], point[1]));
    var part = new Window(window[0], window[1], window[2], window[3]);
    var pixels = new float[part.Width * part.Height * bands.Length];
    long before = 0;
    for (int i = 0; i < 2 * Reads; i++)
    {
        if (i == Reads) before = GC.GetTotalAllocatedBytes(precise: true); // pools are filled by now
        await raster.ReadIntoAsync(part, bands, pixels);
    }
    return new { bytes = (GC.GetTotalAllocatedBytes(precise: true) - before) / Reads };
}

async Task<object> BoxAsync(GeoBox box, int[] bands, string output) => await WriteAsync(await client.ReadAsync(year, box, bands), output);

async Task<object> StopAsync(GeoBox box)
{
    using var stop = new CancellationTokenSource();
    try
    {
        await client.ReadAsync(year, box, progress: new Watch(fraction => { if (fraction > 0.1) stop.Cancel(); }), cancellationToken: stop.Token);
        return new { stopped = false, told = "" };
    }
    catch (OperationCanceledException e)
    {
        return new { stopped = e.CancellationToken == stop.Token, told = e.Message };
    }
}

static async Task<object> WriteAsync(PixelBlock block, string output)
{
    await File.WriteAllBytesAsync(output, MemoryMarshal.AsBytes(block.Pixels.Span).ToArray());
    (GeoTransform place, RasterGrid grid) = (block.Grid.Transform, block.Grid);
    return new { epsg = grid.Epsg, width = grid.Width, height = grid.Height, geotransform = (double[])[place.OriginX, place.PixelWidth, 0, place.OriginY, 0, -place.PixelHeight] };
}

static double[] Doubles(string text) => [.. text.Split(',').Select(part => double.Parse(part, CultureInfo.InvariantCulture))];

static int[] Integers(string text) => [.. text.Split(',').Select(part => int.Parse(part, CultureInfo.InvariantCulture))];

static GeoBox BoxOf(string text) => Doubles(text) is [var west, var south, var east, var north] ? new GeoBox(west, south, east, north) : throw new ArgumentException(text);

internal sealed class Watch(Action<double> told) : IProgress<double>
{
    public void Report(double value) => told(value);
}
