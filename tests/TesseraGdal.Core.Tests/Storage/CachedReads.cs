using TesseraGdal.Storage;
using TesseraGdal.Storage.Cache;
using TesseraGdal.Storage.Sources;
using Xunit;

namespace TesseraGdal.Tests.Storage;

/// <summary>What the cache returns, and what it asks for to do so.</summary>
public sealed class CachedReads : IAsyncDisposable
{
    private static readonly byte[] Bytes = ObjectBytes.Of(80 * BlockGrid.Size + 1234);
    private readonly ScriptedObjectStore _source = new();
    private readonly TestCache _cache = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public CachedReads() => _source.Put("v1/a.npy", Bytes);

    public ValueTask DisposeAsync() => _cache.DisposeAsync();

    [Fact]
    public async Task An_object_is_found_by_one_read_of_its_first_blocks()
    {
        using CachedObjectStore store = _cache.Open(_source);
        ObjectFacts facts = await store.StatAsync("v1/a.npy", Token);
        Assert.Equal(Bytes.Length, facts.Length);
        await store.ReadAsync("v1/a.npy", 0, new byte[4096], facts, Token);
        Assert.Equal([("v1/a.npy", 0L, 64 << 10)], _source.Reads);
        Assert.Empty(_source.Stats);
    }

    [Fact]
    public async Task What_was_read_is_there_for_the_next_process_without_a_request()
    {
        using (CachedObjectStore store = _cache.Open(_source)) await ReadAllAsync(store);
        var offline = new OfflineObjectStore("nowhere");
        using CachedObjectStore next = _cache.Open(offline);
        Assert.Equal(Bytes, await ReadAllAsync(next));
        Assert.Equal(Bytes[70_000..200_000], await ReadAsync(next, 70_000, 130_000));
    }

    [Fact]
    public async Task What_is_not_there_fails_offline_with_a_way_out()
    {
        using (CachedObjectStore store = _cache.Open(_source)) await ReadAsync(store, 0, 1000);
        using CachedObjectStore next = _cache.Open(new OfflineObjectStore("the bucket"));
        Assert.Equal(Bytes[..1000], await ReadAsync(next, 0, 1000));
        var e = await Assert.ThrowsAsync<ObjectException>(() => ReadAsync(next, 500_000, 10));
        Assert.Equal(ObjectFailure.Offline, e.Failure);
        foreach (string part in (string[])["v1/a.npy", "the bucket", "TESSERA_OFFLINE"]) Assert.Contains(part, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, 128 << 20)]
    [InlineData(false, 128 << 20)]
    [InlineData(false, 0)]
    [InlineData(false, 3 * BlockGrid.Size)]
    [InlineData(true, 0)]
    public async Task Any_ranges_come_with_the_right_bytes_and_each_block_once_in_a_read(bool onDisk, long memory)
    {
        using CachedObjectStore store = _cache.Open(_source, new StorageOptions { CacheMemory = memory }, onDisk);
        ObjectFacts facts = await store.StatAsync("v1/a.npy", Token);
        var random = new Random(7);
        for (int round = 0; round < 30; round++)
        {
            int[] cuts = [.. Enumerable.Range(0, 2 * random.Next(1, 12)).Select(_ => random.Next(Bytes.Length)).Distinct().Order()];
            RangeRead[] ranges = [.. cuts.Chunk(2).Where(pair => pair.Length == 2).Select(pair => new RangeRead(pair[0], new byte[pair[1] - pair[0]]))];
            _source.Reads.Clear();
            await store.ReadAsync("v1/a.npy", ranges, facts, Token);
            Assert.All(ranges, range => Assert.True(Bytes.AsSpan((int)range.Offset, range.Destination.Length).SequenceEqual(range.Destination.Span)));
            AssertDisjoint();
        }
    }

    [Fact]
    public async Task With_room_every_byte_is_fetched_once_whatever_is_read()
    {
        using CachedObjectStore store = _cache.Open(_source, onDisk: false);
        for (int start = 0; start < Bytes.Length - 100_000; start += 33_333) await ReadAsync(store, start, 100_000);
        await ReadAllAsync(store);
        AssertDisjoint();
        Assert.Equal(Bytes.Length, _source.Reads.Sum(read => Math.Min(read.Length, Bytes.Length - read.Offset)));
    }

    [Fact]
    public async Task Sixteen_threads_fetch_every_byte_once()
    {
        using CachedObjectStore store = _cache.Open(_source);
        await Parallel.ForAsync(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Token }, async (seed, token) =>
        {
            var random = new Random(seed);
            for (int round = 0; round < 40; round++)
            {
                int start = random.Next(Bytes.Length - 1), length = random.Next(1, Math.Min(300_000, Bytes.Length - start));
                byte[] part = new byte[length];
                await store.ReadAsync("v1/a.npy", start, part, null, token);
                Assert.True(Bytes.AsSpan(start, length).SequenceEqual(part));
            }
            Assert.Equal(Bytes, await ReadAllAsync(store));
        });
        AssertDisjoint();
        Assert.Equal(Bytes.Length, _source.Reads.Sum(read => Math.Min(read.Length, Bytes.Length - read.Offset)));
        Assert.Single(_source.Stats); // for its checksum
    }

    [Fact]
    public async Task Two_processes_share_a_folder()
    {
        using CachedObjectStore one = _cache.Open(_source), two = _cache.Open(_source);
        await Task.WhenAll(ReadInPiecesAsync(one, 1), ReadInPiecesAsync(two, 2), ReadInPiecesAsync(one, 3), ReadInPiecesAsync(two, 4));
        _source.Reads.Clear();
        using CachedObjectStore third = _cache.Open(_source);
        Assert.Equal(Bytes, await ReadAllAsync(third));
        Assert.Empty(_source.Reads);
    }

    [Fact]
    public async Task What_another_process_has_fetched_meanwhile_is_not_fetched_again()
    {
        using CachedObjectStore one = _cache.Open(_source), two = _cache.Open(_source);
        await ReadAsync(one, 0, 10);
        await ReadAsync(two, 0, 10);
        await ReadAllAsync(one);
        _source.Reads.Clear();
        Assert.Equal(Bytes, await ReadAllAsync(two));
        Assert.Empty(_source.Reads);
    }

    [Fact]
    public async Task A_reader_who_leaves_does_not_disturb_another_who_waits_for_the_same_block()
    {
        using CachedObjectStore store = _cache.Open(_source);
        ObjectFacts facts = await store.StatAsync("v1/a.npy", Token);
        var arrived = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        _source.Before = async (_, offset, token) =>
        {
            if (offset <= 0) return;
            arrived.TrySetResult();
            await go.Task.WaitAsync(token);
        };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task<ObjectRead> leaves = store.ReadAsync("v1/a.npy", 100_000, new byte[10], facts, stop.Token).AsTask();
        await arrived.Task;
        byte[] part = new byte[10];
        Task<ObjectRead> stays = store.ReadAsync("v1/a.npy", 100_050, part, facts, Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaves);
        go.SetResult();
        await stays;
        Assert.Equal(Bytes[100_050..100_060], part);
        Assert.Equal(2, _source.Reads.Count);
    }

    [Fact]
    public async Task A_fetch_that_nobody_waits_for_is_stopped_and_can_be_made_again()
    {
        using CachedObjectStore store = _cache.Open(_source);
        ObjectFacts facts = await store.StatAsync("v1/a.npy", Token);
        var arrived = new TaskCompletionSource();
        var stopped = new TaskCompletionSource();
        _source.Before = async (_, _, token) =>
        {
            arrived.TrySetResult();
            await using CancellationTokenRegistration registration = token.Register(stopped.SetResult);
            await Task.Delay(Timeout.Infinite, token);
        };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task<ObjectRead> leaves = store.ReadAsync("v1/a.npy", 100_000, new byte[10], facts, stop.Token).AsTask();
        await arrived.Task;
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaves);
        await stopped.Task;
        _source.Before = (_, _, _) => Task.CompletedTask;
        Assert.Equal(Bytes[100_000..100_010], await ReadAsync(store, 100_000, 10));
    }

    [Fact]
    public async Task Long_reads_are_cut_into_requests_of_four_megabytes_at_most()
    {
        byte[] bytes = ObjectBytes.Of(40 << 20);
        _source.Put("long", bytes);
        using CachedObjectStore store = _cache.Open(_source, new StorageOptions { MaxConnections = 4 });
        byte[] all = new byte[bytes.Length];
        int now = 0, most = 0;
        _source.Before = async (_, _, token) =>
        {
            lock (_source) most = Math.Max(most, ++now);
            await Task.Yield();
            lock (_source) now--;
        };
        await store.ReadAsync("long", 0, all, null, Token);
        Assert.Equal(bytes, all);
        Assert.Equal(4 << 20, _source.Reads.Max(read => read.Length));
        Assert.Equal(11, _source.Reads.Count);
        Assert.InRange(most, 1, 4);
    }

    [Fact]
    public async Task An_empty_object_is_empty()
    {
        _source.Put("empty", []);
        using CachedObjectStore store = _cache.Open(_source);
        Assert.Equal(0, (await store.StatAsync("empty", Token)).Length);
        var e = await Assert.ThrowsAsync<ObjectException>(() => store.ReadAsync("empty", 0, new byte[1], null, Token).AsTask());
        Assert.Equal(ObjectFailure.Corrupt, e.Failure);
    }

    [Fact]
    public async Task Reading_past_the_end_is_an_error_and_drops_nothing()
    {
        using CachedObjectStore store = _cache.Open(_source);
        ObjectFacts facts = await store.StatAsync("v1/a.npy", Token);
        await Assert.ThrowsAsync<ObjectException>(() => store.ReadAsync("v1/a.npy", [new RangeRead(Bytes.Length - 5, new byte[6])], facts, Token).AsTask());
        Assert.Equal(5, (await store.ReadAsync("v1/a.npy", Bytes.Length - 5, new byte[6], facts, Token)).Count);
        Assert.NotEmpty(_cache.Files(".index"));
        Assert.Equal(2, _source.Reads.Count);
    }

    [Fact]
    public async Task What_is_not_found_is_asked_for_again_next_time()
    {
        using CachedObjectStore store = _cache.Open(_source);
        Assert.Equal(ObjectFailure.NotFound, (await Assert.ThrowsAsync<ObjectException>(() => store.StatAsync("new", Token).AsTask())).Failure);
        _source.Put("new", [1, 2]);
        Assert.Equal(2, (await store.StatAsync("new", Token)).Length);
    }

    [Fact]
    public async Task An_absurd_length_is_refused_before_anything_is_allocated()
    {
        var liar = new LyingStore();
        using CachedObjectStore store = _cache.Open(liar);
        Assert.Equal(ObjectFailure.Corrupt, (await Assert.ThrowsAsync<ObjectException>(() => store.StatAsync("huge", Token).AsTask())).Failure);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_to_is_told_once_and_costs_speed_only()
    {
        await File.WriteAllTextAsync(Path.Combine(_cache.Folder, "objects"), "in the way", Token);
        var warnings = new List<string>();
        Action<string>? before = TesseraLog.Warn;
        TesseraLog.Warn = warning => { lock (warnings) warnings.Add(warning); };
        try
        {
            using CachedObjectStore store = _cache.Open(_source);
            _source.Put("b", Bytes);
            Assert.Equal(Bytes, await ReadAllAsync(store));
            await store.ReadAsync("b", 0, new byte[100], null, Token);
        }
        finally
        {
            TesseraLog.Warn = before;
        }
        string warned = Assert.Single(warnings, w => w.Contains(_cache.Folder, StringComparison.Ordinal));
        Assert.Contains("TESSERA_CACHE_DIR", warned, StringComparison.Ordinal);
    }

    private static async Task<byte[]> ReadAllAsync(CachedObjectStore store) => await ReadAsync(store, 0, Bytes.Length);

    private static async Task<byte[]> ReadAsync(CachedObjectStore store, long offset, int length)
    {
        byte[] bytes = new byte[length];
        Assert.Equal(length, (await store.ReadAsync("v1/a.npy", offset, bytes, null, Token)).Count);
        return bytes;
    }

    private static async Task ReadInPiecesAsync(CachedObjectStore store, int seed)
    {
        int[] starts = [.. Enumerable.Range(0, Bytes.Length / 50_000).Select(i => i * 50_000)];
        new Random(seed).Shuffle(starts);
        foreach (int start in starts)
        {
            int length = Math.Min(60_000, Bytes.Length - start);
            Assert.Equal(Bytes[start..(start + length)], await ReadAsync(store, start, length));
        }
        await ReadAsync(store, Bytes.Length - 100, 100);
    }

    private void AssertDisjoint()
    {
        long end = 0;
        foreach ((string _, long offset, int length) in _source.Reads.OrderBy(read => read.Offset))
        {
            Assert.True(offset >= end, $"byte {offset} was fetched twice");
            end = offset + length;
        }
    }

    private sealed class LyingStore : IObjectStore
    {
        public string Name => "liar";

        public ValueTask<ObjectFacts> StatAsync(string key, CancellationToken cancellationToken) => ValueTask.FromResult(Facts(key));

        public ValueTask<ObjectRead> ReadAsync(string key, long offset, Memory<byte> destination, ObjectFacts? expected, CancellationToken cancellationToken) =>
            ValueTask.FromResult(new ObjectRead(Facts(key), destination.Length));

        public ValueTask ReadAsync(string key, IReadOnlyList<RangeRead> ranges, ObjectFacts expected, CancellationToken cancellationToken) => default;

        public IAsyncEnumerable<ObjectFacts> ListAsync(string prefix, CancellationToken cancellationToken) => throw new NotSupportedException();

        private ObjectFacts Facts(string key) => new() { Key = key, Length = long.MaxValue, ETag = "x", Source = Name };
    }
}
