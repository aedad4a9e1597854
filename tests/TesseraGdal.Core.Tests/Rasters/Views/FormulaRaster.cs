using TesseraGdal.Geometry;
using TesseraGdal.Rasters;

namespace TesseraGdal.Tests.Rasters.Views;

/// <summary>Embeddings of any size that follow from a formula, read by the rule of <see cref="IRaster.ReadAsync"/> and nothing else.</summary>
internal sealed unsafe class FormulaRaster(int width, int height) : IRaster
{
    public RasterInfo Info { get; } = new()
    {
        Grid = new RasterGrid(32631, new GeoTransform(300000, 5800000, 10, 10), width, height),
        PixelType = PixelType.Float32,
        NoData = double.NaN,
        BandDescriptions = [.. Enumerable.Range(0, 5).Select(band => $"B{band}")],
        Block = (width, 8),
    };

    public IReadOnlyList<IRaster> Overviews { get; init; } = [];

    /// <summary>What was asked for: rows of output.</summary>
    public List<int> Reads { get; } = [];

    public List<Window> Advice { get; } = [];

    /// <summary>Reads that need more rows of the raster than this are refused.</summary>
    public int MostRows { get; init; } = int.MaxValue;

    /// <summary>What a read meets instead.</summary>
    public TesseraException? Failure { get; set; }

    /// <summary>The value of a pixel: NaN here and there, and in a band of its own for some.</summary>
    public static float Value(int row, int column, int band)
    {
        int n = (row * 31) + (column * 17);
        return n % 13 == 0 || (n % 29 == 0 && band == 3) ? float.NaN : (((n + (band * 41)) % 257) / 16f) - 8f;
    }

    public ValueTask ReadAsync(RasterRead request, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        if (Failure is not null) throw Failure;
        SampledRead read = SampledRead.Of(request, shift: 0);
        if (read.Rows.Last - read.Rows.First >= MostRows) throw new TesseraException(TesseraErrorKind.LimitExceeded, "too much");
        Reads.Add(request.OutHeight);
        PixelBuffer to = request.Destination;
        ReadOnlySpan<int> bands = request.Bands.Span;
        progress?.Report(0.5);
        progress?.Report(1);
        for (int i = 0; i < bands.Length; i++)
        {
            for (int row = 0; row < request.OutHeight; row++)
            {
                byte* output = (byte*)to.Origin + (i * to.BandStride) + (row * to.LineStride);
                for (int column = 0; column < request.OutWidth; column++, output += to.PixelStride) *(float*)output = Value(read.Rows[row], read.Columns[column], bands[i]);
            }
        }
        return ValueTask.CompletedTask;
    }

    public void DemandWithinLimit(Window window)
    {
        if (window.Height > MostRows) throw new TesseraException(TesseraErrorKind.LimitExceeded, "too much");
    }

    public ValueTask AdviseAsync(Window window, CancellationToken cancellationToken)
    {
        Advice.Add(window);
        return ValueTask.CompletedTask;
    }

    public IReadOnlyList<KeyValuePair<string, string>> Locate(int x, int y) => [new("At", $"{x},{y}")];
}
