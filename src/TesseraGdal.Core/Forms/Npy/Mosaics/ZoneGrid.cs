using TesseraGdal.Geometry;

namespace TesseraGdal.Forms.Npy.Mosaics;

/// <summary>
/// The one 10 m grid of a zone and hemisphere (design.md §4): its origin is a multiple of 10 m, so that the grids of all years and datasets
/// fit one another, and it holds the computed grids of all tiles of a year.
/// </summary>
internal static class ZoneGrid
{
    /// <summary>Metres. A tile that lies further off is none of the zone's; nothing on the Earth is.</summary>
    private const double MaxDistance = 1e8;

    /// <summary>The grid of a zone.</summary>
    /// <returns>Null where the zone has no tile that year.</returns>
    public static RasterGrid? Of(IPresence presence, int year, UtmZone zone) => Survey(presence, year, zone)?.Grid;

    /// <summary>
    /// The rows of a zone's grid, one more or less since tiles have whole pixels. Four tiles or fewer decide: in the outermost rows, those next to the central meridian and
    /// those furthest from it.
    /// </summary>
    public static int HeightOf(IPresence presence, int year, ZoneCoverage zone)
    {
        var (south, north) = (double.PositiveInfinity, double.NegativeInfinity);
        int west = (int)zone.Zone.West * 100 + 5, meridian = (int)zone.Zone.CentralMeridian * 100;
        foreach (double latitude in (ReadOnlySpan<double>)[zone.Extent.North - 0.05, zone.Extent.South + 0.05])
        {
            int row = (int)Math.Round(latitude * 100);
            TileId[] tiles = [.. presence.Cells(year, new TileId(west, row), new TileId(west + 590, row)).OrderBy(tile => Math.Abs(tile.LonI - meridian))];
            foreach (TileId tile in (ReadOnlySpan<TileId>)[tiles[0], tiles[^1]])
            {
                var grid = RasterGrid.Of(tile);
                north = Math.Max(north, grid.Transform.OriginY);
                south = Math.Min(south, grid.Transform.OriginY - grid.Height * RasterGrid.PixelSize);
            }
        }
        return (int)(Math.Ceiling(north / RasterGrid.PixelSize) - Math.Floor(south / RasterGrid.PixelSize));
    }

    /// <summary>The grid of a zone, and how many tiles it has.</summary>
    public static (RasterGrid Grid, int Tiles)? Survey(IPresence presence, int year, UtmZone zone)
    {
        // A row's outermost tiles reach furthest west and east. Northwards and southwards the outermost rows do: at the edge of a zone a
        // parallel lies no more than 4.4 km further from the equator than in the middle, and a row is 11 km high.
        var (west, east, south, north) = (double.PositiveInfinity, double.NegativeInfinity, double.PositiveInfinity, double.NegativeInfinity);
        int count = 0;
        int? firstRow = null;
        TileId last = default;
        List<TileId> lastRow = [];
        foreach (TileId tile in presence.Cells(year, zone))
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
            var grid = RasterGrid.Of(tile);
            GeoTransform place = grid.Transform;
            west = Math.Min(west, place.OriginX);
            north = Math.Max(north, place.OriginY);
            east = Math.Max(east, place.OriginX + grid.Width * RasterGrid.PixelSize);
            south = Math.Min(south, place.OriginY - grid.Height * RasterGrid.PixelSize);
        }

        RasterGrid Snap()
        {
            const double Step = RasterGrid.PixelSize;
            double x = Math.Floor(west / Step), y = Math.Ceiling(north / Step);
            return new RasterGrid(zone.Epsg, new GeoTransform(x * Step, y * Step, Step, Step), (int)(Math.Ceiling(east / Step) - x), (int)(y - Math.Floor(south / Step)));
        }
    }

    /// <summary>
    /// Where a tile lies on its zone's grid: a pixel of the zone shows the pixel of the tile that its centre falls into, so that tile column =
    /// zone column − X, and likewise for rows. The two lie no more than 5 m apart.
    /// </summary>
    /// <param name="grid">The zone's grid.</param>
    /// <param name="tile">The tile's grid, of the same projection and pixel size.</param>
    /// <returns>Null where the tile is of another projection or pixel size, or not on the Earth.</returns>
    public static Window? PlaceOf(RasterGrid grid, RasterGrid tile)
    {
        const double Half = RasterGrid.PixelSize / 2;
        double right = grid.Transform.OriginX + Half - tile.Transform.OriginX, down = tile.Transform.OriginY - grid.Transform.OriginY + Half;
        bool fits = tile.Epsg == grid.Epsg && tile.Transform.PixelWidth == RasterGrid.PixelSize && tile.Transform.PixelHeight == RasterGrid.PixelSize
            && Math.Abs(right) <= MaxDistance && Math.Abs(down) <= MaxDistance;
        return fits ? new Window(-(int)Math.Floor(right / RasterGrid.PixelSize), -(int)Math.Floor(down / RasterGrid.PixelSize), tile.Width, tile.Height) : null;
    }
}
