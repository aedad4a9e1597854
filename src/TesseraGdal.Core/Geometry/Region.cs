using NetTopologySuite.Algorithm.Locate;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Prepared;

namespace TesseraGdal.Geometry;

/// <summary>
/// Some polygons in longitude and latitude, and the cells of the 0.1° grid that they touch. A polygon stands for itself, so that two that overlap are no hole,
/// and one that crosses itself is no error.
/// </summary>
internal sealed class Region
{
    /// <summary>A cell that only shares an edge with a polygon is not touched by it: so much of its edge does not count, a tenth of a millimetre.</summary>
    private const double Edge = 1e-9;

    private const int Step = 10;
    private const double Circle = 360;

    /// <summary>What finding the cells may cost, in cells: four times the Earth's. A block that is looked at costs as much as some cells.</summary>
    private const long MaxCost = 4L * 3600 * 1800, BlockCost = 16;

    private static readonly GeometryFactory Factory = new();

    private readonly IReadOnlyList<Polygon> _polygons;

    /// <summary>Takes polygons.</summary>
    /// <param name="polygons">At least one; each in −180 … 180 and −90 … 90, with an envelope that is wider and higher than 0.</param>
    public Region(IReadOnlyList<Polygon> polygons)
    {
        _polygons = polygons;
        (double west, double east) = Span([.. polygons.Select(p => (p.EnvelopeInternal.MinX, p.EnvelopeInternal.MaxX)).Order()]);
        Box = new GeoBox(west, polygons.Min(p => p.EnvelopeInternal.MinY), east, polygons.Max(p => p.EnvelopeInternal.MaxY));
    }

    /// <summary>
    /// The smallest box with all polygons in it. It crosses the antimeridian where that is shorter: RFC 7946, section 3.1.9, has polygons there cut in two.
    /// </summary>
    public GeoBox Box { get; }

    /// <summary>The cells that the polygons touch, in no order; a cell that several touch comes several times.</summary>
    /// <exception cref="TesseraException">There are too many polygons that are too large (LimitExceeded).</exception>
    public IEnumerable<TileId> Cells()
    {
        long cost = 0;
        foreach (Polygon polygon in _polygons)
        {
            foreach ((TileId southWest, TileId northEast) in BlocksOf(polygon, () => Spend(BlockCost)))
            {
                Spend(((northEast.LonI - southWest.LonI) / Step + 1L) * ((northEast.LatI - southWest.LatI) / Step + 1));
                foreach (TileId tile in All(southWest, northEast)) yield return tile;
            }
        }

        void Spend(long cells)
        {
            cost += cells;
            if (cost > MaxCost) throw new TesseraException(TesseraErrorKind.LimitExceeded, "The region's polygons cover the Earth several times over. Dissolve those that overlap, or ask for a bbox.");
        }
    }

    /// <summary>The cells of a polygon, in blocks. A block is cut in two only where the polygon's boundary runs through it.</summary>
    private static IEnumerable<(TileId SouthWest, TileId NorthEast)> BlocksOf(Polygon polygon, Action spend)
    {
        Envelope bounds = polygon.EnvelopeInternal;
        (TileId southWest, TileId northEast) = new GeoBox(bounds.MinX, bounds.MinY, bounds.MaxX, bounds.MaxY).Cells();
        IPreparedGeometry boundary = PreparedGeometryFactory.Prepare(polygon.Boundary);
        var area = new IndexedPointInAreaLocator(polygon);

        var blocks = new Stack<(TileId SouthWest, TileId NorthEast)>([(southWest, northEast)]);
        while (blocks.TryPop(out (TileId SouthWest, TileId NorthEast) block))
        {
            spend();
            Envelope envelope = EnvelopeOf(block.SouthWest, block.NorthEast);
            bool isCrossed = boundary.Intersects(Factory.ToGeometry(envelope));
            if (isCrossed && block.SouthWest != block.NorthEast)
            {
                foreach ((TileId, TileId) half in Halves(block.SouthWest, block.NorthEast)) blocks.Push(half);
            }
            else if (isCrossed || area.Locate(envelope.Centre) != Location.Exterior)
            {
                yield return block;
            }
        }
    }

    private static Envelope EnvelopeOf(TileId southWest, TileId northEast) =>
        new(southWest.West + Edge, northEast.East - Edge, southWest.South + Edge, northEast.North - Edge);

    private static (TileId, TileId)[] Halves(TileId southWest, TileId northEast)
    {
        int columns = (northEast.LonI - southWest.LonI) / Step + 1, rows = (northEast.LatI - southWest.LatI) / Step + 1;
        if (columns >= rows)
        {
            int west = southWest.LonI + columns / 2 * Step;
            return [(southWest, northEast with { LonI = west - Step }), (southWest with { LonI = west }, northEast)];
        }
        int south = southWest.LatI + rows / 2 * Step;
        return [(southWest, northEast with { LatI = south - Step }), (southWest with { LatI = south }, northEast)];
    }

    private static IEnumerable<TileId> All(TileId southWest, TileId northEast)
    {
        for (int lat = southWest.LatI; lat <= northEast.LatI; lat += Step)
        {
            for (int lon = southWest.LonI; lon <= northEast.LonI; lon += Step) yield return new TileId(lon, lat);
        }
    }

    /// <summary>The shortest arc of the circle with all intervals on it: what is left beside their widest gap.</summary>
    private static (double West, double East) Span((double West, double East)[] intervals)
    {
        (double west, double east) = (intervals[0].West, intervals.Max(interval => interval.East));
        double widest = west + Circle - east, reached = intervals[0].East;
        foreach ((double from, double to) in intervals)
        {
            if (from - reached > widest) (widest, west, east) = (from - reached, from, reached);
            reached = Math.Max(reached, to);
        }
        return (west, east);
    }
}
