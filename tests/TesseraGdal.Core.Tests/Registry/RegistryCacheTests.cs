using TesseraGdal.Forms;
using TesseraGdal.Forms.Npy.Registry;
using TesseraGdal.Storage;
using TesseraGdal.Storage.Checksums;
using TesseraGdal.Storage.Sources;
using Xunit;

namespace TesseraGdal.Tests.Registry;

/// <summary>When a registry asks its source, and what it does when the source does not answer.</summary>
public class RegistryCacheTests : KeptRegistry
{
    [Fact]
    public async Task The_next_process_asks_nothing()
    {
        WatchedStore store = WatchedStore.Of(await ManifestAsync());
        await OpenAsync(store);
        (int stats, int reads) = (store.Stats, store.Reads);
        store.Failure = ObjectFailure.Unavailable;
        TilePresence again = await OpenAsync(store);
        Assert.True(again.Contains(2024, Tile));
        Assert.Equal((stats, reads), (store.Stats, store.Reads));
    }

    [Fact]
    public async Task Opening_from_an_index_waits_for_nothing()
    {
        WatchedStore store = WatchedStore.Of(await ManifestAsync());
        await OpenAsync(store);
        ValueTask<TilePresence> opening = OpenAsync(store);
        Assert.True(opening.IsCompletedSuccessfully);
        Assert.Equal([2024], (await opening).Years);
    }

    [Fact]
    public async Task Equal_names_and_options_share_one_registry()
    {
        string folder = await ManifestAsync();
        TilePresence one = await TileRegistry.OpenAsync(Fixtures.V1, WatchedStore.Of(folder), "manifest.parquet", Options, Token);
        Assert.Same(one, await TileRegistry.OpenAsync(Fixtures.V1, WatchedStore.Of(folder), "manifest.parquet", Options, Token));
        Assert.NotSame(one, await TileRegistry.OpenAsync(Fixtures.V1, WatchedStore.Of(folder), "manifest.parquet", Options with { TimeToLive = TimeSpan.FromHours(1) }, Token));
    }

    [Fact]
    public async Task Threads_that_open_at_once_read_the_manifest_once()
    {
        WatchedStore store = WatchedStore.Of(await ManifestAsync());
        TilePresence[] all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
            await TileRegistry.OpenAsync(Fixtures.V1, store, "manifest.parquet", Options, Token))));
        Assert.All(all, registry => Assert.Same(all[0], registry));
        Assert.Equal(1, store.Stats);
    }

    [Fact]
    public async Task Processes_that_build_at_once_are_both_right()
    {
        string folder = await ManifestAsync();
        TilePresence[] all = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () => await OpenAsync(WatchedStore.Of(folder)))));
        Assert.All(all, registry => Assert.Equal([2024], registry.YearsOf(Tile)));
        Assert.Single(IndexFiles());
        Assert.Empty(Directory.GetFiles(_cache, "*.tmp", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task After_its_time_an_unchanged_manifest_is_asked_for_and_not_read()
    {
        WatchedStore store = WatchedStore.Of(await ManifestAsync());
        await OpenAsync(store);
        int reads = store.Reads;
        _clock.Advance(TimeSpan.FromHours(23));
        await OpenAsync(store);
        Assert.Equal(1, store.Stats);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(_clock.GetUtcNow(), (await OpenAsync(store)).Facts.CheckedAt);
        Assert.Equal(2, store.Stats);
        await OpenAsync(store); // the time of checking is kept for the next process
        Assert.Equal((2, reads), (store.Stats, store.Reads));
    }

    [Fact]
    public async Task A_registry_that_stays_open_asks_too()
    {
        string folder = await ManifestAsync();
        WatchedStore store = WatchedStore.Of(folder);
        TilePresence registry = await TileRegistry.OpenAsync(Fixtures.V1, store, "manifest.parquet", Options, Token);
        await WriteAsync(folder, Tile, Later);
        _clock.Advance(TimeSpan.FromDays(2));
        TilePresence now = await TileRegistry.OpenAsync(Fixtures.V1, store, "manifest.parquet", Options, Token);
        Assert.Same(registry.Registry, now.Registry);
        Assert.True(now.Contains(2024, Later));
        Assert.False(registry.Contains(2024, Later)); // what a raster has been opened with stays as it was
    }

    [Fact]
    public async Task A_changed_manifest_is_read_anew()
    {
        string folder = await ManifestAsync();
        await OpenAsync(WatchedStore.Of(folder));
        await WriteAsync(folder, Tile, Later);
        Assert.False((await OpenAsync(WatchedStore.Of(folder))).Contains(2024, Later));
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.True((await OpenAsync(WatchedStore.Of(folder))).Contains(2024, Later));
    }

    [Fact]
    public async Task A_manifest_that_is_replaced_while_it_is_read_is_read_again()
    {
        WatchedStore store = WatchedStore.Of(await ManifestAsync());
        store.ETag = "first";
        store.BeforeRead = read => store.ETag = read == 0 ? "second" : store.ETag;
        TilePresence registry = await OpenAsync(store);
        Assert.True(registry.Contains(2024, Tile));
        Assert.Equal("second", registry.Tag);
        Assert.Equal(2, store.Stats);
    }

    [Theory]
    [InlineData(ObjectFailure.Offline)]
    [InlineData(ObjectFailure.Unavailable)]
    [InlineData(ObjectFailure.Unreachable)]
    [InlineData(ObjectFailure.Proxy)]
    [InlineData(ObjectFailure.NotFound)]
    [InlineData(ObjectFailure.Refused)]
    public async Task An_old_registry_serves_where_its_source_does_not_and_says_so_once(ObjectFailure failure)
    {
        WatchedStore store = WatchedStore.Of(await ManifestAsync());
        TilePresence registry = await TileRegistry.OpenAsync(Fixtures.V1, store, "manifest.parquet", Options, Token);
        store.Failure = failure;
        var warnings = new List<string>();
        Action<string> listen = warning => { if (warning.Contains(store.Name, StringComparison.Ordinal)) lock (warnings) warnings.Add(warning); };
        TesseraLog.Warn += listen;
        try
        {
            for (int day = 0; day < 3; day++)
            {
                _clock.Advance(TimeSpan.FromDays(2));
                TilePresence now = await TileRegistry.OpenAsync(Fixtures.V1, store, "manifest.parquet", Options, Token);
                Assert.Same(registry.Registry, now.Registry);
                Assert.True(now.Contains(2024, Tile));
            }
        }
        finally
        {
            TesseraLog.Warn -= listen;
        }
        Assert.Equal(4, store.Stats);
        Assert.Contains("2026-11-22 12:00 UTC", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_that_says_nothing_is_waited_for_less_than_two_seconds()
    {
        WatchedStore store = WatchedStore.Of(await ManifestAsync());
        await OpenAsync(store);
        (store.IsSilent, _clock.IsImpatient) = (true, true);
        _clock.Waited.Clear();
        _clock.Advance(TimeSpan.FromDays(2));
        Assert.True((await OpenAsync(store)).Contains(2024, Tile));
        Assert.InRange(Assert.Single(_clock.Waited), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        await OpenAsync(store); // and is then left alone
        Assert.Equal(2, store.Stats);
    }

    [Fact]
    public async Task Who_stops_while_a_source_says_nothing_has_stopped()
    {
        WatchedStore store = WatchedStore.Of(await ManifestAsync());
        await OpenAsync(store);
        store.IsSilent = true;
        _clock.Advance(TimeSpan.FromDays(2));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        ValueTask<TilePresence> opening = OwnRegistry.OpenAsync(Fixtures.V1, store, "manifest.parquet", Options, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening.AsTask());
    }

    [Fact]
    public async Task A_source_that_did_not_answer_is_left_alone_for_a_while_by_all_processes()
    {
        WatchedStore store = WatchedStore.Of(await ManifestAsync());
        await OpenAsync(store);
        store.Failure = ObjectFailure.Unavailable;
        _clock.Advance(TimeSpan.FromDays(2));
        await OpenAsync(store);
        await OpenAsync(store);
        Assert.Equal(2, store.Stats);
        _clock.Advance(TimeSpan.FromMinutes(10));
        store.Failure = null;
        Assert.Equal(_clock.GetUtcNow(), (await OpenAsync(store)).Facts.CheckedAt);
    }

    [Fact]
    public async Task Offline_without_an_index_is_an_error_that_says_how_to_go_on()
    {
        WatchedStore store = WatchedStore.Of(await ManifestAsync());
        store.Failure = ObjectFailure.Offline;
        var error = await Assert.ThrowsAsync<TesseraException>(async () => await OpenAsync(store));
        Assert.Equal(TesseraErrorKind.Offline, error.Kind);
        Assert.Contains("TESSERA_OFFLINE=NO", error.Message, StringComparison.Ordinal);
        Assert.Contains(store.Name, error.Message, StringComparison.Ordinal);
        store.Failure = null; // and the error is not kept
        Assert.True((await OpenAsync(store)).Contains(2024, Tile));
    }

    [Fact]
    public async Task A_manifest_that_has_become_unreadable_does_not_harm_what_is_there()
    {
        string folder = await ManifestAsync();
        await OpenAsync(WatchedStore.Of(folder));
        await File.WriteAllTextAsync(Path.Combine(folder, "manifest.parquet"), "<html>sorry</html>", Token);
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.True((await OpenAsync(WatchedStore.Of(folder))).Contains(2024, Tile));
    }

    [Fact]
    public async Task Without_a_folder_for_it_the_index_stays_in_memory()
    {
        string folder = await ManifestAsync();
        string blocked = Path.Combine(_cache, "file");
        await File.WriteAllTextAsync(blocked, "not a folder", Token);
        foreach (string? none in new[] { null, "", blocked })
            Assert.True((await OwnRegistry.OpenAsync(Fixtures.V1, WatchedStore.Of(folder), "manifest.parquet", Options with { CacheDirectory = none }, Token)).Contains(2024, Tile));
        Assert.Empty(IndexFiles());
    }

    [Fact]
    public async Task Datasets_and_sources_have_indexes_of_their_own()
    {
        await OpenAsync(WatchedStore.Of(await ManifestAsync()));
        await OpenAsync(WatchedStore.Of(await ManifestAsync()));
        await OwnRegistry.OpenAsync(Fixtures.Cambridge, WatchedStore.Of(Fixtures.Manifests), "manifest.parquet", Options, Token);
        await OwnRegistry.OpenAsync(Fixtures.V1, WatchedStore.Of(Fixtures.Manifests), "manifest.parquet", Options, Token);
        Assert.Equal(4, IndexFiles().Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_manifest_of_another_checksum_than_was_published_is_an_error_and_not_kept(bool byMd5)
    {
        string folder = await ManifestAsync();
        byte[] right = await File.ReadAllBytesAsync(Path.Combine(folder, "manifest.parquet"), Token);
        var store = new MemoryStore(right) { Crc = byMd5 ? null : 1, ETag = byMd5 ? new string('0', 32) : "tag" };
        var error = await Assert.ThrowsAsync<ObjectException>(async () => await OwnRegistry.OpenAsync(Fixtures.V1, store, "manifest.parquet", Options, Token));
        Assert.Equal(ObjectFailure.Corrupt, error.Failure);
        Assert.Contains("published", error.Message, StringComparison.Ordinal);
        Assert.Empty(IndexFiles());
        (store.Crc, store.ETag) = (Crc64Nvme.Of(right), "tag");
        Assert.True((await OwnRegistry.OpenAsync(Fixtures.V1, store, "manifest.parquet", Options, Token)).Contains(2024, Tile));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_manifest_that_one_source_has_wrong_is_asked_of_the_next(bool isNone)
    {
        byte[] right = await File.ReadAllBytesAsync(Path.Combine(await ManifestAsync(), "manifest.parquet"), Token);
        var bad = new MemoryStore(isNone ? new byte[500] : right) { Name = "bad", Crc = isNone ? null : 1 };
        var chain = new MirroredObjectStore([bad, new MemoryStore(right) { Name = "good" }]);
        TilePresence registry = await OwnRegistry.OpenAsync(Fixtures.V1, chain, "manifest.parquet", Options, Token);
        Assert.Equal("good", registry.Source);
        Assert.True(registry.Contains(2024, Tile));
        Assert.Equal(1, bad.Stats);
    }

    [Fact]
    public async Task A_changed_manifest_of_a_wrong_checksum_does_not_harm_what_is_there()
    {
        byte[] right = await File.ReadAllBytesAsync(Path.Combine(await ManifestAsync(), "manifest.parquet"), Token);
        var store = new MemoryStore(right) { ETag = "tag" };
        await OwnRegistry.OpenAsync(Fixtures.V1, store, "manifest.parquet", Options, Token);
        (store.ETag, store.Crc) = ("new", 1);
        _clock.Advance(TimeSpan.FromDays(1));
        TilePresence registry = await OwnRegistry.OpenAsync(Fixtures.V1, store, "manifest.parquet", Options, Token);
        Assert.Equal("tag", registry.Tag);
    }
}
