using TesseraGdal.Forms.Npy.Mosaics;
using TesseraGdal.Geometry;
using Xunit;

namespace TesseraGdal.Tests.Rasters.Mosaics;

/// <summary>In which order neighbours stand in. South and north never reach the same pixel, so that pixels alone would not tell all of it.</summary>
public class NeighbourhoodRules
{
    [Fact]
    public void Nearer_rows_come_first_then_nearer_columns_south_before_north_and_west_before_east()
    {
        (int Right, int Up)[] order = [.. OrderAround(new Cell(30, 520), new UtmZone(31, false))];
        Assert.Equal(
            [
                (-1, 0), (1, 0), (-2, 0), (2, 0),
                (0, -1), (0, 1),
                (-1, -1), (1, -1), (-1, 1), (1, 1),
                (-2, -1), (2, -1), (-2, 1), (2, 1),
            ],
            order);
    }

    [Theory]
    [InlineData(30, 0, false, 2)] // 1 + ceil(0.06 / cos 0.1°)
    [InlineData(30, 833, false, 2)] // cos 83.4° = 0.115
    [InlineData(30, 869, false, 3)] // cos 87.0° = 0.052
    [InlineData(30, -870, true, 3)]
    [InlineData(30, 889, false, 5)] // cos 89.0° = 0.0175
    [InlineData(30, 899, false, 30)] // the pole: all that the zone has
    public void How_many_columns_off_a_neighbour_may_lie_grows_towards_the_poles(int column, int row, bool isSouth, int furthest) =>
        Assert.Equal(furthest, OrderAround(new Cell(column, row), new UtmZone(31, isSouth)).Max(off => Math.Abs(off.Right)));

    [Fact]
    public void Cells_of_other_zones_and_of_the_other_hemisphere_have_no_tile_to_give()
    {
        Assert.All(OrderAround(new Cell(0, 520), new UtmZone(31, false)), off => Assert.True(off.Right >= 0));
        Assert.All(OrderAround(new Cell(59, 520), new UtmZone(31, false)), off => Assert.True(off.Right <= 0));
        Assert.All(OrderAround(new Cell(30, 0), new UtmZone(31, false)), off => Assert.True(off.Up >= 0));
        Assert.All(OrderAround(new Cell(30, -1), new UtmZone(31, true)), off => Assert.True(off.Up <= 0));
        Assert.Equal([(1, 0), (2, 0), (1, -1), (1, 1), (2, -1), (2, 1)], OrderAround(new Cell(-1, 520), new UtmZone(31, false)));
        Assert.Equal([(0, 1), (-1, 1), (1, 1), (-2, 1), (2, 1)], OrderAround(new Cell(30, -1), new UtmZone(31, false)));
        Assert.Empty(OrderAround(new Cell(-3, 520), new UtmZone(31, false)));
    }

    private static IEnumerable<(int Right, int Up)> OrderAround(Cell cell, UtmZone zone) =>
        Neighbourhood.Order(cell, zone).Select(neighbour => (neighbour.Column - cell.Column, neighbour.Row - cell.Row));
}
