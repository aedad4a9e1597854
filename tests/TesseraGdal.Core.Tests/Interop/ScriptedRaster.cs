using TesseraGdal.Geometry;
using TesseraGdal.Rasters;

namespace TesseraGdal.Tests.Interop;

/// <summary>A raster whose reads are what a test says.</summary>
internal sealed class ScriptedRaster : IRaster
{
    public RasterInfo Info { get; init; } = new()
    {
        Grid = new RasterGrid(32631, new GeoTransform(300000, 5800000, 10, 20), 40, 30),
        PixelType = PixelType.Float32,
        NoData = double.NaN,
        BandDescriptions = ["Tessera_Band_0", "Bänder"],
        Block = (40, 8),
        Metadata = new Dictionary<string, IReadOnlyList<KeyValuePair<string, string>>>
        {
            [""] = [new("TESSERA_YEAR", "2024")],
            ["TESSERA"] = [new("SOURCE", "s3://b/ü"), new("KEY", "k")],
        },
    };

    public IReadOnlyList<IRaster> Overviews { get; init; } = [];

    public Func<RasterRead, IProgress<double>?, CancellationToken, ValueTask> OnRead { get; init; } = (_, _, _) => ValueTask.CompletedTask;

    public Func<Window, CancellationToken, ValueTask> OnAdvise { get; init; } = (_, _) => ValueTask.CompletedTask;

    public ValueTask ReadAsync(RasterRead request, IProgress<double>? progress, CancellationToken cancellationToken) => OnRead(request, progress, cancellationToken);

    public Action<Window> OnDemand { get; init; } = _ => { };

    public void DemandWithinLimit(Window window) => OnDemand(window);

    public ValueTask AdviseAsync(Window window, CancellationToken cancellationToken) => OnAdvise(window, cancellationToken);

    public IReadOnlyList<KeyValuePair<string, string>> Locate(int x, int y) => [new("Tile", $"{x}&{y}"), new("Key", "<k>")];
}
