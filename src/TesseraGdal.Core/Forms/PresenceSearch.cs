using System.Numerics;
using TesseraGdal.Geometry;

namespace TesseraGdal.Forms;

/// <summary>What can be asked of an <see cref="IPresence"/> beyond single cells: boxes, areas, zones, what is nearest.</summary>
internal static class PresenceSearch
{
    /// <summary>Years that the bits of a cell can tell.</summary>
    public const int YearBits = 16;

    private const int ColumnsOfZone = CellGrid.Columns / Zones60, Zones60 = 60, FirstSouthernRow = CellGrid.Rows / 2;

    private static readonly TileId SouthWest = CellGrid.TileAt(CellGrid.Rows - 1, 0), NorthEast = CellGrid.TileAt(0, CellGrid.Columns - 1);

    /// <summary>The bit of a year in a cell, none where no cell has that year; all for null.</summary>
    public static ushort MaskOf(this IPresence presence, int? year) =>
        year is not { } one ? ushort.MaxValue : one - presence.FirstYear is var bit and >= 0 and < YearBits ? (ushort)(1 << bit) : (ushort)0;

    /// <summary>Whether a cell exists in a year. False for what is no cell: a centre that is not an odd multiple of 0.05°.</summary>
    public static bool Contains(this IPresence presence, int year, TileId cell) => (presence.At(cell) & presence.MaskOf(year)) != 0;

    /// <summary>Years in which a cell exists, ascending; empty where it never does.</summary>
    public static IReadOnlyList<int> YearsOf(this IPresence presence, TileId cell)
    {
        uint bits = presence.At(cell);
        var years = new int[BitOperations.PopCount(bits)];
        for (int i = 0; i < years.Length; i++, bits &= bits - 1) years[i] = presence.FirstYear + BitOperations.TrailingZeroCount(bits);
        return years;
    }

    /// <summary>The cells that exist, from north to south, and in each row from west to east.</summary>
    /// <param name="presence">What exists.</param>
    /// <param name="year">The year, or null for cells of any year.</param>
    public static IEnumerable<TileId> Cells(this IPresence presence, int? year) => presence.Cells(year, SouthWest, NorthEast);

    /// <summary>The cells of a box that exist, from north to south and west to east; empty rows cost nothing.</summary>
    /// <param name="presence">What exists.</param>
    /// <param name="year">The year, or null for cells of any year.</param>
    /// <param name="southWest">A corner of the box, itself in it; need not exist.</param>
    /// <param name="northEast">The opposite corner; where it lies west of the other, the box crosses 180°.</param>
    /// <exception cref="TesseraException">A corner is no cell.</exception>
    public static IEnumerable<TileId> Cells(this IPresence presence, int? year, TileId southWest, TileId northEast)
    {
        int first = CellGrid.ColumnOf(southWest.LonI), last = CellGrid.ColumnOf(northEast.LonI);
        int north = CellGrid.RowOf(northEast.LatI), south = CellGrid.RowOf(southWest.LatI);
        if (Math.Min(Math.Min(first, last), Math.Min(north, south)) < 0)
        {
            throw new TesseraException(
                TesseraErrorKind.InvalidArgument,
                $"{southWest} to {northEast} is no box of tiles: centres are odd multiples of 0.05 degrees. Use the tiles that hold the corners.");
        }
        int width = ((last - first + CellGrid.Columns) % CellGrid.Columns) + 1;
        return Cells(presence, presence.MaskOf(year), first, width, north, south);
    }

    /// <summary>The cells of a zone that exist, from north to south, and in each row from west to east.</summary>
    public static IEnumerable<TileId> Cells(this IPresence presence, int? year, UtmZone zone)
    {
        int west = ((int)zone.West * 100) + 5, east = west + 590;
        return presence.Cells(year, new TileId(west, zone.IsSouth ? -8995 : 5), new TileId(east, zone.IsSouth ? -5 : 8995));
    }

    /// <summary>The cells that an area touches and that exist, each once.</summary>
    /// <param name="presence">What exists.</param>
    /// <param name="year">The year, or null for cells of any year.</param>
    /// <param name="area">The area.</param>
    /// <exception cref="TesseraException">The region's polygons are too much work (LimitExceeded).</exception>
    public static IEnumerable<TileId> Cells(this IPresence presence, int? year, Area area)
    {
        ushort mask = presence.MaskOf(year);
        if (area.Region is { } region) return region.Cells().Where(cell => (presence.At(cell) & mask) != 0).Distinct();
        (TileId southWest, TileId northEast) = area.Box.Cells();
        return presence.Cells(year, southWest, northEast);
    }

    /// <summary>The same by their zones, in ascending order of EPSG codes.</summary>
    public static IGrouping<UtmZone, TileId>[] CellsByZone(this IPresence presence, int year, Area area) =>
        [.. presence.Cells(year, area).GroupBy(cell => cell.Zone).OrderBy(zone => zone.Key.Epsg)];

    /// <summary>
    /// The existing cell whose centre is nearest along a great circle, itself included. Rows are searched outward from the place, and in each row columns:
    /// no cell of a row is nearer than the row's parallel, and in a row the nearest column is the nearest cell, so the search
    /// ends as soon as the next row is too far.
    /// </summary>
    /// <param name="presence">What exists.</param>
    /// <param name="year">The year that it must have, or null for any.</param>
    /// <param name="from">The place to search around.</param>
    /// <returns>Null where no cell has that year, or <paramref name="from"/> is none.</returns>
    public static TileId? Nearest(this IPresence presence, int? year, TileId from)
    {
        int row = CellGrid.RowOf(from.LatI), column = CellGrid.ColumnOf(from.LonI);
        if (row < 0 || column < 0) return null;
        ushort mask = presence.MaskOf(year);
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
            if (candidate is < 0 or >= CellGrid.Rows || !presence.RowHas(candidate, mask)) return;
            if (NearestInRow(presence, mask, candidate, column) is not { } cell) return;
            double angle = Distance(from, cell);
            if (angle < least) (nearest, least) = (cell, angle);
        }
    }

    /// <summary>The angle between two centres as seen from the Earth's own, in degrees (haversine).</summary>
    public static double Distance(TileId a, TileId b)
    {
        double latA = double.DegreesToRadians(a.LatI / 100.0), latB = double.DegreesToRadians(b.LatI / 100.0);
        double sinLat = Math.Sin((latB - latA) / 2), sinLon = Math.Sin(double.DegreesToRadians((b.LonI - a.LonI) / 100.0) / 2);
        double haversine = (sinLat * sinLat) + (Math.Cos(latA) * Math.Cos(latB) * sinLon * sinLon);
        return double.RadiansToDegrees(2 * Math.Asin(Math.Min(1, Math.Sqrt(haversine))));
    }

    /// <summary>The zones that have cells, those of the north first, each hemisphere from west to east. A few milliseconds for all the land there is.</summary>
    /// <param name="presence">What exists.</param>
    /// <param name="year">The year, or null for cells of any year.</param>
    public static IReadOnlyList<ZoneCoverage> Zones(this IPresence presence, int? year)
    {
        ushort mask = presence.MaskOf(year);
        var counts = new int[2 * Zones60];
        var bounds = new (int West, int North, int East, int South)[2 * Zones60];
        ForEach(presence, mask, (zone, row, cells) =>
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
        return
        [
            .. Enumerable.Range(0, counts.Length).Where(zone => counts[zone] > 0)
                .Select(zone => new ZoneCoverage(ZoneOf(zone), counts[zone], BoxOf(zone, bounds[zone]))),
        ];
    }

    /// <summary>What each year has, ascending by year.</summary>
    public static IReadOnlyList<YearCoverage> Summarize(this IPresence presence)
    {
        var years = new ushort[2 * Zones60];
        ForEach(presence, ushort.MaxValue, (zone, _, cells) =>
        {
            uint found = 0;
            foreach (ushort cell in cells) found |= cell;
            years[zone] |= (ushort)found;
        });
        return [.. presence.Years.Select(year => new YearCoverage(year, presence.Count(year), years.Count(found => (found & presence.MaskOf(year)) != 0)))];
    }

    /// <summary>The years of a cell, as bits; none for what is no cell.</summary>
    private static ushort At(this IPresence presence, TileId cell)
    {
        int row = CellGrid.RowOf(cell.LatI), column = CellGrid.ColumnOf(cell.LonI);
        return row < 0 || column < 0 ? (ushort)0 : presence.At(row, column);
    }

    private static IEnumerable<TileId> Cells(IPresence presence, ushort mask, int first, int width, int north, int south)
    {
        for (int row = north; row <= south; row++)
        {
            if (!presence.RowHas(row, mask)) continue;
            for (int i = 0; i < width; i++)
            {
                int column = (first + i) % CellGrid.Columns;
                if ((presence.At(row, column) & mask) != 0) yield return CellGrid.TileAt(row, column);
            }
        }
    }

    private static TileId? NearestInRow(IPresence presence, ushort mask, int row, int column)
    {
        for (int offset = 0; offset <= CellGrid.Columns / 2; offset++)
        {
            int west = (column - offset + CellGrid.Columns) % CellGrid.Columns, east = (column + offset) % CellGrid.Columns;
            if ((presence.At(row, west) & mask) != 0) return CellGrid.TileAt(row, west);
            if ((presence.At(row, east) & mask) != 0) return CellGrid.TileAt(row, east);
        }
        return null;
    }

    private static double Degrees(int cells) => cells * 0.1 * (1 - 1e-12);

    private delegate void Visit(int zone, int row, ReadOnlySpan<ushort> cells);

    /// <summary>
    /// The cells of each zone in each row that may have any of some years; the sea is passed over many cells at a time. A zone is 60 columns of one hemisphere's rows.
    /// </summary>
    private static void ForEach(IPresence presence, ushort mask, Visit visit)
    {
        Span<ushort> cells = stackalloc ushort[CellGrid.Columns];
        for (int row = 0; row < CellGrid.Rows; row++)
        {
            if (!presence.RowHas(row, mask)) continue;
            presence.CopyRow(row, cells);
            for (int zone = 0; zone < Zones60; zone++)
            {
                ReadOnlySpan<ushort> band = cells.Slice(zone * ColumnsOfZone, ColumnsOfZone);
                if (band.ContainsAnyExcept((ushort)0)) visit(row < FirstSouthernRow ? zone : Zones60 + zone, row, band);
            }
        }
    }

    private static UtmZone ZoneOf(int zone) => new((zone % Zones60) + 1, zone >= Zones60);

    private static GeoBox BoxOf(int zone, (int West, int North, int East, int South) cells)
    {
        int first = zone % Zones60 * ColumnsOfZone;
        TileId southWest = CellGrid.TileAt(cells.South, first + cells.West), northEast = CellGrid.TileAt(cells.North, first + cells.East);
        return new GeoBox(southWest.West, southWest.South, northEast.East, northEast.North);
    }
}
