using System.Globalization;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.Converters;
using TesseraGdal.Geometry;
using Xunit;

namespace TesseraGdal.Tests.Formats;

/// <summary>Polygons of GeoJSON: those that NetTopologySuite's own reader finds, and that nothing in a file can do harm.</summary>
public class GeoJsonRules
{
    private const string Square = "[[[0,0],[1,0],[1,1],[0,1],[0,0]]]";

    private static readonly JsonSerializerOptions Writer = new() { Converters = { new GeoJsonConverterFactory() } };

    [Property(MaxTest = 300)]
    public Property Polygons_are_those_that_were_written() => Prop.ForAll(
        Shape().ToArbitrary(),
        shape =>
        {
            string text = JsonSerializer.Serialize(shape, Writer);
            IReadOnlyList<Polygon> read = GeoJsonPolygons.Parse(Encoding.UTF8.GetBytes(text));
            var judged = JsonSerializer.Deserialize<NetTopologySuite.Geometries.Geometry>(text, Writer)!;
            IEnumerable<Polygon> expected = Enumerable.Range(0, judged.NumGeometries).Select(i => (Polygon)judged.GetGeometryN(i));
            Assert.Equal(expected.Select(p => p.AsText()), read.Select(p => p.AsText()));
        });

    [Theory]
    [InlineData("""{"type":"Polygon","coordinates":SQUARE}""", 1)]
    [InlineData("""{"type":"MultiPolygon","coordinates":[SQUARE,SQUARE]}""", 2)]
    [InlineData("""{"type":"Feature","properties":{"type":"Point"},"geometry":{"type":"Polygon","coordinates":SQUARE}}""", 1)]
    [InlineData("""{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Polygon","coordinates":SQUARE}},{"type":"Feature","geometry":null}]}""", 1)]
    [InlineData("""{"type":"Polygon","coordinates":[[[0,0,7],[1,0,7],[1,1,7],[0,0,8]]]}""", 1)]
    [InlineData("""{"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},"type":"Polygon","coordinates":SQUARE}""", 1)]
    [InlineData("\uFEFF{\"type\":\"Polygon\",\"coordinates\":SQUARE}", 1)]
    [InlineData("""{"type":"MultiPolygon","coordinates":[SQUARE,[]]}""", 1)]
    public void All_forms_with_polygons_are_read(string text, int count) => Assert.Equal(count, Parse(text).Count);

    [Theory]
    [InlineData("", "is no GeoJSON")]
    [InlineData("POLYGON ((0 0, 1 0, 1 1, 0 0))", "is no GeoJSON")]
    [InlineData("[]", "FeatureCollection, Feature, Polygon or MultiPolygon is needed")]
    [InlineData("""{"type":"Topology"}""", "FeatureCollection, Feature, Polygon or MultiPolygon is needed")]
    [InlineData("""{"type":"\ud800"}""", "is no GeoJSON")]
    [InlineData("""{"type":7}""", "FeatureCollection, Feature, Polygon or MultiPolygon is needed")]
    [InlineData("""{"type":"Point","coordinates":[0,52]}""", "has a Point, and only Polygon and MultiPolygon")]
    [InlineData("""{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"LineString","coordinates":[[0,0],[1,1]]}}]}""", "has a LineString")]
    [InlineData("""{"type":"GeometryCollection","geometries":[]}""", "has a GeometryCollection")]
    [InlineData("""{"type":"FeatureCollection"}""", "is a FeatureCollection without features")]
    [InlineData("""{"type":"FeatureCollection","features":[]}""", "has no polygon")]
    [InlineData("""{"type":"FeatureCollection","features":[7]}""", "among its features that is no Feature")]
    [InlineData("""{"type":"Feature","geometry":null}""", "has no polygon")]
    [InlineData("""{"type":"Polygon"}""", "has a Polygon without coordinates")]
    [InlineData("""{"type":"Polygon","coordinates":{"a":1}}""", "has a Polygon without coordinates")]
    [InlineData("""{"type":"Polygon","coordinates":[7]}""", "has a Polygon without coordinates")]
    [InlineData("""{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1]]]}""", "a ring that is not closed")]
    [InlineData("""{"type":"Polygon","coordinates":[[[0,0],[1,0],[0,0]]]}""", "a ring that is not closed")]
    [InlineData("""{"type":"Polygon","coordinates":[[]]}""", "a ring that is not closed")]
    [InlineData("""{"type":"Polygon","coordinates":[[[0],[1,0],[1,1],[0]]]}""", "not of the form [longitude, latitude]")]
    [InlineData("""{"type":"Polygon","coordinates":[[["0","0"],[1,0],[1,1],["0","0"]]]}""", "not of the form [longitude, latitude]")]
    [InlineData("""{"type":"Polygon","coordinates":[[[52,120],[53,120],[53,121],[52,120]]]}""", "the longitude comes first")]
    [InlineData("""{"type":"Polygon","coordinates":[[[500000,5700000],[1,0],[1,1],[500000,5700000]]]}""", "not on Earth")]
    [InlineData("""{"type":"Polygon","coordinates":[[[1e999,0],[1,0],[1,1],[1e999,0]]]}""", "not on Earth")]
    [InlineData("""{"type":"Polygon","coordinates":[[[0,0],[1,0],[2,0],[0,0]]]}""", "has no polygon that encloses anything")]
    [InlineData("""{"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::27700"}},"type":"Polygon","coordinates":SQUARE}""", "has a CRS of its own")]
    public void What_is_no_region_is_answered_with_why(string text, string answer) =>
        Assert.Contains(answer, Assert.Throws<FormatException>(() => Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void What_is_too_deep_is_refused() =>
        Assert.Contains("is no GeoJSON", Assert.Throws<FormatException>(() => Parse("{\"type\":\"Polygon\",\"coordinates\":" + new string('[', 100_000))).Message, StringComparison.Ordinal);

    [Fact]
    public void What_is_too_long_is_refused() =>
        Assert.Contains("more than 32 MB", Assert.Throws<FormatException>(() => GeoJsonPolygons.Parse(new byte[GeoJsonPolygons.MaxLength + 1])).Message, StringComparison.Ordinal);

    [Fact]
    public void Too_many_points_are_refused()
    {
        var text = new StringBuilder("""{"type":"Polygon","coordinates":[[""");
        for (int i = 0; i <= GeoJsonPolygons.MaxPoints; i++) text.Append(CultureInfo.InvariantCulture, $"[{i % 2},0],");
        text.Append("[0,0]]]}");
        Assert.Contains("more than 1000000 points", Assert.Throws<FormatException>(() => Parse(text.ToString())).Message, StringComparison.Ordinal);
    }

    [Property(MaxTest = 2000)]
    public Property A_damaged_file_is_polygons_or_one_kind_of_error() => Prop.ForAll(
        (from at in Gen.Choose(0, 150) from value in Gen.Choose(0, 255) select (at, value)).ToArbitrary(),
        damage =>
        {
            byte[] text = Encoding.UTF8.GetBytes("""{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Polygon","coordinates":SQUARE},"properties":{}}]}""".Replace("SQUARE", Square, StringComparison.Ordinal));
            text[damage.at % text.Length] = (byte)damage.value;
            try
            {
                Assert.Single(GeoJsonPolygons.Parse(text));
            }
            catch (FormatException e)
            {
                Assert.NotEmpty(e.Message);
            }
        });

    private static IReadOnlyList<Polygon> Parse(string text) => GeoJsonPolygons.Parse(Encoding.UTF8.GetBytes(text.Replace("SQUARE", Square, StringComparison.Ordinal)));

    private static Gen<NetTopologySuite.Geometries.Geometry> Shape()
    {
        Gen<Polygon> polygon =
            from x in Gen.Choose(-17_000, 17_000)
            from y in Gen.Choose(-8_000, 8_000)
            from size in Gen.Choose(1, 900)
            from hasHole in Gen.Elements(true, false)
            select Make(x / 100.0, y / 100.0, size / 100.0, hasHole);
        return Gen.OneOf(
            from one in polygon select (NetTopologySuite.Geometries.Geometry)one,
            from several in polygon.NonEmptyListOf() select (NetTopologySuite.Geometries.Geometry)new MultiPolygon([.. several]));
    }

    private static Polygon Make(double x, double y, double size, bool hasHole)
    {
        LinearRing Ring(double inset) => new([new(x + inset, y + inset), new(x + size - inset, y + inset), new(x + size / 2, y + size - inset), new(x + inset, y + inset)]);
        return new Polygon(Ring(0), hasHole ? [Ring(size / 4)] : []);
    }
}
