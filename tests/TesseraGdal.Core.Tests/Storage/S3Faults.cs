using TesseraGdal.Storage;
using TesseraGdal.Storage.Checksums;
using TesseraGdal.Storage.S3;
using Xunit;

namespace TesseraGdal.Tests.Storage;

/// <summary>What the S3 store makes of each way in which a server fails: right bytes, or one error that names object, cause and way out.</summary>
public sealed class S3Faults(FaultyServer server) : IClassFixture<FaultyServer>
{
    private static readonly byte[] Bytes = ObjectBytes.Of(200_000);
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_range_comes_with_the_facts_of_the_object()
    {
        using S3ObjectStore store = Open("", "plain.npy");
        byte[] part = new byte[1000];
        ObjectRead read = await store.ReadAsync("plain.npy", 777, part, null, Token);
        Assert.Equal(1000, read.Count);
        Assert.Equal(Bytes[777..1777], part);
        Assert.Equal(Bytes.Length, read.Facts.Length);
        Assert.NotNull(read.Facts.ETag);
        Assert.DoesNotContain('"', read.Facts.ETag);
        Assert.NotNull(read.Facts.LastModified);
        Assert.Equal($"{server.Url}/bucket", read.Facts.Source);
        Assert.True((await store.StatAsync("plain.npy", Token)).IsSameObject(read.Facts));
    }

    [Fact]
    public async Task HEAD_tells_the_published_checksum()
    {
        using S3ObjectStore store = Open("", "head.npy");
        Assert.Equal(Crc64Nvme.Of(Bytes), (await store.StatAsync("head.npy", Token)).Crc64Nvme);
    }

    [Fact]
    public async Task A_range_past_the_end_is_as_long_as_there_are_bytes()
    {
        using S3ObjectStore store = Open("", "end.npy");
        byte[] part = new byte[1000];
        ObjectRead read = await store.ReadAsync("end.npy", Bytes.Length - 10, part, null, Token);
        Assert.Equal(10, read.Count);
        Assert.Equal(Bytes[^10..], part[..10]);
        Assert.Equal(ObjectFailure.Corrupt, (await FailAsync(store, "end.npy", Bytes.Length)).Failure);
    }

    [Fact]
    public async Task Requests_say_who_asks()
    {
        using S3ObjectStore own = Open("", "agent.npy"), named = Open("", "agent.npy", new StorageOptions { UserAgent = "somebody/1.0" });
        // A request is in the log for certain once the next one on its connection was answered.
        foreach (S3ObjectStore store in (S3ObjectStore[])[own, own, named, named]) await store.StatAsync("agent.npy", Token);
        string[] lines = [.. server.Log.Where(line => line.Contains("agent.npy", StringComparison.Ordinal))];
        string version = typeof(S3ObjectStore).Assembly.GetName().Version!.ToString(3);
        Assert.Contains(lines, line => line.Contains($"\"TesseraGdal/{version}\"", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("\"somebody/1.0\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("s403", ObjectFailure.Refused, "403", "AWS_NO_SIGN_REQUEST")]
    [InlineData("s500", ObjectFailure.Unavailable, "500", "later")]
    [InlineData("s503", ObjectFailure.Unavailable, "503", "later")]
    [InlineData("html503", ObjectFailure.Unavailable, "503", "later")]
    [InlineData("nothing", ObjectFailure.NotFound, "404", "TESSERA_LAYOUT")]
    [InlineData("close", ObjectFailure.Unavailable, "closed the connection", "network")]
    [InlineData("cut", ObjectFailure.Unavailable, "closed the connection", "network")]
    [InlineData("stall", ObjectFailure.Unavailable, "no byte came for 0.5 s", "TESSERA_TIMEOUT")]
    [InlineData("late", ObjectFailure.Unavailable, "no byte came for 0.5 s", "TESSERA_TIMEOUT")]
    [InlineData("otherrange", ObjectFailure.Refused, "bytes 1-65536/999999", "TESSERA_SOURCE")]
    public async Task A_failing_server_is_an_error_that_names_object_cause_and_way_out(string fault, ObjectFailure failure, string cause, string wayOut)
    {
        using S3ObjectStore store = Open(fault, "fails.npy", new StorageOptions { Timeout = TimeSpan.FromSeconds(0.5) });
        ObjectException e = await FailAsync(store, "fails.npy", 0);
        Assert.Equal(failure, e.Failure);
        Assert.Contains("fails.npy", e.Message, StringComparison.Ordinal);
        Assert.Contains($"{server.Url}/{fault}/bucket", e.Message, StringComparison.Ordinal);
        Assert.Contains(cause, e.Message, StringComparison.Ordinal);
        Assert.Contains(wayOut, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task How_long_to_wait_is_told()
    {
        using S3ObjectStore store = Open("wait503", "wait.npy");
        Assert.Equal(TimeSpan.FromSeconds(7), (await FailAsync(store, "wait.npy", 0)).RetryAfter);
    }

    [Fact]
    public async Task A_host_without_a_name_is_an_error_that_says_so()
    {
        using var store = new S3ObjectStore(StoreAddress.OfS3(new Uri("http://no-such-host.invalid"), "bucket"), new StorageOptions());
        ObjectException e = await FailAsync(store, "x.npy", 0);
        Assert.Equal(ObjectFailure.Unreachable, e.Failure);
        Assert.Contains("the name could not be resolved", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_an_error_that_says_so()
    {
        using var store = new S3ObjectStore(StoreAddress.OfS3(new Uri("http://127.0.0.1:1"), "bucket"), new StorageOptions());
        ObjectException e = await FailAsync(store, "x.npy", 0);
        Assert.Equal(ObjectFailure.Unreachable, e.Failure);
        Assert.Contains("refused", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_trickle_are_waited_for_longer_than_the_timeout()
    {
        using S3ObjectStore store = Open("trickle", "trickle.npy", new StorageOptions { Timeout = TimeSpan.FromSeconds(1) });
        byte[] all = new byte[Bytes.Length];
        await store.ReadAsync("trickle.npy", 0, all, null, Token);
        Assert.Equal(Bytes, all);
    }

    [Fact]
    public async Task A_replaced_object_is_changed()
    {
        using S3ObjectStore store = Open("", "replaced.npy");
        ObjectFacts before = await store.StatAsync("replaced.npy", Token);
        server.Put("replaced.npy", Bytes);
        ObjectException e = await FailAsync(store, "replaced.npy", 0, before);
        Assert.Equal(ObjectFailure.Changed, e.Failure);
        Assert.Contains("replaced", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_look_at_If_Match_cannot_mix_two_objects()
    {
        using S3ObjectStore store = Open("newunseen", "mixed.npy");
        ObjectFacts before = await store.StatAsync("mixed.npy", Token);
        Assert.Equal(ObjectFailure.Changed, (await FailAsync(store, "mixed.npy", 0, before)).Failure);
    }

    [Theory]
    [InlineData("oddtag", "not hex")]
    [InlineData("oddwhole", "not hex")]
    [InlineData("baretag", "abc")]
    [InlineData("weaktag", "W/abc")]
    [InlineData("notag", null)]
    [InlineData("badmd5", "0123456789abcdef0123456789abcdef")]
    public async Task Odd_tags_are_tags_like_any_other(string fault, string? tag)
    {
        using S3ObjectStore store = Open(fault, "tag.npy");
        ObjectFacts facts = await store.StatAsync("tag.npy", Token);
        Assert.Equal(tag, facts.ETag);
        byte[] part = new byte[5000];
        Assert.Equal(tag, (await store.ReadAsync("tag.npy", 100, part, facts, Token)).Facts.ETag);
        Assert.Equal(Bytes[100..5100], part);
        byte[] all = new byte[Bytes.Length];
        await store.ReadAsync("tag.npy", 0, all, facts, Token);
        Assert.Equal(Bytes, all);
    }

    [Fact]
    public async Task A_small_object_of_a_server_that_ignores_ranges_can_be_read()
    {
        using S3ObjectStore store = Open("norange", "whole.npy");
        byte[] part = new byte[1000];
        ObjectRead read = await store.ReadAsync("whole.npy", 150_000, part, null, Token);
        Assert.Equal(1000, read.Count);
        Assert.Equal(Bytes[150_000..151_000], part);
    }

    [Fact]
    public async Task A_long_object_of_a_server_that_ignores_ranges_is_refused_before_its_body_comes()
    {
        server.Put("long.npy", ObjectBytes.Of(40_000_000));
        using var store = new S3ObjectStore(server.Address("norange"), new StorageOptions());
        ObjectException e = await FailAsync(store, "long.npy", 65536);
        Assert.Equal(ObjectFailure.Refused, e.Failure);
        Assert.Contains("ignored the range", e.Message, StringComparison.Ordinal);
        Assert.Equal(40_000_000, e.Whole?.Length);
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("a//b")]
    [InlineData("/a")]
    [InlineData("")]
    [InlineData("a/./b")]
    [InlineData("a\\b")]
    [InlineData("a\nb")]
    public async Task A_key_that_means_another_object_is_refused_without_a_request(string key)
    {
        using var store = new S3ObjectStore(StoreAddress.OfS3(new Uri("http://no-such-host.invalid"), "bucket"), new StorageOptions());
        Assert.Equal(ObjectFailure.Refused, (await FailAsync(store, key, 0)).Failure);
    }

    [Fact]
    public async Task A_caller_who_stops_gets_his_own_cancellation()
    {
        using S3ObjectStore store = Open("stall", "stop.npy");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task<ObjectRead> read = store.ReadAsync("stop.npy", 0, new byte[Bytes.Length], null, stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
    }

    private S3ObjectStore Open(string fault, string key, StorageOptions? options = null)
    {
        server.Put(key, Bytes);
        return new S3ObjectStore(server.Address(fault), options ?? new StorageOptions());
    }

    private static Task<ObjectException> FailAsync(S3ObjectStore store, string key, long offset, ObjectFacts? expected = null) =>
        Assert.ThrowsAsync<ObjectException>(() => store.ReadAsync(key, offset, new byte[Bytes.Length], expected, Token).AsTask());
}
