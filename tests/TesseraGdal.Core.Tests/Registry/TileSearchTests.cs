using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TesseraGdal.Forms;
using TesseraGdal.Forms.Npy.Registry;
using TesseraGdal.Geometry;
using Xunit;

namespace TesseraGdal.Tests.Registry;

public class TileSearchTests
{
    private static readonly TileId SouthWest = new(-17995, -8995), NorthEast = new(17995, 8995);

    [Fact]
    public void Every_tile_has_a_cell_of_its_own()
    {
        var seen = new bool[CellGrid.Cells];
        for (int lonI = -17995; lonI <= 17995; lonI += 10)
        {
            for (int latI = -8995; latI <= 8995; latI += 10)
            {
                int index = CellGrid.IndexOf(new TileId(lonI, latI));
                Assert.False(seen[index]);
                seen[index] = true;
                Assert.Equal(new TileId(lonI, latI), CellGrid.TileAt(index / CellGrid.Columns, index % CellGrid.Columns));
            }
        }
        Assert.All(seen, Assert.True);
    }

    [Property(MaxTest = 500)]
    public void What_is_no_tile_has_no_cell(int lonI, int latI) =>
        Assert.Equal(new TileId(lonI, latI).IsValid, CellGrid.IndexOf(new TileId(lonI, latI)) >= 0);

    [Fact]
    public void Row_zero_is_the_northernmost_and_column_zero_the_westernmost() => Assert.Equal(0, CellGrid.IndexOf(new TileId(-17995, 8995)));

    [Property(MaxTest = 25)]
    public Property The_nearest_tile_is_the_nearest_of_all() => Prop.ForAll(
        Gen.Zip(Tile().NonEmptyListOf(), Tile()).ToArbitrary(),
        given =>
        {
            (IList<TileId> tiles, TileId from) = given;
            TilePresence index = TestIndex.Of([.. tiles.Select(tile => (2024, tile))]);
            TileId nearest = index.Nearest(2024, from)!.Value;
            Assert.Contains(nearest, tiles);
            Assert.Equal(tiles.Min(tile => PresenceSearch.Distance(from, tile)), PresenceSearch.Distance(from, nearest), 1e-9);
        });

    [Fact]
    public void The_nearest_tile_may_lie_across_180_degrees_or_beyond_a_pole()
    {
        TilePresence index = TestIndex.Of((2024, new TileId(-17995, 5)), (2024, new TileId(17005, 5)), (2023, new TileId(17005, 8895)));
        Assert.Equal(new TileId(-17995, 5), index.Nearest(2024, new TileId(17995, 5)));
        Assert.Equal(new TileId(17005, 8895), index.Nearest(null, new TileId(-995, 8895)));
        Assert.Null(index.Nearest(2022, new TileId(5, 5)));
        Assert.Null(index.Nearest(2024, new TileId(6, 5)));
    }

    [Fact]
    public void A_tile_that_exists_is_its_own_nearest()
    {
        TilePresence index = TestIndex.Of((2024, new TileId(15, 5205)), (2024, new TileId(25, 5205)));
        Assert.Equal(new TileId(15, 5205), index.Nearest(2024, new TileId(15, 5205)));
    }

    [Property(MaxTest = 25)]
    public Property A_box_holds_the_tiles_between_its_corners() => Prop.ForAll(
        Gen.Zip(Gen.Zip(Tile().ListOf(), Tile()), Tile()).ToArbitrary(),
        given =>
        {
            ((IList<TileId> tiles, TileId a), TileId b) = given;
            TilePresence index = TestIndex.Of([.. tiles.Select(tile => (2024, tile))]);
            TileId southWest = new(a.LonI, Math.Min(a.LatI, b.LatI)), northEast = new(b.LonI, Math.Max(a.LatI, b.LatI));
            bool IsInside(TileId tile) => tile.LatI >= southWest.LatI && tile.LatI <= northEast.LatI
                && (southWest.LonI <= northEast.LonI ? tile.LonI >= southWest.LonI && tile.LonI <= northEast.LonI : tile.LonI >= southWest.LonI || tile.LonI <= northEast.LonI);
            Assert.Equal(
                tiles.Where(IsInside).Distinct().OrderBy(tile => (tile.LonI, tile.LatI)),
                index.Cells(2024, southWest, northEast).OrderBy(tile => (tile.LonI, tile.LatI)));
        });

    [Fact]
    public void A_box_goes_from_north_to_south_and_west_to_east_also_across_180_degrees()
    {
        TilePresence index = TestIndex.Of((2024, new TileId(-17995, 5)), (2024, new TileId(17995, 5)), (2024, new TileId(17985, 15)), (2024, new TileId(5, 5)));
        Assert.Equal(
            [new TileId(17985, 15), new TileId(17995, 5), new TileId(-17995, 5)],
            index.Cells(2024, new TileId(17905, -5), new TileId(-17905, 25)));
        Assert.Equal(4, index.Cells(null, SouthWest, NorthEast).Count());
        Assert.Empty(index.Cells(2023, SouthWest, NorthEast));
    }

    [Fact]
    public void A_box_needs_tiles_for_corners()
    {
        TilePresence index = TestIndex.Of((2024, new TileId(5, 5)));
        var error = Assert.Throws<TesseraException>(() => index.Cells(2024, new TileId(0, 0), NorthEast));
        Assert.Equal(TesseraErrorKind.InvalidArgument, error.Kind);
    }

    [Fact]
    public void Counts_and_years_are_those_of_the_cells()
    {
        TilePresence index = TestIndex.Of((2017, SouthWest), (2025, SouthWest), (2025, NorthEast));
        Assert.Equal([2017, 2025], index.Years);
        Assert.Equal((1, 0, 2), (index.Count(2017), index.Count(2018), index.Count(2025)));
        Assert.Equal([2017, 2025], index.YearsOf(SouthWest));
        Assert.True(index.Contains(2025, NorthEast));
        Assert.False(index.Contains(2017, NorthEast));
        Assert.False(index.Contains(2001, SouthWest)); // 16 years before: not the same bit
        Assert.False(index.Contains(2033, SouthWest));
        Assert.False(index.Contains(int.MinValue, SouthWest));
    }

    private static Gen<TileId> Tile() =>
        from column in Gen.Choose(0, CellGrid.Columns - 1)
        from row in Gen.Choose(0, CellGrid.Rows - 1)
        select CellGrid.TileAt(row, column);
}
