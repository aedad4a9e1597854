using NetTopologySuite.Geometries;
using TesseraGdal.Geometry;

namespace TesseraGdal.Client;

/// <summary>A tile that the registry lists.</summary>
/// <param name="Tile">Its cell.</param>
/// <param name="Year">The year of its embeddings.</param>
public readonly record struct TileInfo(TileId Tile, int Year)
{
    /// <summary>Bands of an embedding.</summary>
    internal const int Bands = 128;

    /// <summary>Bytes before the values of a stored array, as they are published (formats.md §3.1).</summary>
    private const int Header = 128;

    private static readonly GeometryFactory Factory = new(new PrecisionModel(), srid: 4326);

    /// <summary>Its cell as a polygon in degrees, longitude as x and latitude as y.</summary>
    public Polygon Footprint => (Polygon)Factory.ToGeometry(new Envelope(Tile.West, Tile.East, Tile.South, Tile.North));

    /// <summary>CRS, size and position, as they follow from the cell. Nothing is fetched for it.</summary>
    public TileGrid Grid => TileGrid.Of(Tile);

    /// <summary>Bytes of its stored embeddings, as they follow from <see cref="Grid"/> for tiles as they are published.</summary>
    public long EmbeddingsBytes => BytesOf(Bands);

    /// <summary>Bytes of its stored scales, in the same way: one a pixel.</summary>
    public long ScalesBytes => BytesOf(sizeof(float));

    private long BytesOf(int pixel)
    {
        TileGrid grid = Grid;
        return Header + ((long)grid.Width * grid.Height * pixel);
    }
}
