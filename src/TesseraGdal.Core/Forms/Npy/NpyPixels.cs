using TesseraGdal.Catalog;
using TesseraGdal.Forms.Npy.Mosaics;
using TesseraGdal.Forms.Npy.Tiles;
using TesseraGdal.Geometry;
using TesseraGdal.Rasters;
using TesseraGdal.Rasters.Stored;
using TesseraGdal.Storage;

namespace TesseraGdal.Forms.Npy;

/// <summary>A year's tiles, and zones that are composed of them.</summary>
internal sealed class NpyPixels(Dataset dataset, int year, IPresence? presence, IObjectStore store) : IPixelSource
{
    /// <inheritdoc/>
    public string Source => store.Name;

    private IPresence Presence => presence ?? throw new InvalidOperationException("A zone is composed of the tiles that exist, and nothing says which do.");

    /// <inheritdoc/>
    public async ValueTask<ISampledRaster> OpenTileAsync(TileId tile, ReadOptions options, CancellationToken cancellationToken) =>
        await TileRaster.OpenAsync(TileSource.Of(dataset, year, tile), store, options, cancellationToken).ConfigureAwait(false);

    /// <summary>Opens a zone: nothing is fetched.</summary>
    public ValueTask<ISampledRaster> OpenZoneAsync(UtmZone zone, ZoneChoice part, ReadOptions options, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ISampledRaster>(ZoneRaster.Open(
            new ZoneSource { Dataset = dataset, Year = year, Zone = zone, Presence = Presence, Store = store, Only = part.Only, MoreColumns = part.MoreColumns },
            options));

    /// <inheritdoc/>
    public RasterGrid? GridOf(UtmZone zone) => ZoneGrid.Of(Presence, year, zone);

    /// <inheritdoc/>
    public int HeightOf(ZoneCoverage zone) => ZoneGrid.HeightOf(Presence, year, zone);
}
