using TesseraGdal.Geometry;

namespace TesseraGdal.Rasters.Mosaics;

/// <summary>
/// A 0.1° cell of the Earth by its place in the rows of cells, whether a tile lies there or not. Columns count on beyond ±180°, so that neighbours at
/// the antimeridian have neighbouring columns: those are of another zone in any case.
/// </summary>
/// <param name="Column">floor(longitude · 10).</param>
/// <param name="Row">floor(latitude · 10), −900 … 899: the southern edge in tenths of a degree.</param>
internal readonly record struct Cell(int Column, int Row)
{
    private const int MaxRow = 899;

    /// <summary>Cells across a zone.</summary>
    public const int ZoneColumns = 60;

    /// <summary>The cell that holds a point, by the publisher's own arithmetic (<see cref="TileId.FromPoint"/>).</summary>
    public static Cell At((double Longitude, double Latitude) point) =>
        new((int)Math.Floor(point.Longitude * 10), Math.Min((int)Math.Floor(point.Latitude * 10), MaxRow));

    /// <summary>The cell of a tile.</summary>
    public static Cell Of(TileId tile) => new((tile.LonI - 5) / 10, (tile.LatI - 5) / 10);

    /// <summary>The tile of the cell; it is one only within ±180°.</summary>
    public TileId Tile => new(Column * 10 + 5, Row * 10 + 5);

    /// <summary>First column of a zone's cells.</summary>
    public static int FirstColumn(UtmZone zone) => (int)zone.West * 10;

    /// <summary>Whether a tile of the cell would be of a zone.</summary>
    public bool IsIn(UtmZone zone) => Column - FirstColumn(zone) is >= 0 and < ZoneColumns && Row < 0 == zone.IsSouth && Row is >= -MaxRow - 1 and <= MaxRow;
}
