using TesseraGdal.Geometry;

namespace TesseraGdal.Forms.Npy.Mosaics;

/// <summary>
/// A 0.1° cell of the Earth by its place in the rows of cells, whether a tile lies there or not. Columns count on beyond ±180°, so that neighbours at
/// the antimeridian have neighbouring columns: those are of another zone in any case.
/// </summary>
/// <param name="Column">floor(longitude · 10).</param>
/// <param name="Row">floor(latitude · 10), −900 … 899: the southern edge in tenths of a degree.</param>
internal readonly record struct Cell(int Column, int Row)
{
    private const int MaxRow = 899, FirstRow = -900;

    /// <summary>
    /// How far a tile's grid can reach beyond its cell, in degrees of a great circle: a cell is 0.1° high and leans by 3° at most, and so its upright box reaches
    /// 0.1° · sin 3° = 0.0053° over at the side, and half a pixel by rounding. Ten times as much costs no more than a few looks into the registry.
    /// </summary>
    private const double Reach = 0.06;

    private static readonly int[] Around = [.. Enumerable.Range(FirstRow, MaxRow - FirstRow + 1).Select(WorkOutAround)];

    /// <summary>Cells across a zone.</summary>
    public const int ZoneColumns = 60;

    /// <summary>The cell that holds a point, by the publisher's own arithmetic (<see cref="TileId.FromPoint"/>).</summary>
    public static Cell At((double Longitude, double Latitude) point) =>
        new((int)Math.Floor(point.Longitude * 10), Math.Clamp((int)Math.Floor(point.Latitude * 10), FirstRow, MaxRow));

    /// <summary>How many columns off a tile may lie whose grid reaches into the cell.</summary>
    public int ColumnsAround => Around[Row - FirstRow];

    /// <summary>The same cell, or, where no tile of a zone can reach into it, the one that stands for all of these in its row: most cells of a zone's grid far in the north.</summary>
    public Cell SeenFrom(UtmZone zone)
    {
        int first = FirstColumn(zone), around = ColumnsAround;
        return this with { Column = Math.Clamp(Column, first - around - 1, first + ZoneColumns + around) };
    }

    /// <summary>The cell of a tile.</summary>
    public static Cell Of(TileId tile) => new((tile.LonI - 5) / 10, (tile.LatI - 5) / 10);

    /// <summary>The tile of the cell; it is one only within ±180°.</summary>
    public TileId Tile => new(Column * 10 + 5, Row * 10 + 5);

    /// <summary>First column of a zone's cells.</summary>
    public static int FirstColumn(UtmZone zone) => (int)zone.West * 10;

    /// <summary>Whether a tile of the cell would be of a zone.</summary>
    public bool IsIn(UtmZone zone) => Column - FirstColumn(zone) is >= 0 and < ZoneColumns && Row < 0 == zone.IsSouth && Row is >= FirstRow and <= MaxRow;

    private static int WorkOutAround(int row)
    {
        double poleward = Math.Max(Math.Abs(row), Math.Abs(row + 1)) / 10.0;
        return 1 + (int)Math.Min(Math.Ceiling(Reach / Math.Cos(double.DegreesToRadians(poleward))), ZoneColumns);
    }
}
