using TesseraGdal.Geometry;

namespace TesseraGdal.Rasters.Mosaics;

/// <summary>A zone as one seamless raster.</summary>
internal sealed class ZoneRaster : ISampledRaster
{
    private ZoneRaster(RasterInfo info) => Info = info;

    /// <inheritdoc/>
    public RasterInfo Info { get; }

    /// <inheritdoc/>
    public IReadOnlyList<IRaster> Overviews { get; } = [];

    /// <summary>Opens a zone: nothing is fetched.</summary>
    /// <exception cref="TesseraException">NotFound: the zone has no tile that year.</exception>
    public static ZoneRaster Open(ZoneSource source, TileReadOptions options)
    {
        if (ZoneGrid.Of(source.Registry, source.Year, source.Zone) is not { } grid)
            throw new TesseraException(TesseraErrorKind.NotFound, $"{source.Dataset} has no tile of {source.Zone} in {source.Year}.");
        return new ZoneRaster(new RasterInfo { Grid = grid, PixelType = options.View.PixelType, NoData = options.View.NoData, BandDescriptions = options.View.BandDescriptions(1), Block = (256, 256) });
    }

    /// <inheritdoc/>
    public ValueTask ReadAsync(RasterRead request, IProgress<double>? progress, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <inheritdoc/>
    public ValueTask ReadAsync(SampledRead read, IProgress<double>? progress, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <inheritdoc/>
    public ValueTask AdviseAsync(Window window, CancellationToken cancellationToken) => default;

    /// <inheritdoc/>
    public ValueTask AdviseAsync(SampledRead read, CancellationToken cancellationToken) => default;

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, string>> Locate(int x, int y) => [];
}
