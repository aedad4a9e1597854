using System.Numerics;
using TesseraGdal.Geometry;

namespace TesseraGdal.Registry;

/// <summary>Goes through an index once, zone by zone: a zone is 60 columns of one hemisphere's rows. A few milliseconds for all the land there is.</summary>
internal static class ZoneSurvey
{
    private const int ColumnsOfZone = CellGrid.Columns / Zones, Zones = 60, FirstSouthernRow = CellGrid.Rows / 2;

    /// <summary>The zones that have tiles, those of the north first, each hemisphere from west to east.</summary>
    /// <param name="index">Where to look.</param>
    /// <param name="mask">The years that count.</param>
    public static IReadOnlyList<ZoneTiles> Of(TileIndex index, ushort mask)
    {
        var counts = new int[2 * Zones];
        var bounds = new (int West, int North, int East, int South)[2 * Zones];
        ForEach(index, mask, (zone, row, cells) =>
        {
            int count = 0;
            foreach (ushort cell in cells) count += (cell & mask) != 0 ? 1 : 0;
            if (count == 0) return;
            int west = 0, east = cells.Length - 1;
            while ((cells[west] & mask) == 0) west++;
            while ((cells[east] & mask) == 0) east--;
            bounds[zone] = counts[zone] == 0
                ? (west, row, east, row)
                : (Math.Min(bounds[zone].West, west), bounds[zone].North, Math.Max(bounds[zone].East, east), row);
            counts[zone] += count;
        });
        return [.. Enumerable.Range(0, counts.Length).Where(zone => counts[zone] > 0).Select(zone => new ZoneTiles(ZoneOf(zone), counts[zone], BoxOf(zone, bounds[zone])))];
    }

    /// <summary>In how many zones each year has tiles; one for each bit of an index.</summary>
    public static int[] CountByYear(TileIndex index)
    {
        var years = new ushort[2 * Zones];
        ForEach(index, ushort.MaxValue, (zone, _, cells) =>
        {
            uint found = 0;
            foreach (ushort cell in cells) found |= cell;
            years[zone] |= (ushort)found;
        });
        var counts = new int[IndexHeader.YearBits];
        foreach (ushort found in years)
        {
            for (uint bits = found; bits != 0; bits &= bits - 1) counts[BitOperations.TrailingZeroCount(bits)]++;
        }
        return counts;
    }

    private delegate void Visit(int zone, int row, ReadOnlySpan<ushort> cells);

    /// <summary>The cells of each zone in each row that may have any of some years; the sea is passed over many cells at a time.</summary>
    private static void ForEach(TileIndex index, ushort mask, Visit visit)
    {
        Span<ushort> cells = stackalloc ushort[CellGrid.Columns];
        for (int row = 0; row < CellGrid.Rows; row++)
        {
            if (!index.RowHas(row, mask)) continue;
            index.CopyRow(row, cells);
            for (int zone = 0; zone < Zones; zone++)
            {
                ReadOnlySpan<ushort> band = cells.Slice(zone * ColumnsOfZone, ColumnsOfZone);
                if (band.ContainsAnyExcept((ushort)0)) visit(row < FirstSouthernRow ? zone : Zones + zone, row, band);
            }
        }
    }

    private static UtmZone ZoneOf(int zone) => new((zone % Zones) + 1, zone >= Zones);

    private static GeoBox BoxOf(int zone, (int West, int North, int East, int South) cells)
    {
        int first = zone % Zones * ColumnsOfZone;
        TileId southWest = CellGrid.TileAt(cells.South, first + cells.West), northEast = CellGrid.TileAt(cells.North, first + cells.East);
        return new GeoBox(southWest.West, southWest.South, northEast.East, northEast.North);
    }
}
