using TesseraGdal.Geometry;

namespace TesseraGdal.Rasters;

/// <summary>Some bands of a raster, in any order (<c>bands=</c>).</summary>
internal sealed class BandSubset : IRaster
{
    private readonly IRaster _base;
    private readonly int[] _bands;

    /// <summary>Picks bands of a raster.</summary>
    /// <param name="source">The raster.</param>
    /// <param name="bands">Bands of it, counted from 0; may repeat.</param>
    /// <exception cref="TesseraException">InvalidArgument: none, or one that the raster does not have.</exception>
    public BandSubset(IRaster source, IReadOnlyList<int> bands)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(bands);
        int count = source.Info.BandDescriptions.Count;
        if (bands.Count == 0 || bands.Any(band => band < 0 || band >= count))
        {
            throw new TesseraException(
                TesseraErrorKind.InvalidArgument, $"bands={string.Join(',', bands)} cannot be picked. Bands are counted from 0, and the last is {count - 1}.");
        }
        _base = source;
        _bands = [.. bands];
        Info = source.Info with { BandDescriptions = [.. bands.Select(band => source.Info.BandDescriptions[band])] };
        Overviews = [.. source.Overviews.Select(overview => new BandSubset(overview, bands))];
    }

    /// <inheritdoc/>
    public RasterInfo Info { get; }

    /// <inheritdoc/>
    public IReadOnlyList<IRaster> Overviews { get; }

    /// <inheritdoc/>
    public ValueTask ReadAsync(RasterRead request, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        Info.Check(request);
        ReadOnlySpan<int> wanted = request.Bands.Span;
        var bands = new int[wanted.Length];
        for (int i = 0; i < bands.Length; i++) bands[i] = _bands[wanted[i]];
        return _base.ReadAsync(request with { Bands = bands }, progress, cancellationToken);
    }

    /// <inheritdoc/>
    public void DemandWithinLimit(Window window) => _base.DemandWithinLimit(window);

    /// <inheritdoc/>
    public ValueTask AdviseAsync(Window window, CancellationToken cancellationToken) => _base.AdviseAsync(window, cancellationToken);

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, string>> Locate(int x, int y) => _base.Locate(x, y);
}
