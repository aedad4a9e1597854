using System.Globalization;
using FsCheck.Xunit;
using TesseraGdal.Geometry;
using TesseraGdal.Options;
using TesseraGdal.Settings;
using TesseraGdal.Tests.Geometry;
using Xunit;

namespace TesseraGdal.Tests.Naming;

public class BoundingBoxTests
{
    [Theory]
    [InlineData("0.0,52.0,0.3,52.3", 0, 52, 0.3, 52.3)]
    [InlineData(" -0.1 , 51.3 , 1e-1 , 51.5 ", -0.1, 51.3, 0.1, 51.5)]
    [InlineData("178,-17,-179,-16", 178, -17, -179, -16)] // across the antimeridian
    [InlineData("180,-17,-179,-16", -180, -17, -179, -16)]
    [InlineData("178,-17,-180,-16", 178, -17, 180, -16)]
    [InlineData("-180,-90,180,90", -180, -90, 180, 90)]
    public void A_box_is_west_south_east_north(string text, double west, double south, double east, double north) => Assert.Equal(new GeoBox(west, south, east, north), Parse(text));

    [Property(Arbitrary = [typeof(Boxes)], MaxTest = 1000)]
    public void Every_box_can_be_written_but_one_that_goes_almost_around_the_Earth(GeoBox box)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{box.West:R},{box.South:R},{box.East:R},{box.North:R}");
        if (box.West < box.East || box.East + 360 - box.West <= 180) Assert.Equal(box, Parse(text));
        else Assert.Contains("around the Earth. In the right order it is ", Assert.Throws<TesseraException>(() => Parse(text)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0,52,1", "four numbers west,south,east,north")]
    [InlineData("0,52,1,53,4", "four numbers west,south,east,north")]
    [InlineData("0;52;1;53", "four numbers")]
    [InlineData("0,52,one,53", "'one' is no number")]
    [InlineData("0,52,,53", "'' is no number")]
    [InlineData("0,52,NaN,53", "'NaN' is no number")]
    [InlineData("0,52,1e999,53", "'1e999' is no number")]
    [InlineData("0,53,1,52", "its southern edge 53 lies north of its northern edge 52")]
    [InlineData("0,52,1,52", "it is empty")]
    [InlineData("0,52,0,53", "it is empty")]
    [InlineData("0,52,181,53", "longitudes go from -180 to 180")]
    [InlineData("0,52,1,91", "latitudes from -90 to 90")]
    [InlineData("52,120,53,121", "the longitude comes first, then the latitude")]
    [InlineData("500000,5700000,510000,5710000", "not on Earth")]
    public void A_wrong_box_is_answered_with_what_is_wrong_and_what_is_needed(string text, string answer)
    {
        TesseraException error = Assert.Throws<TesseraException>(() => Parse(text));
        Assert.Equal(TesseraErrorKind.InvalidArgument, error.Kind);
        Assert.Contains(answer, error.Message, StringComparison.Ordinal);
        Assert.Contains("as in 0.0,52.0,0.3,52.3", error.Message, StringComparison.Ordinal);
        Assert.Contains($"bbox:'{text}' is not allowed", error.Message, StringComparison.Ordinal);
    }

    private static GeoBox Parse(string text) => BoundingBox.Parse(new SettingValue("In the name, bbox:", text));
}
