using TesseraGdal.Catalog;
using TesseraGdal.Geometry;

namespace TesseraGdal.Forms;

/// <summary>A stored file as <c>/vsitessera/</c> shows it.</summary>
/// <param name="Form">The form that has it.</param>
/// <param name="Key">Which object it is.</param>
internal sealed record StoredPath(Form Form, DatasetKey Key)
{
    /// <summary>The tile and the year that it is of; null where it is of no single one, or does not depend on the year.</summary>
    public (int Year, TileId Tile)? Tile { get; init; }

    /// <summary>The zone in whose folder it may be; null for any.</summary>
    public UtmZone? Zone { get; init; }

    /// <summary>Whether it is a raster by itself, which GDAL hands to this driver by the file's first bytes.</summary>
    public bool IsRaster { get; init; }
}
