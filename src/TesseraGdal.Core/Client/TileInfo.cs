using NetTopologySuite.Geometries;
using TesseraGdal.Geometry;

namespace TesseraGdal.Client;

/// <summary>A tile that exists: the pixels of one 0.1° cell in one year.</summary>
/// <param name="Tile">Its cell.</param>
/// <param name="Year">The year of its embeddings.</param>
public readonly record struct TileInfo(TileId Tile, int Year)
{
    private static readonly GeometryFactory Factory = new(new PrecisionModel(), srid: 4326);

    /// <summary>Its cell as a polygon in degrees, longitude as x and latitude as y.</summary>
    public Polygon Footprint => (Polygon)Factory.ToGeometry(new Envelope(Tile.West, Tile.East, Tile.South, Tile.North));

    /// <summary>CRS, size and position of a tile of that cell as tiles are published; nothing is fetched for it. A raster that is opened tells its own.</summary>
    public RasterGrid Grid => RasterGrid.Of(Tile);
}
