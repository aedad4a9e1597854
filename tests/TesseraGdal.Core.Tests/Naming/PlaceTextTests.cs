using TesseraGdal.Geometry;
using TesseraGdal.Naming;
using Xunit;

namespace TesseraGdal.Tests.Naming;

public class PlaceTextTests
{
    [Theory]
    [InlineData(0, 42.3, 6, 60.1, "0° to 6° E, 42.3° to 60.1° N")]
    [InlineData(-6, -12.2, 0, 0, "6° to 0° W, 12.2° to 0° S")]
    [InlineData(-0.1, -0.2, 0.3, 0.4, "0.1° W to 0.3° E, 0.2° S to 0.4° N")]
    [InlineData(-0.001, 51.3, 0.1, 51.55, "0° to 0.1° E, 51.3° to 51.55° N")]
    [InlineData(179, -17, 180.001, -16, "179° to 180° E, 17° to 16° S")]
    public void A_box_reads_as_on_a_map(double west, double south, double east, double north, string text) => Assert.Equal(text, PlaceText.Box(new GeoBox(west, south, east, north)));

    [Fact]
    public void Zones_and_numbers_read_as_people_write_them() => Assert.Equal(
        "Zone 07S, Zone 31N, 1 tile, 1,234 tiles",
        string.Join(", ", PlaceText.Zone(new UtmZone(7, true)), PlaceText.Zone(new UtmZone(31, false)), PlaceText.Tiles(1), PlaceText.Tiles(1234)));
}
