using TesseraGdal.Geometry;

namespace TesseraGdal.Rasters;

/// <summary>
/// A window of another raster: the same pixels, whatever the window (design.md §4), and nodata where it reaches beyond the raster. Its overviews decimate from its own corner.
/// </summary>
internal sealed class CropRaster : ISampledRaster
{
    private readonly ISampledRaster _source;
    private readonly Window _window;
    private readonly bool _isWithin;

    /// <summary>Takes a window of a raster.</summary>
    /// <param name="source">The raster; where it has no overviews, the crop has none either.</param>
    /// <param name="window">The window, within the raster.</param>
    /// <exception cref="ArgumentException">It is not.</exception>
    public CropRaster(ISampledRaster source, Window window)
        : this(source, window, mayReachBeyond: false)
    {
    }

    private CropRaster(ISampledRaster source, Window window, bool mayReachBeyond)
    {
        RasterGrid grid = source.Info.Grid;
        if (!mayReachBeyond && !window.IsWithin(grid.Width, grid.Height))
            throw new ArgumentException($"{window} is not within the raster's {grid.Width}×{grid.Height} pixels.", nameof(window));
        (_source, _window) = (source, window);
        _isWithin = window.IsWithin(grid.Width, grid.Height);
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

    /// <summary>A raster on the grid of another one, so that pixels of both lie on one another.</summary>
    /// <param name="source">The raster.</param>
    /// <param name="grid">The other's grid, of the same projection and pixel size.</param>
    /// <exception cref="TesseraException">CorruptData: the two grids do not fit, or lie apart by parts of pixels.</exception>
    public static ISampledRaster Onto(ISampledRaster source, RasterGrid grid)
    {
        RasterGrid own = source.Info.Grid;
        if (own == grid) return source;
        return own.WindowOf(grid) is { } window
            ? new CropRaster(source, window, mayReachBeyond: true)
            : throw new TesseraException(TesseraErrorKind.CorruptData, $"Pixels at {own} cannot be laid onto those at {grid}: the grids do not fit.");
    }

    /// <inheritdoc/>
    public ValueTask ReadAsync(SampledRead read, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        SampledRead ofSource = OfSource(read);
        return _isWithin ? _source.ReadAsync(ofSource, progress, cancellationToken) : ReadPartAsync(ofSource, progress, cancellationToken);
    }

    /// <inheritdoc/>
    public void DemandWithinLimit(Window window) => DemandWithinLimit(SampledRead.Of(window, shift: 0));

    /// <inheritdoc/>
    public void DemandWithinLimit(SampledRead read)
    {
        if (PartOf(OfSource(read)) is { } part) _source.DemandWithinLimit(part.Read);
    }

    /// <inheritdoc/>
    public ValueTask AdviseAsync(Window window, CancellationToken cancellationToken) => AdviseAsync(SampledRead.Of(window, shift: 0), cancellationToken);

    /// <inheritdoc/>
    public ValueTask AdviseAsync(SampledRead read, CancellationToken cancellationToken) =>
        PartOf(OfSource(read)) is { } part ? _source.AdviseAsync(part.Read, cancellationToken) : default;

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, string>> Locate(int x, int y) =>
        new Window(x, y, 1, 1).IsWithin(_window.Width, _window.Height) ? _source.Locate(x + _window.X, y + _window.Y) : [];

    /// <summary>What lies beyond the raster is nodata; the rest is a read of its own.</summary>
    private async ValueTask ReadPartAsync(SampledRead read, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        read.Filter?.Begin();
        (SampledRead Read, Window Outputs)? inside = PartOf(read);
        List<PixelRun> beyond = RunsBeyond(read, inside?.Outputs ?? default);
        if (read.Filter?.ValidOnly != true)
        {
            var fill = new NoDataFill(Info, read.Bands.Length, read.Destination);
            foreach (PixelRun run in beyond) fill.Fill(run);
        }
        read.Filter?.AddMisses(beyond);
        if (inside is var (part, outputs))
        {
            RunFilter? filter = read.Filter?.Part(outputs);
            await _source.ReadAsync(part with { Filter = filter }, progress, cancellationToken).ConfigureAwait(false);
            if (filter is not null) read.Filter!.AddMisses([.. filter.Misses.Select(miss => new PixelRun(miss.Row + outputs.Y, miss.First + outputs.X, miss.Count))]);
        }
        progress?.Report(1);
    }

    /// <summary>The wanted outputs outside a window of them, in ascending order.</summary>
    private static List<PixelRun> RunsBeyond(SampledRead read, Window inside)
    {
        List<PixelRun> beyond = [];
        for (int row = 0; row < read.Rows.Out; row++)
        {
            bool isBeside = row < inside.Y || row >= inside.Y + inside.Height;
            foreach (PixelRun run in read.Filter is { } filter ? filter.At(row) : [new PixelRun(row, 0, read.Columns.Out)])
            {
                int first = isBeside ? run.End : Math.Clamp(inside.X, run.First, run.End), end = isBeside ? run.End : Math.Clamp(inside.X + inside.Width, first, run.End);
                if (first > run.First) beyond.Add(run with { Count = first - run.First });
                if (end < run.End) beyond.Add(new PixelRun(row, end, run.End - end));
            }
        }
        return beyond;
    }

    /// <summary>The part of a read, in columns and rows of the source, that lies within it, and which outputs that are; null where there is none.</summary>
    private (SampledRead Read, Window Outputs)? PartOf(SampledRead read)
    {
        RasterGrid grid = _source.Info.Grid;
        int left = read.Columns.CountBelow(0), right = read.Columns.CountBelow(grid.Width), top = read.Rows.CountBelow(0), bottom = read.Rows.CountBelow(grid.Height);
        if (left >= right || top >= bottom) return null;
        if (right - left == read.Columns.Out && bottom - top == read.Rows.Out) return (read, new Window(0, 0, read.Columns.Out, read.Rows.Out));
        return (read.Slice(left, right - left, top, bottom - top), new Window(left, top, right - left, bottom - top));
    }

    private SampledRead OfSource(SampledRead read) => read.CountedFrom(-_window.X, -_window.Y);
}
