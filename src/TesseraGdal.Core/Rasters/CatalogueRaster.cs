using TesseraGdal.Geometry;

namespace TesseraGdal.Rasters;

/// <summary>What has no pixels and lists rasters that do: datasets, a year's zones, the zones of a window. It has no bands, lies nowhere, and is 512 × 512, as GDAL's own lists are.</summary>
internal sealed class CatalogueRaster : IRaster
{
    private const int Side = 512;

    /// <summary>Lists rasters.</summary>
    /// <param name="subdatasets">The rasters.</param>
    /// <param name="tags">What the default metadata domain says of the list itself.</param>
    /// <param name="provenance">What the domain <c>TESSERA</c> says of where its data comes from.</param>
    public CatalogueRaster(
        IReadOnlyList<Subdataset> subdatasets, IReadOnlyList<KeyValuePair<string, string>> tags, IReadOnlyList<KeyValuePair<string, string>> provenance) =>
        Info = new RasterInfo
        {
            Grid = new RasterGrid(0, new GeoTransform(0, 0, 1, 1), Side, Side),
            PixelType = PixelType.Byte,
            BandDescriptions = [],
            Block = (Side, Side),
            Metadata = new Dictionary<string, IReadOnlyList<KeyValuePair<string, string>>>
            {
                [""] = tags,
                ["TESSERA"] = provenance,
                [Subdataset.Domain] = Subdataset.MetadataOf(subdatasets),
            },
        };

    /// <inheritdoc/>
    public RasterInfo Info { get; }

    /// <inheritdoc/>
    public IReadOnlyList<IRaster> Overviews => [];

    /// <summary>Always fails: there is no band to read.</summary>
    /// <exception cref="TesseraException">InvalidArgument.</exception>
    public ValueTask ReadAsync(RasterRead request, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        Info.Check(request);
        return ValueTask.CompletedTask;
    }

    /// <summary>Passes: nothing is fetched.</summary>
    public void DemandWithinLimit(Window window)
    {
    }

    /// <inheritdoc/>
    public ValueTask AdviseAsync(Window window, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, string>> Locate(int x, int y) => [];
}
