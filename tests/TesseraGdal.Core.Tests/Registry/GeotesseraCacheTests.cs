using TesseraGdal.Forms;
using TesseraGdal.Forms.Npy.Registry;
using TesseraGdal.Storage;
using Xunit;

namespace TesseraGdal.Tests.Registry;

/// <summary>The manifest that geotessera has fetched stands in for the source's.</summary>
public class GeotesseraCacheTests : KeptRegistry
{
    [Theory]
    [InlineData("\"abc\"")]
    [InlineData("abc\n")]
    [InlineData("W/\"abc\"")]
    public async Task A_manifest_that_geotessera_has_fetched_saves_fetching_it(string tag)
    {
        WatchedStore store = await WithGeotesseraAsync(tag, TimeSpan.FromHours(1));
        store.ETag = "abc";
        TilePresence registry = await OpenAsync(store, useGeotesseraCache: true);
        Assert.True(registry.Contains(2024, Tile));
        Assert.Equal(0, store.Stats);
        _clock.Advance(TimeSpan.FromHours(23)); // a day after it was fetched, the server says that it is still the same
        await OpenAsync(store, useGeotesseraCache: true);
        Assert.Equal((1, 0), (store.Stats, store.Reads));
    }

    [Fact]
    public async Task A_manifest_that_geotessera_fetched_long_ago_is_checked_at_once_and_replaced_if_need_be()
    {
        WatchedStore store = await WithGeotesseraAsync("old", TimeSpan.FromDays(30));
        store.ETag = "new";
        await OpenAsync(store, useGeotesseraCache: true);
        Assert.True(store.Reads > 0 || store.Stats > 0);
        Assert.Equal("new", (await OpenAsync(store, useGeotesseraCache: true)).Tag);
    }

    [Fact]
    public async Task Offline_geotesseras_manifest_is_enough_however_old()
    {
        WatchedStore store = await WithGeotesseraAsync("old", TimeSpan.FromDays(30));
        store.Failure = ObjectFailure.Offline;
        Assert.True((await OpenAsync(store, useGeotesseraCache: true)).Contains(2024, Tile));
    }

    [Fact]
    public async Task Geotesseras_manifest_is_left_alone_where_the_user_named_a_source()
    {
        WatchedStore store = await WithGeotesseraAsync("abc", TimeSpan.FromHours(1));
        await OpenAsync(store);
        Assert.Equal(1, store.Stats);
    }

    [Fact]
    public async Task A_broken_manifest_of_geotesseras_is_passed_over()
    {
        WatchedStore store = await WithGeotesseraAsync("abc", TimeSpan.FromHours(1));
        await File.WriteAllTextAsync(Path.Combine(Options.GeotesseraFolder!, "v1", "manifest.parquet"), "nothing", Token);
        Assert.True((await OpenAsync(store, useGeotesseraCache: true)).Contains(2024, Tile));
        Assert.Equal(1, store.Stats);
    }

    private async Task<WatchedStore> WithGeotesseraAsync(string tag, TimeSpan age)
    {
        string folder = await ManifestAsync(), kept = Path.Combine(Options.GeotesseraFolder!, "v1", "manifest.parquet");
        Directory.CreateDirectory(Path.GetDirectoryName(kept)!);
        File.Copy(Path.Combine(folder, "manifest.parquet"), kept);
        File.SetLastWriteTimeUtc(kept, (_clock.GetUtcNow() - age).UtcDateTime);
        await File.WriteAllTextAsync(kept + ".etag", tag, Token);
        return WatchedStore.Of(folder);
    }
}
