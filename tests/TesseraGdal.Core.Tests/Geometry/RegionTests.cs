using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using TesseraGdal.Geometry;
using Xunit;

namespace TesseraGdal.Tests.Geometry;

/// <summary>The cells that polygons touch, against NetTopologySuite cell by cell.</summary>
public class RegionTests
{
    private static readonly GeometryFactory Factory = new();

    [Property(MaxTest = 60)]
    public Property The_cells_are_those_that_intersect_a_polygon() => Prop.ForAll(
        Triangle().ArrayOf(3).ToArbitrary(),
        triangles =>
        {
            Polygon[] polygons = [.. triangles.Where(t => t.EnvelopeInternal is { Width: > 0, Height: > 0 })];
            if (polygons.Length == 0) return;
            var expected = new HashSet<TileId>();
            for (int lon = -195; lon <= 195; lon += 10)
            {
                for (int lat = -195; lat <= 195; lat += 10)
                {
                    var cell = new TileId(lon, lat);
                    if (polygons.Any(polygon => polygon.Intersects(Inner(cell)))) expected.Add(cell);
                }
            }
            Assert.Equal(expected, [.. new Region(polygons).Cells()]);
        });

    [Fact]
    public void A_polygon_that_is_a_cell_touches_no_other() => Assert.Equal([new TileId(15, 5205)], Cells("POLYGON ((0.1 52, 0.2 52, 0.2 52.1, 0.1 52.1, 0.1 52))"));

    [Fact]
    public void A_hole_is_left_out() =>
        Assert.Equal(9 - 1, Cells("POLYGON ((0 0, 0.3 0, 0.3 0.3, 0 0.3, 0 0), (0.1 0.1, 0.2 0.1, 0.2 0.2, 0.1 0.2, 0.1 0.1))").Length);

    [Fact]
    public void Polygons_that_overlap_make_no_hole() =>
        Assert.Equal(100, Cells("POLYGON ((0 0, 1 0, 1 1, 0 1, 0 0))", "POLYGON ((0 0, 1 0, 1 1, 0 1, 0 0))").Length);

    [Fact]
    public void A_polygon_that_crosses_itself_has_the_cells_along_it() =>
        Assert.Contains(new TileId(45, 45), Cells("POLYGON ((0 0, 0.9 0.9, 0.9 0, 0 0.9, 0 0))"));

    [Fact]
    public void The_whole_Earth_has_all_cells() => Assert.Equal(3600 * 1800, Cells("POLYGON ((-180 -90, 180 -90, 180 90, -180 90, -180 -90))").Length);

    [Theory]
    [InlineData(0.1, 52, 0.4, 52.2, "POLYGON ((0.1 52, 0.4 52.1, 0.3 52.2, 0.1 52))")]
    [InlineData(178, -17, -179, -16, "POLYGON ((178 -17, 180 -17, 180 -16, 178 -17))", "POLYGON ((-180 -17, -179 -17, -180 -16, -180 -17))")] // Fiji, cut in two as RFC 7946 has it
    [InlineData(-10, -17, 20, -15, "POLYGON ((10 -17, 20 -17, 20 -16, 10 -17))", "POLYGON ((-10 -17, 5 -17, 5 -15, -10 -17))")]
    [InlineData(-180, -17, 180, -16, "POLYGON ((-180 -17, 180 -17, 180 -16, -180 -17))")]
    public void The_box_is_the_smallest_with_all_polygons(double west, double south, double east, double north, params string[] polygons) =>
        Assert.Equal(new GeoBox(west, south, east, north), Of(polygons).Box);

    [Fact]
    public void Polygons_that_cover_the_Earth_over_and_over_are_refused()
    {
        string[] many = [.. Enumerable.Repeat("POLYGON ((-180 -90, 180 -90, 180 90, -180 90, -180 -90))", 50)];
        TesseraException error = Assert.Throws<TesseraException>(() => Cells(many));
        Assert.Equal(TesseraErrorKind.LimitExceeded, error.Kind);
    }

    private static TileId[] Cells(params string[] polygons) => [.. Of(polygons).Cells().Distinct()];

    private static Region Of(string[] polygons) => new([.. polygons.Select(text => (Polygon)new WKTReader().Read(text))]);

    private static NetTopologySuite.Geometries.Geometry Inner(TileId cell) => Factory.ToGeometry(new Envelope(cell.West + 1e-9, cell.East - 1e-9, cell.South + 1e-9, cell.North - 1e-9));

    private static Gen<Polygon> Triangle() =>
        from points in (from x in Gen.Choose(-1900, 1900) from y in Gen.Choose(-1900, 1900) select new Coordinate(x / 1000.0, y / 1000.0)).ArrayOf(3)
        where points.Distinct().Count() == 3
        select Factory.CreatePolygon([.. points, points[0]]);
}
