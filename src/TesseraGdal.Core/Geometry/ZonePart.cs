namespace TesseraGdal.Geometry;

/// <summary>
/// Which part of a box is a zone's: the part in its 6° band and on its side of the equator, and a little more where the box goes on beyond,
/// so that the parts of neighbouring zones overlap and leave no gap when they are warped together.
/// </summary>
internal static class ZonePart
{
    /// <summary>How far a part reaches into the next zone, in degrees: some 100 m at the equator, two pixels and more up to 79° of latitude.</summary>
    public const double Overlap = 0.001;

    private const double BandWidth = 6, Circle = 360;

    /// <summary>The part of a box.</summary>
    /// <param name="box">The box; may cross the antimeridian.</param>
    /// <param name="zone">The zone.</param>
    /// <returns>
    /// A box that does not cross the antimeridian; its longitudes are those of the zone's band, so that they may lie up to <see cref="Overlap"/> beyond ±180. Where a box
    /// of almost the whole circle begins and ends in the band, the part holds both its ends. Null where nothing of the box is the zone's.
    /// </returns>
    public static GeoBox? Of(GeoBox box, UtmZone zone)
    {
        if (Clip(box.South, box.North, zone.IsSouth ? -90 : 0, zone.IsSouth ? 0 : 90) is not var (south, north)) return null;
        bool isWholeCircle = box.West == -180 && box.East == 180;
        double first = isWholeCircle ? -180 - Overlap : box.West;
        double last = isWholeCircle ? 180 + Overlap : box.East < box.West ? box.East + Circle : box.East;
        (double First, double Last)? band = null;
        for (int turn = -1; turn <= 1; turn++)
        {
            if (Clip(first + (turn * Circle), last + (turn * Circle), zone.West, zone.West + BandWidth) is not var (west, east)) continue;
            band = band is var (b, e) ? (Math.Min(b, west), Math.Max(e, east)) : (west, east);
        }
        return band is var (from, to) ? new GeoBox(from, south, to, north) : null;
    }

    /// <summary>The part of an interval within limits, with the overlap where it goes on beyond them; null where there is none.</summary>
    private static (double First, double Last)? Clip(double first, double last, double low, double high) =>
        Math.Max(first, low) < Math.Min(last, high) ? (Math.Max(first, low - Overlap), Math.Min(last, high + Overlap)) : null;
}
