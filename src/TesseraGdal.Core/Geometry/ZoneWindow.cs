namespace TesseraGdal.Geometry;

/// <summary>Which pixels of a zone's grid an area has.</summary>
internal static class ZoneWindow
{
    /// <summary>Degrees beyond the zone's band into which tiles of it can reach: their grids are upright boxes around leaning cells. No more than 600 m, and less than a cell up to 86°.</summary>
    private const double Overlap = 0.1;

    /// <summary>Points that an edge of a box is projected by, as PROJ's transform_bounds has them: 21 between its ends.</summary>
    private const int Intervals = 22;

    /// <summary>The pixels of a zone's grid that an area has.</summary>
    /// <returns>Null where no pixel's centre lies in the area.</returns>
    public static Window? Of(RasterGrid grid, UtmZone zone, Area area) => ZonePart.Of(area.Box, zone) is { } part ? Of(grid, zone, part) : null;

    /// <summary>The pixels of a zone's grid whose centres lie within the projected box: within the bounds of its edges, as transform_bounds has them.</summary>
    /// <param name="grid">The zone's grid.</param>
    /// <param name="zone">The zone.</param>
    /// <param name="box">The box. What lies beyond the zone's own 6° is left out, but for the little that tiles reach over.</param>
    /// <returns>Null where there is none.</returns>
    public static Window? Of(RasterGrid grid, UtmZone zone, GeoBox box)
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

    /// <summary>The first pixel, 0 … length, whose centre lies no less than some metres from the grid's edge.</summary>
    private static int FirstCentre(double distance, int length) => (int)Math.Clamp(Math.Ceiling(distance / RasterGrid.PixelSize - 0.5), 0, length);

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
