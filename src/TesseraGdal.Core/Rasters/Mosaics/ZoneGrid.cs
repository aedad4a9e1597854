using TesseraGdal.Geometry;
using TesseraGdal.Registry;

namespace TesseraGdal.Rasters.Mosaics;

/// <summary>
/// The one 10 m grid of a zone and hemisphere (design.md §4): its origin is a multiple of 10 m, so that the grids of all years and datasets
/// fit one another, and it holds the computed grids of all tiles of a year.
/// </summary>
internal static class ZoneGrid
{
    /// <summary>Degrees beyond the zone's band into which tiles of it can reach: their grids are upright boxes around leaning cells. No more than 600 m, and less than a cell up to 86°.</summary>
    private const double Overlap = 0.1;

    /// <summary>Points that an edge of a box is projected by, as PROJ's transform_bounds has them: 21 between its ends.</summary>
    private const int Intervals = 22;

    /// <summary>Metres. A tile that lies further off is none of the zone's; nothing on the Earth is.</summary>
    private const double MaxDistance = 1e8;

    /// <summary>The grid of a zone.</summary>
    /// <returns>Null where the zone has no tile that year.</returns>
    public static TileGrid? Of(TileRegistry registry, int year, UtmZone zone) => Survey(registry, year, zone)?.Grid;

    /// <summary>The tiles of a zone, from north to south, and in each row from west to east.</summary>
    public static IEnumerable<TileId> Tiles(TileRegistry registry, int? year, UtmZone zone)
    {
        int west = (int)zone.West * 100 + 5, east = west + 590;
        return registry.Tiles(year, new TileId(west, zone.IsSouth ? -8995 : 5), new TileId(east, zone.IsSouth ? -5 : 8995));
    }

    /// <summary>
    /// The rows of a zone's grid, one more or less since tiles have whole pixels. Four tiles or fewer decide: in the outermost rows, those next to the central meridian and
    /// those furthest from it.
    /// </summary>
    public static int HeightOf(TileRegistry registry, int year, ZoneTiles zone)
    {
        var (south, north) = (double.PositiveInfinity, double.NegativeInfinity);
        int west = (int)zone.Zone.West * 100 + 5, meridian = (int)zone.Zone.CentralMeridian * 100;
        foreach (double latitude in (ReadOnlySpan<double>)[zone.Extent.North - 0.05, zone.Extent.South + 0.05])
        {
            int row = (int)Math.Round(latitude * 100);
            TileId[] tiles = [.. registry.Tiles(year, new TileId(west, row), new TileId(west + 590, row)).OrderBy(tile => Math.Abs(tile.LonI - meridian))];
            foreach (TileId tile in (ReadOnlySpan<TileId>)[tiles[0], tiles[^1]])
            {
                var grid = TileGrid.Of(tile);
                north = Math.Max(north, grid.Transform.OriginY);
                south = Math.Min(south, grid.Transform.OriginY - grid.Height * TileGrid.PixelSize);
            }
        }
        return (int)(Math.Ceiling(north / TileGrid.PixelSize) - Math.Floor(south / TileGrid.PixelSize));
    }

    /// <summary>The grid of a zone, and how many tiles it has.</summary>
    public static (TileGrid Grid, int Tiles)? Survey(TileRegistry registry, int year, UtmZone zone)
    {
        // A row's outermost tiles reach furthest west and east. Northwards and southwards the outermost rows do: at the edge of a zone a
        // parallel lies no more than 4.4 km further from the equator than in the middle, and a row is 11 km high.
        var (west, east, south, north) = (double.PositiveInfinity, double.NegativeInfinity, double.PositiveInfinity, double.NegativeInfinity);
        int count = 0;
        int? firstRow = null;
        TileId last = default;
        List<TileId> lastRow = [];
        foreach (TileId tile in Tiles(registry, year, zone))
        {
            firstRow ??= tile.LatI;
            if (count > 0 && tile.LatI != last.LatI) Include(last);
            if (count == 0 || tile.LatI != last.LatI)
            {
                Include(tile);
                lastRow.Clear();
            }
            else if (tile.LatI == firstRow)
            {
                Include(tile);
            }
            lastRow.Add(tile);
            last = tile;
            count++;
        }
        if (count == 0) return null;
        lastRow.ForEach(Include);
        return (Snap(), count);

        void Include(TileId tile)
        {
            var grid = TileGrid.Of(tile);
            GeoTransform place = grid.Transform;
            west = Math.Min(west, place.OriginX);
            north = Math.Max(north, place.OriginY);
            east = Math.Max(east, place.OriginX + grid.Width * TileGrid.PixelSize);
            south = Math.Min(south, place.OriginY - grid.Height * TileGrid.PixelSize);
        }

        TileGrid Snap()
        {
            const double Step = TileGrid.PixelSize;
            double x = Math.Floor(west / Step), y = Math.Ceiling(north / Step);
            return new TileGrid(zone.Epsg, new GeoTransform(x * Step, y * Step, Step, Step), (int)(Math.Ceiling(east / Step) - x), (int)(y - Math.Floor(south / Step)));
        }
    }

    /// <summary>The pixels of a zone's grid whose centres lie within the projected box: within the bounds of its edges, as transform_bounds has them.</summary>
    /// <param name="grid">The zone's grid.</param>
    /// <param name="zone">The zone.</param>
    /// <param name="box">The box. What lies beyond the zone's own 6° is left out, but for the little that tiles reach over.</param>
    /// <returns>Null where there is none.</returns>
    public static Window? WindowOf(TileGrid grid, UtmZone zone, GeoBox box)
    {
        if (Within(zone, box) is not var (westward, eastward)) return null;
        var (west, east, south, north) = (double.PositiveInfinity, double.NegativeInfinity, double.PositiveInfinity, double.NegativeInfinity);
        for (int i = 0; i <= Intervals; i++)
        {
            double longitude = westward + (eastward - westward) / Intervals * i, latitude = box.South + (box.North - box.South) / Intervals * i;
            Include(longitude, box.South);
            Include(longitude, box.North);
            Include(westward, latitude);
            Include(eastward, latitude);
        }
        GeoTransform place = grid.Transform;
        int left = FirstCentre(west - place.OriginX, grid.Width), right = FirstCentre(east - place.OriginX, grid.Width);
        int top = FirstCentre(place.OriginY - north, grid.Height), bottom = FirstCentre(place.OriginY - south, grid.Height);
        return right > left && bottom > top ? new Window(left, top, right - left, bottom - top) : null;

        void Include(double longitude, double latitude)
        {
            (double x, double y) = zone.Project(longitude, latitude);
            (west, east) = (Math.Min(west, x), Math.Max(east, x));
            (south, north) = (Math.Min(south, y), Math.Max(north, y));
        }
    }

    /// <summary>
    /// Where a tile lies on its zone's grid: a pixel of the zone shows the pixel of the tile that its centre falls into, so that tile column =
    /// zone column − X, and likewise for rows. The two lie no more than 5 m apart.
    /// </summary>
    /// <param name="grid">The zone's grid.</param>
    /// <param name="tile">The tile's grid, of the same projection and pixel size.</param>
    /// <returns>Null where the tile is of another projection or pixel size, or not on the Earth.</returns>
    public static Window? PlaceOf(TileGrid grid, TileGrid tile)
    {
        const double Half = TileGrid.PixelSize / 2;
        double right = grid.Transform.OriginX + Half - tile.Transform.OriginX, down = tile.Transform.OriginY - grid.Transform.OriginY + Half;
        bool fits = tile.Epsg == grid.Epsg && tile.Transform.PixelWidth == TileGrid.PixelSize && tile.Transform.PixelHeight == TileGrid.PixelSize
            && Math.Abs(right) <= MaxDistance && Math.Abs(down) <= MaxDistance;
        return fits ? new Window(-(int)Math.Floor(right / TileGrid.PixelSize), -(int)Math.Floor(down / TileGrid.PixelSize), tile.Width, tile.Height) : null;
    }

    /// <summary>The first pixel, 0 … length, whose centre lies no less than some metres from the grid's edge.</summary>
    private static int FirstCentre(double distance, int length) => (int)Math.Clamp(Math.Ceiling(distance / TileGrid.PixelSize - 0.5), 0, length);

    /// <summary>The longitudes of a box that lie in a zone, counted on beyond ±180 where the zone is at the antimeridian.</summary>
    private static (double West, double East)? Within(UtmZone zone, GeoBox box)
    {
        double boxEast = box.East < box.West ? box.East + 360 : box.East;
        var (west, east) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (int turn in (ReadOnlySpan<int>)[-360, 0, 360])
        {
            double first = Math.Max(box.West + turn, zone.West - Overlap), last = Math.Min(boxEast + turn, zone.West + 6 + Overlap);
            if (first <= last) (west, east) = (Math.Min(west, first), Math.Max(east, last));
        }
        return west <= east ? (west, east) : null;
    }
}
