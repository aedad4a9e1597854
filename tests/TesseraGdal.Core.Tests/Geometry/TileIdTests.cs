using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TesseraGdal.Geometry;
using Xunit;

namespace TesseraGdal.Tests.Geometry;

public class TileIdTests
{
    [Fact]
    public void Points_fall_into_the_tiles_of_the_given_vectors()
    {
        foreach (var point in Vectors.Read("point-to-tile.json").EnumerateArray())
        {
            var tile = TileId.FromPoint(point.GetProperty("lon").GetDouble(), point.GetProperty("lat").GetDouble());
            Assert.Equal(new TileId(point.GetProperty("lon_i").GetInt32(), point.GetProperty("lat_i").GetInt32()), tile);
            Assert.Equal(point.GetProperty("name").GetString(), tile.ToString());
        }
    }

    [Theory]
    [InlineData("grid_0.15_52.05", 15, 5205)]
    [InlineData("grid_-0.05_51.95", -5, 5195)]
    [InlineData("grid_-120.05_36.05", -12005, 3605)]
    [InlineData("grid_179.95_-89.95", 17995, -8995)]
    public void A_tiles_name_is_its_centre_with_two_decimals(string name, int lonI, int latI)
    {
        Assert.True(TileId.TryParse(name, out TileId tile));
        Assert.Equal(new TileId(lonI, latI), tile);
        Assert.Equal(name, tile.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("grid_")]
    [InlineData("grid_0.15")]
    [InlineData("grid_0.15_")]
    [InlineData("grid_0.10_52.05")]   // no centre
    [InlineData("grid_0.15_52.00")]
    [InlineData("grid_-0.00_52.05")]
    [InlineData("grid_180.05_52.05")] // no such cell
    [InlineData("grid_0.15_90.05")]
    [InlineData("grid_0.15_-90.05")]
    [InlineData("grid_+0.15_52.05")]  // other spellings of a tile would be other objects
    [InlineData("grid_00.15_52.05")]
    [InlineData("grid_.15_52.05")]
    [InlineData("grid_0.150_52.05")]
    [InlineData("grid_0,15_52.05")]
    [InlineData("GRID_0.15_52.05")]
    [InlineData("grid_0.15_52.05 ")]
    [InlineData("grid_0.15_52.05.npy")]
    [InlineData("grid_٠.15_52.05")]
    [InlineData("grid_--0.15_52.05")]
    [InlineData("grid_99999999999.15_52.05")]
    public void Nothing_else_is_a_tiles_name(string name) => Assert.False(TileId.TryParse(name, out _));

    [Theory]
    [InlineData(double.NaN, 0)]
    [InlineData(0, double.NaN)]
    [InlineData(double.PositiveInfinity, 0)]
    [InlineData(180.0000001, 0)]
    [InlineData(-181, 0)]
    [InlineData(0, 90.0000001)]
    [InlineData(0, double.NegativeInfinity)]
    public void A_point_that_is_not_on_Earth_is_refused(double longitude, double latitude)
    {
        var error = Assert.Throws<TesseraException>(() => TileId.FromPoint(longitude, latitude));
        Assert.Equal(TesseraErrorKind.InvalidArgument, error.Kind);
    }

    [Property(Arbitrary = [typeof(Tiles)])]
    public void Names_are_read_back_as_the_tile_that_they_were_written_for(TileId tile)
    {
        Assert.True(TileId.TryParse(tile.ToString(), out TileId read));
        Assert.Equal(tile, read);
    }

    [Property]
    public void Any_text_is_a_name_only_if_it_is_the_one_that_is_written(string? text)
    {
        if (TileId.TryParse(text, out TileId tile)) Assert.Equal(text, tile.ToString());
        else Assert.Equal(default, tile);
    }

    [Property(Arbitrary = [typeof(Tiles)], MaxTest = 2000)]
    public void A_point_lies_in_the_cell_of_its_tile(TileId tile, ushort across, ushort up)
    {
        double longitude = tile.West + (across + 0.5) / 65536 * 0.1, latitude = tile.South + (up + 0.5) / 65536 * 0.1;
        Assert.Equal(tile, TileId.FromPoint(longitude, latitude));
    }

    [Fact]
    public void A_cells_western_and_southern_edges_are_its_own_all_around_the_Earth()
    {
        for (int lonI = -17995; lonI <= 17995; lonI += 10)
            Assert.Equal(lonI, TileId.FromPoint((lonI - 5) / 100.0, 0).LonI);
        for (int latI = -8995; latI <= 8995; latI += 10)
            Assert.Equal(latI, TileId.FromPoint(0, (latI - 5) / 100.0).LatI);
    }

    [Theory]
    [InlineData(-17995, 5, 32601)]
    [InlineData(-5, 5, 32630)]
    [InlineData(5, 5, 32631)]
    [InlineData(595, -5, 32731)]
    [InlineData(605, -5, 32732)]
    [InlineData(17995, -8995, 32760)]
    [InlineData(505, 6005, 32631)]  // Bergen: zone 32 in the national exception
    [InlineData(1505, 7805, 32633)] // Svalbard
    public void A_tiles_zone_is_the_plain_band_of_its_centre(int lonI, int latI, int epsg) => Assert.Equal(epsg, new TileId(lonI, latI).Epsg);

    [Fact]
    public void A_name_does_not_depend_on_the_users_language()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "−" } };
            Assert.Equal("grid_-0.15_52.05", new TileId(-15, 5205).ToString());
            Assert.True(TileId.TryParse("grid_-0.15_52.05", out _));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}

/// <summary>Tiles of the whole Earth, for FsCheck.</summary>
internal static class Tiles
{
    public static Arbitrary<TileId> Any() =>
        (from column in Gen.Choose(0, 3599) from row in Gen.Choose(0, 1799) select new TileId(column * 10 - 17995, row * 10 - 8995)).ToArbitrary();
}
