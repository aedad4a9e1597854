using TesseraGdal.Geometry;

namespace TesseraGdal.Rasters;

/// <summary>
/// A raster at 1/2^k by decimation: pixel (i, j) is pixel (i · 2^k, j · 2^k) of the base, so that only every 2^k-th row is fetched.
/// Programs take what they resample from overviews, whatever the method; so data have them only where the user asks (design.md §4).
/// </summary>
internal sealed class OverviewRaster : IRaster
{
    /// <summary>A level whose sides are no larger than this is the last.</summary>
    private const int SmallestSide = 64;

    private readonly ISampledRaster _base;
    private readonly int _level;

    private OverviewRaster(ISampledRaster source, int level)
    {
        _base = source;
        _level = level;
        RasterGrid grid = source.Info.Grid;
        int step = 1 << level;
        Info = source.Info with
        {
            Grid = grid with
            {
                Width = Decimate(grid.Width, level),
                Height = Decimate(grid.Height, level),
                Transform = grid.Transform with { PixelWidth = grid.Transform.PixelWidth * step, PixelHeight = grid.Transform.PixelHeight * step },
            },
            Block = (Math.Min(source.Info.Block.Width, Decimate(grid.Width, level)), Math.Min(source.Info.Block.Height, Decimate(grid.Height, level))),
        };
    }

    /// <inheritdoc/>
    public RasterInfo Info { get; }

    /// <inheritdoc/>
    public IReadOnlyList<IRaster> Overviews => [];

    /// <summary>The levels of a raster: 1/2, 1/4, … until both sides are 64 pixels or less.</summary>
    public static IReadOnlyList<IRaster> LevelsOf(ISampledRaster source)
    {
        List<IRaster> levels = [];
        int side = Math.Max(source.Info.Grid.Width, source.Info.Grid.Height);
        for (int level = 1; Decimate(side, level - 1) > SmallestSide; level++)
            levels.Add(new OverviewRaster(source, level));
        return levels;
    }

    /// <inheritdoc/>
    public ValueTask ReadAsync(RasterRead request, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        Info.Check(request);
        return _base.ReadAsync(SampledRead.Of(request, _level), progress, cancellationToken);
    }

    /// <inheritdoc/>
    public void DemandWithinLimit(Window window) => _base.DemandWithinLimit(SampledRead.Of(window, _level));

    /// <inheritdoc/>
    public ValueTask AdviseAsync(Window window, CancellationToken cancellationToken) =>
        _base.AdviseAsync(SampledRead.Of(window, _level), cancellationToken);

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, string>> Locate(int x, int y) => _base.Locate(x << _level, y << _level);

    private static int Decimate(int length, int level) => (int)(((long)length + (1L << level) - 1) >> level);
}
