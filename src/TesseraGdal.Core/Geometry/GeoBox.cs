namespace TesseraGdal.Geometry;

/// <summary>A box of longitudes and latitudes, edges included.</summary>
/// <param name="West">Degrees, −180 … 180; greater than <paramref name="East"/> where the box crosses the antimeridian.</param>
/// <param name="South">Degrees, −90 … 90, ≤ <paramref name="North"/>.</param>
/// <param name="East">Degrees, −180 … 180.</param>
/// <param name="North">Degrees, −90 … 90.</param>
public readonly record struct GeoBox(double West, double South, double East, double North)
{
    private const int FirstLonI = -17995, LastLonI = 17995, Step = 10;

    /// <summary>The point in the middle.</summary>
    public (double Longitude, double Latitude) Center
    {
        get
        {
            double longitude = (West + (West > East ? East + 360 : East)) / 2;
            return (longitude > 180 ? longitude - 360 : longitude, (South + North) / 2);
        }
    }

    /// <summary>The same box where an edge is the antimeridian, which has two names: the one by which the box does not cross it where it only reaches it.</summary>
    internal GeoBox Named => new(West == 180 ? -180 : West, South, East == -180 ? 180 : East, North);

    /// <summary>What is wrong with the box, as part of a sentence; null where nothing is.</summary>
    internal string? Fault
    {
        get
        {
            if ((FaultOf(West, South) ?? FaultOf(East, North)) is { } fault) return "it " + fault;
            if (South > North) return FormattableString.Invariant($"its southern edge {South} lies north of its northern edge {North}");
            return South == North || West == East ? "it is empty" : null;
        }
    }

    /// <summary>
    /// What is most likely wrong with a box that goes almost around the Earth, as part of a sentence; null where it does not. That is meant less often than
    /// two edges are confused, and can be asked for in two boxes.
    /// </summary>
    internal string? Turned =>
        West > East && East + 360 - West > 180
            ? FormattableString.Invariant($"its western edge {West} lies east of its eastern edge {East}, so that it goes {Math.Round(East + 360 - West, 6)}° around the Earth")
            : null;

    /// <summary>The box with edges in order that were exchanged: south and north, and west and east unless it may well cross the antimeridian. Null where they are in order, or it is on no Earth.</summary>
    internal GeoBox? InOrder
    {
        get
        {
            var box = new GeoBox(Turned is null ? West : East, Math.Min(South, North), Turned is null ? East : West, Math.Max(South, North));
            return box != this && box.Fault is null ? box : null;
        }
    }

    /// <summary>What is wrong with a place, as part of a sentence whose subject is the place; null where nothing is.</summary>
    internal static string? FaultOf(double longitude, double latitude)
    {
        if (Math.Abs(longitude) <= 180 && Math.Abs(latitude) <= 90) return null;
        string hint = Math.Abs(longitude) <= 90 && Math.Abs(latitude) <= 180 ? "; the longitude comes first, then the latitude" : "";
        return $"is not on Earth: longitudes go from -180 to 180, latitudes from -90 to 90{hint}";
    }

    /// <summary>
    /// The first and the last of the cells that the box reaches into; where the last lies west of the first they go across the antimeridian.
    /// A cell that the box only shares an edge with is none of them.
    /// </summary>
    public (TileId SouthWest, TileId NorthEast) Cells()
    {
        TileId first = TileId.FromPoint(West, South), last = TileId.FromPoint(East, North);
        int lonI = last.LonI, latI = last.LatI;
        if (last.West == East && (lonI > first.LonI || West > East)) lonI -= Step;
        if (last.South == North && latI > first.LatI) latI -= Step;
        if (lonI < FirstLonI) lonI = LastLonI;
        // A box that goes around the Earth back to its first cell has all of them.
        if (West > East && lonI == first.LonI) lonI = lonI == FirstLonI ? LastLonI : lonI - Step;
        return (first, new TileId(lonI, latI));
    }
}
