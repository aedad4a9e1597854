using TesseraGdal.Catalog;
using TesseraGdal.Geometry;
using TesseraGdal.Storage;

namespace TesseraGdal.Forms.Npy.Mosaics;

/// <summary>Which zone to compose, and of what.</summary>
internal sealed record ZoneSource
{
    /// <summary>The dataset whose tiles are composed.</summary>
    public required Dataset Dataset { get; init; }

    /// <summary>The year of the embeddings.</summary>
    public required int Year { get; init; }

    /// <summary>The zone and hemisphere.</summary>
    public required UtmZone Zone { get; init; }

    /// <summary>Which tiles exist.</summary>
    public required IPresence Presence { get; init; }

    /// <summary>Where the tiles' objects are; with a cache, so that what several tiles and reads need is fetched once.</summary>
    public required IObjectStore Store { get; init; }

    /// <summary>The tiles that are composed (<c>region=</c>): others count as missing. Null for all. Does not change the grid.</summary>
    public IReadOnlySet<TileId>? Only { get; init; }

    /// <summary>Columns that the raster has more at its eastern edge than its tiles need, so that it differs in size from another one; all nodata.</summary>
    public int MoreColumns { get; init; }

    /// <summary>Whether a tile takes part.</summary>
    public bool Has(TileId tile) => Only?.Contains(tile) != false && Presence.Contains(Year, tile);
}
