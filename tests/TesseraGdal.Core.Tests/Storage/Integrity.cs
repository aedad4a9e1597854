using TesseraGdal.Storage;
using TesseraGdal.Storage.Cache;
using TesseraGdal.Storage.S3;
using TesseraGdal.Storage.Sources;
using Xunit;

namespace TesseraGdal.Tests.Storage;

/// <summary>Nothing that is known to be wrong is handed out or kept: the whole chain of stores against a server with faults.</summary>
public sealed class Integrity(FaultyServer server) : IClassFixture<FaultyServer>, IAsyncDisposable
{
    private const string Key = "v1/2024/grid_0.15_52.05.npy";
    private static readonly byte[] Bytes = ObjectBytes.Of(5_000_000);
    private readonly TestCache _cache = new();
    private readonly InstantClock _clock = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _cache.DisposeAsync();

    [Theory]
    [InlineData("flip")]
    [InlineData("badsum")]
    public async Task A_wrong_byte_or_checksum_is_found_when_the_object_is_whole(string fault)
    {
        server.Put(Key, Bytes);
        using CachedObjectStore store = Open(fault);
        await ReadAsync(store, 100_000, 10); // a part rests on length and tag
        var e = await Assert.ThrowsAsync<ObjectException>(() => ReadAsync(store, 0, Bytes.Length));
        AssertTells(e, ObjectFailure.Corrupt, fault, "CRC64NVME", "has been dropped");
        AssertNothingKept();
        using CachedObjectStore well = Open("");
        Assert.Equal(Bytes, await ReadAsync(well, 0, Bytes.Length));
    }

    [Theory]
    [InlineData("flip")]
    [InlineData("badsum")]
    public async Task A_wrong_byte_or_checksum_is_found_before_use_if_so_wished(string fault)
    {
        server.Put(Key, Bytes);
        using CachedObjectStore store = Open(fault, new StorageOptions { Verify = VerifyMode.BeforeUse });
        AssertTells(await Assert.ThrowsAsync<ObjectException>(() => ReadAsync(store, 2_000_000, 10)), ObjectFailure.Corrupt, fault, "CRC64NVME");
        AssertNothingKept();
    }

    [Fact]
    public async Task Before_use_gives_the_right_bytes_of_a_right_object()
    {
        server.Put(Key, Bytes);
        using CachedObjectStore store = Open("", new StorageOptions { Verify = VerifyMode.BeforeUse, CacheMemory = 0 }, onDisk: false);
        Assert.Equal(Bytes[2_000_000..2_000_010], await ReadAsync(store, 2_000_000, 10));
        Assert.Equal(Bytes, await ReadAsync(store, 0, Bytes.Length));
    }

    [Fact]
    public async Task An_MD5_tag_is_used_where_there_is_no_checksum()
    {
        server.Put(Key, Bytes, withChecksum: false);
        using CachedObjectStore right = Open("md5tag");
        Assert.Equal(Bytes, await ReadAsync(right, 0, Bytes.Length));
        using CachedObjectStore wrong = Open("badmd5", onDisk: false);
        AssertTells(await Assert.ThrowsAsync<ObjectException>(() => ReadAsync(wrong, 0, Bytes.Length)), ObjectFailure.Corrupt, "badmd5", "MD5");
    }

    [Fact]
    public async Task A_checked_object_is_not_asked_about_again()
    {
        server.Put(Key, Bytes);
        using (CachedObjectStore store = Open("")) await ReadAsync(store, 0, Bytes.Length);
        using CachedObjectStore next = _cache.Open(new OfflineObjectStore("nowhere"), new StorageOptions { Verify = VerifyMode.BeforeUse });
        Assert.Equal(Bytes, await ReadAsync(next, 0, Bytes.Length));
    }

    [Theory]
    [InlineData("neweach")]
    [InlineData("newunseen")]
    public async Task An_object_that_is_another_one_at_each_request_is_an_error(string fault)
    {
        server.Put(Key, Bytes);
        using CachedObjectStore store = Open(fault);
        AssertTells(await Assert.ThrowsAsync<ObjectException>(() => ReadAsync(store, 0, Bytes.Length)), ObjectFailure.Changed, fault, "replaced");
        AssertNothingKept();
    }

    [Fact]
    public async Task A_replaced_object_is_read_anew_by_who_had_not_seen_the_old_one()
    {
        server.Put(Key, Bytes);
        byte[] other = ObjectBytes.Of(Bytes.Length, seed: 2);
        using (CachedObjectStore store = Open("")) await ReadAsync(store, 0, 3_000_000);
        server.Put(Key, other);
        using CachedObjectStore next = Open("");
        Assert.Equal(other, await ReadAsync(next, 0, other.Length));
    }

    [Fact]
    public async Task A_replaced_object_is_an_error_for_who_had_seen_the_old_one_and_well_afterwards()
    {
        server.Put(Key, Bytes);
        byte[] other = ObjectBytes.Of(Bytes.Length, seed: 2);
        using CachedObjectStore store = Open("");
        ObjectFacts old = await store.StatAsync(Key, Token);
        server.Put(Key, other);
        byte[] all = new byte[Bytes.Length];
        var e = await Assert.ThrowsAsync<ObjectException>(() => store.ReadAsync(Key, [new RangeRead(0, all)], old, Token).AsTask());
        AssertTells(e, ObjectFailure.Changed, "", "replaced");
        ObjectFacts now = await store.StatAsync(Key, Token);
        await store.ReadAsync(Key, [new RangeRead(0, all)], now, Token);
        Assert.Equal(other, all);
    }

    [Theory]
    [InlineData("oddtag")]
    [InlineData("baretag")]
    [InlineData("weaktag")]
    [InlineData("notag")]
    [InlineData("norange")]
    [InlineData("slow")]
    public async Task A_strange_server_gives_the_right_bytes(string fault)
    {
        byte[] bytes = fault == "slow" ? Bytes[..500_000] : Bytes;
        server.Put(Key, bytes);
        using CachedObjectStore store = Open(fault);
        Assert.Equal(bytes[300_000..400_000], await ReadAsync(store, 300_000, 100_000));
        Assert.Equal(bytes, await ReadAsync(store, 0, bytes.Length));
    }

    [Fact]
    public async Task A_server_that_ignores_ranges_sends_an_object_once()
    {
        server.Put("v1/rangeless.npy", Bytes);
        var counting = new CountingObjectStore(new S3ObjectStore(server.Address("norange"), new StorageOptions()));
        using CachedObjectStore store = _cache.Open(counting);
        ObjectFacts facts = await store.StatAsync("v1/rangeless.npy", Token);
        await Parallel.ForAsync(0, 8, Token, async (i, token) =>
        {
            byte[] part = new byte[100_000];
            await store.ReadAsync("v1/rangeless.npy", i * 500_000, part, facts, token);
            Assert.True(Bytes.AsSpan(i * 500_000, part.Length).SequenceEqual(part));
        });
        Assert.Equal(Bytes.Length, counting.Counters.BytesFetched);
    }

    [Fact]
    public async Task Two_503_and_then_the_object_is_the_object()
    {
        server.Put(Key, Bytes);
        using CachedObjectStore store = Open("flaky");
        Assert.Equal(Bytes, await ReadAsync(store, 0, Bytes.Length));
        Assert.NotEmpty(_clock.Waits);
    }

    [Theory]
    [InlineData("s503", "503")]
    [InlineData("close", "closed the connection")]
    [InlineData("cut", "closed the connection")]
    public async Task What_fails_for_ever_is_one_error_that_says_how_often_it_was_tried(string fault, string cause)
    {
        server.Put(Key, Bytes);
        using CachedObjectStore store = Open(fault, new StorageOptions { Retries = 2 });
        AssertTells(await Assert.ThrowsAsync<ObjectException>(() => ReadAsync(store, 0, 100)), ObjectFailure.Unavailable, fault, cause, "tried 3 times");
        AssertNothingKept();
    }

    [Fact]
    public async Task What_the_first_source_has_not_comes_from_the_second()
    {
        server.Put(Key, Bytes);
        IObjectStore missing = Source("nothing", new StorageOptions()), right = Source("", new StorageOptions());
        using CachedObjectStore store = _cache.Open(new MirroredObjectStore([missing, right]));
        Assert.Equal(Bytes, await ReadAsync(store, 0, Bytes.Length));
        Assert.Equal($"{server.Url}/bucket", (await store.StatAsync(Key, Token)).Source);
    }

    private CachedObjectStore Open(string fault, StorageOptions? options = null, bool onDisk = true)
    {
        options ??= new StorageOptions();
        return _cache.Open(new MirroredObjectStore([Source(fault, options)]), options, onDisk);
    }

    private RetryingObjectStore Source(string fault, StorageOptions options) => new(
        new CountingObjectStore(new ThrottledObjectStore(new S3ObjectStore(server.Address(fault), options), options.MaxConnections)), options.Retries, clock: _clock);

    private static async Task<byte[]> ReadAsync(CachedObjectStore store, long offset, int length)
    {
        byte[] bytes = new byte[length];
        Assert.Equal(length, (await store.ReadAsync(Key, offset, bytes, null, Token)).Count);
        return bytes;
    }

    private void AssertNothingKept()
    {
        Assert.Empty(_cache.Files(".index"));
        Assert.Empty(_cache.Files(".blocks"));
    }

    private void AssertTells(ObjectException e, ObjectFailure failure, string fault, params string[] parts)
    {
        Assert.Equal(failure, e.Failure);
        foreach (string part in (string[])[Key, $"{server.Url}/{(fault.Length > 0 ? fault + "/" : "")}bucket", .. parts]) Assert.Contains(part, e.Message, StringComparison.Ordinal);
    }
}
