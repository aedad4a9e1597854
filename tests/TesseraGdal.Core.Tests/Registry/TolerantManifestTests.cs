using Parquet;
using Parquet.Schema;
using TesseraGdal.Forms;
using TesseraGdal.Forms.Npy.Registry;
using TesseraGdal.Geometry;
using Xunit;

namespace TesseraGdal.Tests.Registry;

/// <summary>What formats.md §2.1 says that readers must tolerate.</summary>
public class TolerantManifestTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;
    private static readonly (int, double, double, long)[] Rows = [(2024, 0.15, 52.05, 100), (2017, -179.95, -89.95, 1), (2025, 179.95, 89.95, 1)];
    private static readonly (int Year, TileId Tile)[] Tiles = [(2024, new(15, 5205)), (2017, new(-17995, -8995)), (2025, new(17995, 8995))];

    [Fact]
    public async Task The_required_columns_are_enough() => await AssertHoldsAsync(ManifestFile.Of(Rows), Tiles);

    [Theory]
    [InlineData(CompressionMethod.None)]
    [InlineData(CompressionMethod.Snappy)]
    [InlineData(CompressionMethod.Zstd)]
    [InlineData(CompressionMethod.Gzip)]
    [InlineData(CompressionMethod.Brotli)]
    [InlineData(CompressionMethod.Lz4Raw)]
    public async Task Any_compression_and_many_row_groups_are_read(CompressionMethod compression)
    {
        (int Year, double Lon, double Lat, long Size)[] rows = [.. Enumerable.Range(0, 5000).Select(i => (2017 + (i % 9), ((i % 3600 * 10) - 17995) / 100.0, ((i % 1800 * 10) - 8995) / 100.0, 1L + i))];
        TilePresence registry = await OpenAsync(await ManifestFile.Of(rows).SaveAsync(compression, rowsPerGroup: 700));
        foreach ((int year, double lon, double lat, _) in rows) Assert.True(registry.Contains(year, TileId.FromPoint(lon, lat)));
        Assert.Equal(rows.DistinctBy(row => (row.Year, row.Lon, row.Lat)).Count(), registry.Years.Sum(registry.Count));
    }

    [Fact]
    public async Task Rows_need_no_order() => await AssertHoldsAsync(ManifestFile.Of([.. Rows.Reverse()]), Tiles);

    [Fact]
    public async Task Integer_keys_win_over_degrees() =>
        await AssertHoldsAsync(ManifestFile.Of((2024, 1.15, 2.25, 1)).With("lon_i", [15]).With("lat_i", [5205]), (2024, new TileId(15, 5205)));

    [Fact]
    public async Task Integer_keys_alone_will_do() =>
        await AssertHoldsAsync(ManifestFile.Of((2024, 1.15, 2.25, 1)).Without("lon").Without("lat").With("lon_i", [15]).With("lat_i", [5205]), (2024, new TileId(15, 5205)));

    [Fact]
    public async Task Integer_keys_with_gaps_give_way_to_degrees() =>
        await AssertHoldsAsync(
            ManifestFile.Of(Rows).WithNulls<int>("lon_i", [15, null, null]).WithNulls<int>("lat_i", [5205, null, null]), Tiles);

    [Fact]
    public async Task Degrees_as_they_come_from_division_and_from_floats_are_rounded()
    {
        await AssertHoldsAsync(ManifestFile.Of((2024, 0.15000000000000002, 52.049999999999997, 1)), (2024, new TileId(15, 5205)));
        ManifestFile floats = new ManifestFile().With("lat", [52.05f, -89.95f]).With("lon", [-179.95f, 0.05f]).With("year", [2024, 2023]).With("grid_size", [1, 1]);
        await AssertHoldsAsync(floats, (2024, new TileId(-17995, 5205)), (2023, new TileId(5, -8995)));
    }

    [Fact]
    public async Task Numbers_may_have_other_widths()
    {
        ManifestFile file = new ManifestFile().With("lat_i", [5205L]).With("lon_i", [(short)15]).With("year", [(short)2024]).With("grid_size", [(uint)7]).With("scales_size", [5.0]);
        await AssertHoldsAsync(file, (2024, new TileId(15, 5205)));
    }

    [Fact]
    public async Task A_size_of_zero_or_none_means_that_the_tile_is_not_there()
    {
        ManifestFile file = ManifestFile.Of((2024, 0.15, 52.05, 0), (2024, 0.25, 52.05, 1), (2024, 0.35, 52.05, 1), (2024, 0.45, 52.05, 1), (2024, 0.55, 52.05, -1))
            .WithNulls<long>("scales_size", [1, 0, null, 1, 1]);
        await AssertHoldsAsync(file, (2024, new TileId(45, 5205)));
    }

    [Fact]
    public async Task Of_rows_for_one_tile_the_first_counts()
    {
        await AssertHoldsAsync(ManifestFile.Of((2024, 0.15, 52.05, 5), (2024, 0.15, 52.05, 5), (2024, 0.15, 52.05, 0)), (2024, new TileId(15, 5205)));
        await AssertHoldsAsync(ManifestFile.Of((2024, 0.15, 52.05, 0), (2024, 0.15, 52.05, 5), (2023, 0.15, 52.05, 5)), (2023, new TileId(15, 5205)));
    }

    [Theory]
    [InlineData(0.10, 52.05)]  // a corner, not a centre
    [InlineData(0.15, 52.00)]
    [InlineData(0.1523, 52.05)]
    [InlineData(180.05, 52.05)]
    [InlineData(0.15, 90.05)]
    [InlineData(double.NaN, 52.05)]
    [InlineData(double.PositiveInfinity, 52.05)]
    [InlineData(1e300, 52.05)]
    public async Task Rows_that_are_no_tiles_are_passed_over(double lon, double lat) =>
        await AssertHoldsAsync(ManifestFile.Of((2024, lon, lat, 5), (2024, 0.25, 52.05, 1)), (2024, new TileId(25, 5205)));

    [Theory]
    [InlineData(0)]
    [InlineData(1999)]
    [InlineData(2032)]
    [InlineData(int.MaxValue)]
    [InlineData(-2024)]
    public async Task Years_that_cannot_be_are_passed_over(int year) =>
        await AssertHoldsAsync(ManifestFile.Of((year, 0.15, 52.05, 5), (2024, 0.25, 52.05, 1)), (2024, new TileId(25, 5205)));

    [Fact]
    public async Task A_row_without_a_place_or_a_year_is_passed_over()
    {
        ManifestFile file = new ManifestFile().WithNulls<double>("lat", [52.05, null, 52.05, 52.05]).WithNulls<double>("lon", [null, 0.15, 0.25, 0.35])
            .WithNulls<long>("year", [2024, 2024, null, 2024]).With("grid_size", [1, 1, 1, 1]);
        await AssertHoldsAsync(file, (2024, new TileId(35, 5205)));
    }

    [Fact]
    public async Task Rows_are_chosen_by_version_and_variant_where_row_groups_mix_them()
    {
        ManifestFile file = ManifestFile.Of((2024, 0.15, 52.05, 1), (2024, 0.25, 52.05, 1), (2024, 0.35, 52.05, 1), (2024, 0.45, 52.05, 1))
            .With("version", ["1.0", "1.1", "1.0", null]).With("variant", ["vultr", "cambridge", "other", null]);
        await AssertHoldsAsync(file, (2024, new TileId(15, 5205)), (2024, new TileId(45, 5205)));

        TilePresence cambridge = await OwnRegistry.OpenAsync(Fixtures.Cambridge, WatchedStore.Of(await file.SaveAsync()), "manifest.parquet", new PresenceOptions(), Token);
        Assert.Equal([new TileId(25, 5205)], All(cambridge, 2024));
    }

    [Fact]
    public async Task Rows_without_a_version_are_found_in_row_groups_whose_bounds_exclude_ours() =>
        await AssertHoldsAsync(
            ManifestFile.Of((2024, 0.15, 52.05, 1), (2024, 0.25, 52.05, 1)).With("version", [null, "1.1"]).With("variant", [null, "cambridge"]), (2024, new TileId(15, 5205)));

    [Fact]
    public async Task Columns_of_other_kinds_are_in_nobodys_way()
    {
        DateTime[] times = [.. Enumerable.Repeat(new DateTime(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc), Rows.Length)];
        ManifestFile file = ManifestFile.Of(Rows)
            .WithBytes("geometry", Rows.Select(_ => new byte[21])).With("hash", Rows.Select(_ => (string?)new string('0', 64))).With("is_land", Rows.Select(_ => true))
            .WithTimes("millis", DateTimeTimeUnit.Millis, times).WithTimes("micros", DateTimeTimeUnit.Micros, times).WithTimes("nanos", DateTimeTimeUnit.Nanos, times);
        await AssertHoldsAsync(file, Tiles);
    }

    [Fact]
    public async Task Years_beyond_sixteen_are_left_out_and_no_other_year_suffers()
    {
        TilePresence registry = await OpenAsync(await ManifestFile.Of((2010, 0.15, 52.05, 1), (2025, 0.15, 52.05, 1), (2026, 0.15, 52.05, 1)).SaveAsync());
        Assert.Equal([2010, 2025], registry.YearsOf(new TileId(15, 5205)));
        Assert.Equal([2010, 2025], registry.Years);
        Assert.False(registry.Contains(2026, new TileId(15, 5205)));
    }

    [Fact]
    public async Task A_manifest_without_rows_is_a_registry_without_tiles()
    {
        TilePresence registry = await OpenAsync(await ManifestFile.Of().SaveAsync());
        Assert.Empty(registry.Years);
        Assert.Empty(registry.YearsOf(new TileId(15, 5205)));
        Assert.Null(registry.Nearest(null, new TileId(15, 5205)));
    }

    private static async Task AssertHoldsAsync(ManifestFile file, params (int Year, TileId Tile)[] tiles)
    {
        TilePresence registry = await OpenAsync(await file.SaveAsync());
        Assert.Equal(tiles.ToHashSet(), registry.Years.SelectMany(year => All(registry, year).Select(tile => (year, tile))).ToHashSet());
    }

    private static IEnumerable<TileId> All(TilePresence registry, int year) => registry.Cells(year, new TileId(-17995, -8995), new TileId(17995, 8995));

    private static ValueTask<TilePresence> OpenAsync(string folder) =>
        OwnRegistry.OpenAsync(Fixtures.V1, WatchedStore.Of(folder), "manifest.parquet", new PresenceOptions(), Token);
}
