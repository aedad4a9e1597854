using System.Diagnostics;
using TesseraGdal.Storage;
using TesseraGdal.Storage.Cache;
using TesseraGdal.Storage.Checksums;
using TesseraGdal.Storage.S3;
using TesseraGdal.Storage.Sources;
using Xunit;

namespace TesseraGdal.Tests.Storage;

/// <summary>
/// Against a real S3 server: run by <c>tests/servers/with-servers.sh</c>, with the option <c>-explicit only</c>, as it needs what that script sets up.
/// </summary>
public sealed class RealS3 : IAsyncDisposable
{
    private static readonly byte[] Bytes = ObjectBytes.Of(5_000_000);
    private readonly TestCache _cache = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _cache.DisposeAsync();

    [Fact(Explicit = true)]
    public async Task A_published_object_is_read_checked_and_kept()
    {
        Put("a.npy", Bytes);
        var lines = new List<string>();
        TesseraLog.Debug = line => { lock (lines) lines.Add(line); };
        using CachedObjectStore store = Open(new StorageOptions());
        byte[] all = new byte[Bytes.Length];
        ObjectRead read = await store.ReadAsync("a.npy", 0, all, null, Token);
        TesseraLog.Debug = null;
        Assert.Equal(Bytes, all);
        Assert.Contains(lines, line => line.Contains("whole and right by its Crc64Nvme", StringComparison.Ordinal));
        Assert.NotNull(read.Facts.LastModified);
        using CachedObjectStore offline = _cache.Open(new OfflineObjectStore("nowhere"));
        await offline.ReadAsync("a.npy", 0, all, null, Token);
        Assert.Equal(Bytes, all);
    }

    [Fact(Explicit = true)]
    public async Task Signed_requests_are_answered_too()
    {
        Put("signed.npy", Bytes);
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "AKTEST");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "SKTEST");
        using var store = new S3ObjectStore(Address(""), new StorageOptions { Anonymous = false, Region = "us-east-1", UserAgent = "somebody/1.0 (signed)" });
        byte[] part = new byte[1000];
        await store.ReadAsync("signed.npy", 5000, part, null, Token);
        Assert.Equal(Bytes[5000..6000], part);
        Assert.Equal(Crc64Nvme.Of(Bytes), (await store.StatAsync("signed.npy", Token)).Crc64Nvme);
    }

    [Fact(Explicit = true)]
    public async Task What_is_not_there_was_replaced_or_is_empty_is_told()
    {
        using var store = new S3ObjectStore(Address(""), new StorageOptions());
        Assert.Equal(ObjectFailure.NotFound, (await FailAsync(store, "nothing.npy", null)).Failure);
        Put("changes.npy", Bytes);
        ObjectFacts before = await store.StatAsync("changes.npy", Token);
        Put("changes.npy", ObjectBytes.Of(Bytes.Length, 2));
        Assert.Equal(ObjectFailure.Changed, (await FailAsync(store, "changes.npy", before)).Failure);
        Put("empty", []);
        using CachedObjectStore cached = Open(new StorageOptions());
        Assert.Equal(0, (await cached.StatAsync("empty", Token)).Length);
    }

    [Fact(Explicit = true)]
    public async Task A_prefix_is_listed_in_order()
    {
        foreach (string key in (string[])["list/b.npy", "list/a b.npy", "list/c/d.npy", "other.npy"]) Put(key, [1, 2, 3]);
        using var store = new S3ObjectStore(Address("list"), new StorageOptions());
        var found = new List<ObjectFacts>();
        await foreach (ObjectFacts facts in store.ListAsync("", Token)) found.Add(facts);
        Assert.Equal(["a b.npy", "b.npy", "c/d.npy"], found.Select(facts => facts.Key));
        // This server lists keys twice now and then, and sizes that are of nothing (raw answers show it): sizes are asked for one by one.
        foreach (ObjectFacts facts in found) Assert.Equal(3, (await store.StatAsync(facts.Key, Token)).Length);
        Assert.Equal(found[0].ETag, (await store.StatAsync("a b.npy", Token)).ETag);
    }

    private CachedObjectStore Open(StorageOptions options) => _cache.Open(new MirroredObjectStore([new S3ObjectStore(Address(""), options)]), options);

    private static string Url => Environment.GetEnvironmentVariable("TESSERA_TEST_S3") ?? throw new InvalidOperationException("Run by tests/servers/with-servers.sh.");

    private static StoreAddress Address(string prefix)
    {
        var url = new Uri(Url);
        return StoreAddress.OfS3(new Uri(url.GetLeftPart(UriPartial.Authority)), url.AbsolutePath.Trim('/'), prefix);
    }

    private static void Put(string key, byte[] bytes)
    {
        string file = Path.GetTempFileName();
        File.WriteAllBytes(file, bytes);
        var start = new ProcessStartInfo(RepositoryFiles.PathOf("tests/servers/s3-put.sh"), [Url, file, Uri.EscapeDataString(key).Replace("%2F", "/", StringComparison.Ordinal)])
        {
            Environment = { ["CRC64"] = Crc64Nvme.Format(Crc64Nvme.Of(bytes)) },
        };
        using Process process = Process.Start(start)!;
        process.WaitForExit();
        File.Delete(file);
        Assert.Equal(0, process.ExitCode);
    }

    private static Task<ObjectException> FailAsync(S3ObjectStore store, string key, ObjectFacts? expected) =>
        Assert.ThrowsAsync<ObjectException>(() => store.ReadAsync(key, 0, new byte[1000], expected, Token).AsTask());
}
