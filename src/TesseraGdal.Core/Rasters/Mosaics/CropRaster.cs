using TesseraGdal.Geometry;

namespace TesseraGdal.Rasters.Mosaics;

/// <summary>A window of another raster: the same pixels, whatever the window (design.md §4). Its overviews decimate from its own corner.</summary>
internal sealed class CropRaster : ISampledRaster
{
    private readonly ISampledRaster _source;
    private readonly Window _window;

    /// <summary>Takes a window of a raster.</summary>
    /// <param name="source">The raster; where it has no overviews, the crop has none either.</param>
    /// <param name="window">The window, within the raster.</param>
    /// <exception cref="ArgumentException">It is not.</exception>
    public CropRaster(ISampledRaster source, Window window)
    {
        TileGrid grid = source.Info.Grid;
        if (!window.IsWithin(grid.Width, grid.Height)) throw new ArgumentException($"{window} is not within the raster's {grid.Width}×{grid.Height} pixels.", nameof(window));
        (_source, _window) = (source, window);
        (int blockWidth, int blockHeight) = source.Info.Block;
        Info = source.Info with
        {
            Grid = grid.Part(window),
            Block = (Math.Min(blockWidth, window.Width), Math.Min(blockHeight, window.Height)),
        };
        Overviews = source.Overviews.Count > 0 ? OverviewRaster.LevelsOf(this) : [];
    }

    /// <inheritdoc/>
    public RasterInfo Info { get; }

    /// <inheritdoc/>
    public IReadOnlyList<IRaster> Overviews { get; }

    /// <inheritdoc/>
    public ValueTask ReadAsync(RasterRead request, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        Info.Check(request);
        return ReadAsync(SampledRead.Of(request, shift: 0), progress, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask ReadAsync(SampledRead read, IProgress<double>? progress, CancellationToken cancellationToken) =>
        _source.ReadAsync(OfSource(read), progress, cancellationToken);

    /// <inheritdoc/>
    public void DemandWithinLimit(Window window) => DemandWithinLimit(SampledRead.Of(window, shift: 0));

    /// <inheritdoc/>
    public void DemandWithinLimit(SampledRead read) => _source.DemandWithinLimit(OfSource(read));

    /// <inheritdoc/>
    public ValueTask AdviseAsync(Window window, CancellationToken cancellationToken) => AdviseAsync(SampledRead.Of(window, shift: 0), cancellationToken);

    /// <inheritdoc/>
    public ValueTask AdviseAsync(SampledRead read, CancellationToken cancellationToken) => _source.AdviseAsync(OfSource(read), cancellationToken);

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, string>> Locate(int x, int y) =>
        new Window(x, y, 1, 1).IsWithin(_window.Width, _window.Height) ? _source.Locate(x + _window.X, y + _window.Y) : [];

    private SampledRead OfSource(SampledRead read) => read.CountedFrom(-_window.X, -_window.Y);
}
