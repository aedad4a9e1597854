using TesseraGdal.Storage;
using TesseraGdal.Storage.Sources;
using Xunit;

namespace TesseraGdal.Tests.Storage;

public sealed class OpenedStores : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tessera-stores-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Equal_chains_and_options_share_their_stores()
    {
        StorePair one = Open(new StorageOptions()), two = Open(new StorageOptions()), other = Open(new StorageOptions { Retries = 1 });
        Assert.Same(one, two);
        Assert.NotSame(one, other);

        static StorePair Open(StorageOptions options) =>
            ObjectStores.Open([new SourceRoute(StoreAddress.OfS3(new Uri("http://127.0.0.1:1"), "equal", "a/b"), key => key, "x")], options);
    }

    [Fact]
    public async Task Offline_every_source_on_the_network_says_so()
    {
        StorePair pair = ObjectStores.Open([new SourceRoute(StoreAddress.OfS3(null, "bucket"), key => key, "x")], new StorageOptions { Offline = true });
        foreach (IObjectStore store in (IObjectStore[])[pair.Direct, pair.Cached])
            Assert.Equal(ObjectFailure.Offline, (await Assert.ThrowsAsync<ObjectException>(() => store.StatAsync("v1/a.npy", Token).AsTask())).Failure);
    }

    [Fact]
    public async Task A_folder_is_read_under_each_layout_by_logical_keys()
    {
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "there"));
        await File.WriteAllBytesAsync(Path.Combine(_folder.FullName, "there", "a.npy"), [1, 2, 3], Token);
        StoreAddress folder = StoreAddress.OfDirectory(_folder.FullName);
        IObjectStore store = ObjectStores.Open([new SourceRoute(folder, key => "elsewhere/" + key, "1"), new SourceRoute(folder, key => "there/" + key, "2")], new StorageOptions()).Cached;
        ObjectFacts facts = await store.StatAsync("a.npy", Token);
        Assert.Equal(("a.npy", 3L, _folder.FullName), (facts.Key, facts.Length, facts.Source));
        byte[] bytes = new byte[2];
        await store.ReadAsync("a.npy", [new RangeRead(1, bytes)], facts, Token);
        Assert.Equal([2, 3], bytes);
    }

    [Fact]
    public async Task A_file_that_is_written_to_has_changed()
    {
        string path = Path.Combine(_folder.FullName, "a.npy");
        await File.WriteAllBytesAsync(path, [1, 2, 3], Token);
        var store = new DirectoryObjectStore(_folder.FullName);
        ObjectFacts facts = await store.StatAsync("a.npy", Token);
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddHours(1));
        var e = await Assert.ThrowsAsync<ObjectException>(() => store.ReadAsync("a.npy", 0, new byte[3], facts, Token).AsTask());
        Assert.Equal(ObjectFailure.Changed, e.Failure);
    }

    [Fact]
    public async Task A_few_bytes_of_a_folder_are_read_at_once_and_many_are_read_too()
    {
        byte[] all = [.. Enumerable.Range(0, 1 << 20).Select(i => (byte)(i * 7 + (i >> 8)))], few = new byte[1000], many = new byte[all.Length];
        await File.WriteAllBytesAsync(Path.Combine(_folder.FullName, "a.npy"), all, Token);
        var store = new DirectoryObjectStore(_folder.FullName);
        ValueTask<ObjectRead> read = store.ReadAsync("a.npy", 5000, few, null, Token);
        Assert.True(read.IsCompletedSuccessfully);
        Assert.Equal(few.Length, (await read).Count);
        Assert.Equal(all[5000..6000], few);
        Assert.Equal(all.Length, (await store.ReadAsync("a.npy", 0, many, null, Token)).Count);
        Assert.Equal(all, many);
    }

    [Theory]
    [InlineData("../a.npy", ObjectFailure.Refused)]
    [InlineData("/etc/passwd", ObjectFailure.Refused)]
    [InlineData("nothing.npy", ObjectFailure.NotFound)]
    [InlineData("folder", ObjectFailure.NotFound)]
    [InlineData("folder/nothing.npy", ObjectFailure.NotFound)]
    public async Task What_is_no_object_of_a_folder_cannot_be_read(string key, ObjectFailure failure)
    {
        _folder.CreateSubdirectory("folder");
        var store = new DirectoryObjectStore(_folder.FullName);
        Assert.Equal(failure, (await Assert.ThrowsAsync<ObjectException>(async () => await store.StatAsync(key, Token))).Failure);
    }

    [Fact]
    public async Task A_folder_is_listed_in_order_by_prefix()
    {
        foreach (string key in (string[])["b/2.npy", "b/1.npy", "a.npy", "bc.npy"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_folder.FullName, key))!);
            await File.WriteAllTextAsync(Path.Combine(_folder.FullName, key), "x", Token);
        }
        var keys = new List<string>();
        await foreach (ObjectFacts facts in new DirectoryObjectStore(_folder.FullName).ListAsync("b", Token)) keys.Add(facts.Key);
        Assert.Equal(["b/1.npy", "b/2.npy", "bc.npy"], keys);
    }

    [Theory]
    [InlineData("http://127.0.0.1:9110/slow", "bucket", "/a/b/", "http://127.0.0.1:9110/slow/bucket/a/b")]
    [InlineData(null, "bucket", "", "s3://bucket")]
    [InlineData("https://data.source.coop", "tessera", "tessera", "https://data.source.coop/tessera/tessera")]
    public void Addresses_are_written_as_people_do(string? service, string bucket, string prefix, string name) =>
        Assert.Equal(name, StoreAddress.OfS3(service is null ? null : new Uri(service), bucket, prefix).Name);

    [Theory]
    [InlineData("ftp://host", "bucket")]
    [InlineData("http://host", "")]
    [InlineData("http://host", "a/b")]
    public void What_is_no_address_is_refused(string service, string bucket) =>
        Assert.Equal(TesseraErrorKind.InvalidArgument, Assert.Throws<TesseraException>(() => StoreAddress.OfS3(new Uri(service), bucket)).Kind);
}
