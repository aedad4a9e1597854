using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TesseraGdal.Geometry;
using Xunit;

namespace TesseraGdal.Tests.Geometry;

/// <summary>Which cells a box reaches into, and which part of it is a zone's.</summary>
public class GeoBoxTests
{
    [Theory]
    [InlineData(0.0, 52.0, 0.3, 52.3, "grid_0.05_52.05", "grid_0.25_52.25")]
    [InlineData(0.01, 52.01, 0.02, 52.02, "grid_0.05_52.05", "grid_0.05_52.05")]
    [InlineData(-0.1, 51.3, 0.1, 51.5, "grid_-0.05_51.35", "grid_0.05_51.45")]
    [InlineData(-180, -90, 180, 90, "grid_-179.95_-89.95", "grid_179.95_89.95")]
    [InlineData(179.95, 0, -179.95, 0.1, "grid_179.95_0.05", "grid_-179.95_0.05")]
    [InlineData(179.9, 0, -179.9, 0.1, "grid_179.95_0.05", "grid_-179.95_0.05")]
    [InlineData(5.05, 0, 5.01, 0.1, "grid_5.05_0.05", "grid_4.95_0.05")] // almost all around
    [InlineData(-179.95, 0, -179.99, 0.1, "grid_-179.95_0.05", "grid_179.95_0.05")]
    public void A_box_has_the_cells_that_it_reaches_into(double west, double south, double east, double north, string first, string last)
    {
        (TileId southWest, TileId northEast) = new GeoBox(west, south, east, north).Cells();
        Assert.Equal((first, last), (southWest.ToString(), northEast.ToString()));
    }

    [Property(Arbitrary = [typeof(Boxes)], MaxTest = 1000)]
    public void A_cell_that_shares_only_an_edge_with_a_box_is_none_of_its_cells(GeoBox box)
    {
        (TileId first, TileId last) = box.Cells();
        Assert.True(first.IsValid && last.IsValid);
        Assert.True(first.South <= box.South && box.South < first.North && last.South < box.North && box.North <= last.North);
        Assert.True(first.West <= box.West && box.West < first.East);
        if (box.West < box.East) Assert.True(last.West < box.East && box.East <= last.East && first.LonI <= last.LonI);
    }

    [Property(Arbitrary = [typeof(Boxes)], MaxTest = 1000)]
    public void The_parts_of_the_zones_cover_a_box_and_each_stays_in_its_band(GeoBox box)
    {
        var parts = new List<GeoBox>();
        foreach (UtmZone zone in AllZones())
        {
            if (ZonePart.Of(box, zone) is not { } part) continue;
            Assert.True(part.West >= zone.West - ZonePart.Overlap && part.East <= zone.West + 6 + ZonePart.Overlap && part.West < part.East);
            Assert.True(part.South >= (zone.IsSouth ? -90 : -ZonePart.Overlap) && part.North <= (zone.IsSouth ? ZonePart.Overlap : 90) && part.South < part.North);
            parts.Add(part);
        }
        double east = box.East < box.West ? box.East + 360 : box.East;
        foreach (double x in (double[])[0, 0.1, 0.5, 0.77, 1])
        {
            foreach (double y in (double[])[0, 0.3, 0.5, 1])
            {
                double longitude = Math.Min(box.West + x * (east - box.West), east), latitude = Math.Min(box.South + y * (box.North - box.South), box.North);
                Assert.Contains(parts, part => part.South <= latitude && latitude <= part.North
                    && ((double[])[-360, 0, 360]).Any(turn => part.West <= longitude + turn && longitude + turn <= part.East));
            }
        }
    }

    [Fact]
    public void A_part_is_wider_only_where_the_box_goes_on()
    {
        Assert.Equal(new GeoBox(0, 52, 0.3, 52.3), ZonePart.Of(new GeoBox(0, 52, 0.3, 52.3), new UtmZone(31, false)));
        Assert.Null(ZonePart.Of(new GeoBox(0, 52, 0.3, 52.3), new UtmZone(30, false)));
        Assert.Equal(new GeoBox(-0.1, 51.3, 0.001, 51.5), ZonePart.Of(new GeoBox(-0.1, 51.3, 0.1, 51.5), new UtmZone(30, false)));
        Assert.Equal(new GeoBox(-0.001, 51.3, 0.1, 51.5), ZonePart.Of(new GeoBox(-0.1, 51.3, 0.1, 51.5), new UtmZone(31, false)));
        Assert.Equal(new GeoBox(-0.0005, 51.3, 0.1, 51.5), ZonePart.Of(new GeoBox(-0.0005, 51.3, 0.1, 51.5), new UtmZone(31, false)));
        Assert.Equal(new GeoBox(32, -0.2, 33, 0.001), ZonePart.Of(new GeoBox(32, -0.2, 33, 0.2), new UtmZone(36, true)));
        Assert.Equal(new GeoBox(32, -0.001, 33, 0.2), ZonePart.Of(new GeoBox(32, -0.2, 33, 0.2), new UtmZone(36, false)));
    }

    [Fact]
    public void Parts_on_both_sides_of_the_antimeridian_reach_beyond_it()
    {
        var box = new GeoBox(179, -17, -179, -16);
        Assert.Equal(new GeoBox(179, -17, 180.001, -16), ZonePart.Of(box, new UtmZone(60, true)));
        Assert.Equal(new GeoBox(-180.001, -17, -179, -16), ZonePart.Of(box, new UtmZone(1, true)));
        Assert.Null(ZonePart.Of(box, new UtmZone(31, true)));
        Assert.Equal(new GeoBox(-180.001, 0, -173.999, 90), ZonePart.Of(new GeoBox(-180, 0, 180, 90), new UtmZone(1, false)));
        Assert.Equal(new GeoBox(-180, 0, -179, 1), ZonePart.Of(new GeoBox(-180, 0, -179, 1), new UtmZone(1, false)));
        Assert.Equal(new GeoBox(-0.001, 1, 6.001, 2), ZonePart.Of(new GeoBox(5, 1, 1, 2), new UtmZone(31, false))); // both its ends
    }

    [Fact]
    public void The_middle_of_a_box_across_the_antimeridian_lies_there()
    {
        Assert.Equal((-179.5, 0.5), new GeoBox(178, 0, -177, 1).Center);
        Assert.Equal((1.0, 52.0), new GeoBox(0, 51, 2, 53).Center);
    }

    private static IEnumerable<UtmZone> AllZones() => from number in Enumerable.Range(1, 60) from isSouth in (bool[])[false, true] select new UtmZone(number, isSouth);
}
