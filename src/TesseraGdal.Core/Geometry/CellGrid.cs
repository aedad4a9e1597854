namespace TesseraGdal.Geometry;

/// <summary>The Earth's 0.1° cells as a raster of 3600 × 1800, row 0 in the north and column 0 at 180° W, as the coverage raster has them.</summary>
internal static class CellGrid
{
    public const int Columns = 3600, Rows = 1800, Cells = Columns * Rows;
    private const int MaxLonI = 17995, MaxLatI = 8995, Step = 10;

    /// <summary>The place of a tile in the raster's rows, or −1 for what is no tile: a centre that is not an odd multiple of 0.05°, or off the Earth.</summary>
    public static int IndexOf(TileId tile)
    {
        int column = ColumnOf(tile.LonI), row = RowOf(tile.LatI);
        return column < 0 || row < 0 ? -1 : (row * Columns) + column;
    }

    /// <summary>The column of a centre's longitude in hundredths of a degree, or −1.</summary>
    public static int ColumnOf(long lonI) => lonI is >= -MaxLonI and <= MaxLonI && (lonI + MaxLonI) % Step == 0 ? (int)(lonI + MaxLonI) / Step : -1;

    /// <summary>The row of a centre's latitude in hundredths of a degree, or −1.</summary>
    public static int RowOf(long latI) => latI is >= -MaxLatI and <= MaxLatI && (MaxLatI - latI) % Step == 0 ? (int)(MaxLatI - latI) / Step : -1;

    /// <summary>The tile of a place in the raster.</summary>
    public static TileId TileAt(int row, int column) => new((column * Step) - MaxLonI, MaxLatI - (row * Step));
}
