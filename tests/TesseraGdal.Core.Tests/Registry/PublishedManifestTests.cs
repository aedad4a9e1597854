using System.Text.Json;
using TesseraGdal.Forms;
using TesseraGdal.Forms.Npy.Registry;
using TesseraGdal.Geometry;
using TesseraGdal.Storage;
using Xunit;

namespace TesseraGdal.Tests.Registry;

/// <summary>Manifests that pandas wrote, in the published form, in small row groups with zstd, and in geotessera 0.7's form.</summary>
public class PublishedManifestTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("manifest.parquet")]
    [InlineData("manifest-rowgroups-zstd.parquet")]
    [InlineData("registry.parquet")]
    public async Task Every_cell_has_the_years_that_it_was_given(string file)
    {
        TilePresence registry = await OpenAsync(WatchedStore.Of(Fixtures.Manifests), file);
        (int Year, TileId Tile) absent = Fixtures.Absent();
        foreach ((TileId tile, int[] years) in Fixtures.Cells())
        {
            int[] expected = tile == absent.Tile ? [.. years.Where(year => year != absent.Year)] : years;
            Assert.Equal(expected, registry.YearsOf(tile));
            foreach (int year in Enumerable.Range(2010, 20)) Assert.Equal(expected.Contains(year), registry.Contains(year, tile));
        }
        Assert.False(registry.Contains(absent.Year, absent.Tile));
    }

    [Theory]
    [InlineData("manifest.parquet")]
    [InlineData("manifest-rowgroups-zstd.parquet")]
    [InlineData("registry.parquet")]
    public async Task Every_year_has_the_tiles_that_it_was_given(string file)
    {
        TilePresence registry = await OpenAsync(WatchedStore.Of(Fixtures.Manifests), file);
        JsonElement expected = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(Fixtures.Manifests, "parquet.json"), Token)).RootElement;
        var perYear = expected.GetProperty("tiles_per_year_v1").EnumerateObject().ToDictionary(year => int.Parse(year.Name), year => year.Value.GetInt32());
        Assert.Equal(perYear.Keys.Order(), registry.Years);
        foreach ((int year, int count) in perYear)
        {
            Assert.Equal(count, registry.Count(year));
            Assert.Equal(count, registry.Cells(year, new TileId(-17995, -8995), new TileId(17995, 8995)).Count());
        }
        Assert.Equal(expected.GetProperty("usable_v1_vultr").GetInt32(), registry.Years.Sum(registry.Count));
        Assert.Equal(0, registry.Count(2016));
    }

    [Theory]
    [InlineData("manifest.parquet")]
    [InlineData("manifest-rowgroups-zstd.parquet")]
    public async Task Rows_of_another_version_belong_to_another_registry(string file)
    {
        TilePresence registry = await OwnRegistry.OpenAsync(Fixtures.Cambridge, WatchedStore.Of(Fixtures.Manifests), file, new PresenceOptions(), Token);
        Assert.Equal([2024], registry.Years);
        Assert.Equal(843, registry.Count(2024));
    }

    [Fact]
    public async Task A_registry_without_versions_is_refused_to_all_but_the_oldest_dataset()
    {
        var error = await Assert.ThrowsAsync<TesseraException>(async () =>
            await OwnRegistry.OpenAsync(Fixtures.Cambridge, WatchedStore.Of(Fixtures.Manifests), "registry.parquet", new PresenceOptions(), Token));
        Assert.Equal(TesseraErrorKind.CorruptData, error.Kind);
        Assert.Contains("version", error.Message, StringComparison.Ordinal);
        Assert.Contains("v1.1-cambridge", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_columns_that_say_which_tiles_exist_are_read_and_no_byte_twice()
    {
        WatchedStore store = WatchedStore.Of(Fixtures.Manifests);
        await OpenAsync(store, "manifest.parquet");
        long length = new FileInfo(Path.Combine(Fixtures.Manifests, "manifest.parquet")).Length;
        Assert.False(store.HasReadTwice);
        Assert.InRange(store.Bytes, 1, (long)(length * 0.25)); // 64 KiB of it are the first look at the footer
        Assert.Equal(1, store.Stats);
        Assert.InRange(store.Reads, 2, 2);
    }

    [Fact]
    public async Task Row_groups_of_another_version_are_not_read()
    {
        WatchedStore ours = WatchedStore.Of(Fixtures.Manifests), theirs = WatchedStore.Of(Fixtures.Manifests);
        await OpenAsync(ours, "manifest-rowgroups-zstd.parquet");
        await OwnRegistry.OpenAsync(Fixtures.Cambridge, theirs, "manifest-rowgroups-zstd.parquet", new PresenceOptions(), Token);
        Assert.Equal(2, theirs.Reads);  // the end of the file, and the one row group that has version 1.1
        Assert.Equal(15, ours.Reads);   // the end, and 14 of 15
        Assert.False(ours.HasReadTwice);
    }

    [Fact]
    public async Task A_landmask_registry_is_no_manifest_and_the_error_says_what_it_lacks()
    {
        var error = await Assert.ThrowsAsync<TesseraException>(async () => await OpenAsync(WatchedStore.Of(Fixtures.Manifests), "landmasks.parquet"));
        Assert.Equal(TesseraErrorKind.CorruptData, error.Kind);
        Assert.Contains("landmasks.parquet", error.Message, StringComparison.Ordinal);
        Assert.Contains("year, grid_size", error.Message, StringComparison.Ordinal);
        Assert.Contains("TESSERA_REGISTRY", error.Message, StringComparison.Ordinal);
    }

    private static ValueTask<TilePresence> OpenAsync(IObjectStore store, string file) =>
        OwnRegistry.OpenAsync(Fixtures.V1, store, file, new PresenceOptions(), Token);
}
