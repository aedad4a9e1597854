using TesseraGdal.Geometry;

namespace TesseraGdal.Forms;

/// <summary>What of a zone takes part in its raster.</summary>
internal readonly record struct ZoneChoice
{
    /// <summary>The cells that take part (<c>region=</c>): others count as missing. Null for all. Does not change the grid.</summary>
    public IReadOnlySet<TileId>? Only { get; init; }

    /// <summary>Columns that the raster has more at its eastern edge than its cells need, so that it differs in size from another one; all nodata.</summary>
    public int MoreColumns { get; init; }
}
