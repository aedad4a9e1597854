using TesseraGdal.Geometry;

namespace TesseraGdal.Registry;

/// <summary>Searches of an index that look at more than one cell.</summary>
internal static class TileSearch
{
    /// <summary>Lists the tiles of a box of cells, from north to south and west to east; empty rows cost nothing.</summary>
    /// <param name="index">Where to look.</param>
    /// <param name="mask">The years that count.</param>
    /// <param name="southWest">A corner of the box, itself in it.</param>
    /// <param name="northEast">The opposite corner; where it lies west of the other, the box crosses 180°.</param>
    public static IEnumerable<TileId> Box(TileIndex index, ushort mask, TileId southWest, TileId northEast)
    {
        int first = CellGrid.ColumnOf(southWest.LonI), last = CellGrid.ColumnOf(northEast.LonI);
        int north = CellGrid.RowOf(northEast.LatI), south = CellGrid.RowOf(southWest.LatI);
        if (Math.Min(Math.Min(first, last), Math.Min(north, south)) < 0)
            throw new TesseraException(TesseraErrorKind.InvalidArgument, $"{southWest} to {northEast} is no box of tiles: centres are odd multiples of 0.05 degrees. Use the tiles that hold the corners.");
        int width = ((last - first + CellGrid.Columns) % CellGrid.Columns) + 1;
        return Cells(index, mask, first, width, north, south);
    }

    private static IEnumerable<TileId> Cells(TileIndex index, ushort mask, int first, int width, int north, int south)
    {
        for (int row = north; row <= south; row++)
        {
            if (!index.RowHas(row, mask)) continue;
            for (int i = 0; i < width; i++)
            {
                int column = (first + i) % CellGrid.Columns;
                if (index.Has(row, column, mask)) yield return CellGrid.TileAt(row, column);
            }
        }
    }

    /// <summary>
    /// Finds the tile whose centre is nearest along a great circle. Rows are searched outward from the place, and in each row columns:
    /// no cell of a row is nearer than the row's parallel, and in a row the nearest column is the nearest cell, so the search
    /// ends as soon as the next row is too far.
    /// </summary>
    public static TileId? Nearest(TileIndex index, ushort mask, TileId from)
    {
        int row = CellGrid.RowOf(from.LatI), column = CellGrid.ColumnOf(from.LonI);
        if (row < 0 || column < 0) return null;
        TileId? nearest = null;
        double least = double.PositiveInfinity;
        for (int distance = 0; distance < CellGrid.Rows && Degrees(distance) <= least; distance++)
        {
            Try(row - distance);
            if (distance > 0) Try(row + distance);
        }
        return nearest;

        void Try(int candidate)
        {
            if (candidate is < 0 or >= CellGrid.Rows || !index.RowHas(candidate, mask)) return;
            if (NearestInRow(index, mask, candidate, column) is not { } tile) return;
            double angle = Distance(from, tile);
            if (angle < least) (nearest, least) = (tile, angle);
        }
    }

    private static TileId? NearestInRow(TileIndex index, ushort mask, int row, int column)
    {
        for (int offset = 0; offset <= CellGrid.Columns / 2; offset++)
        {
            int west = (column - offset + CellGrid.Columns) % CellGrid.Columns, east = (column + offset) % CellGrid.Columns;
            if (index.Has(row, west, mask)) return CellGrid.TileAt(row, west);
            if (index.Has(row, east, mask)) return CellGrid.TileAt(row, east);
        }
        return null;
    }

    private static double Degrees(int cells) => cells * 0.1 * (1 - 1e-12);

    /// <summary>The angle between two centres as seen from the Earth's own, in degrees (haversine).</summary>
    public static double Distance(TileId a, TileId b)
    {
        double latA = double.DegreesToRadians(a.LatI / 100.0), latB = double.DegreesToRadians(b.LatI / 100.0);
        double sinLat = Math.Sin((latB - latA) / 2), sinLon = Math.Sin(double.DegreesToRadians((b.LonI - a.LonI) / 100.0) / 2);
        double haversine = (sinLat * sinLat) + (Math.Cos(latA) * Math.Cos(latB) * sinLon * sinLon);
        return double.RadiansToDegrees(2 * Math.Asin(Math.Min(1, Math.Sqrt(haversine))));
    }
}
