using FsCheck.Xunit;
using TesseraGdal.Storage;
using TesseraGdal.Storage.Cache;
using TesseraGdal.Storage.Sources;
using Xunit;

namespace TesseraGdal.Tests.Storage;

/// <summary>Whatever is in the files of the cache, reads give the right bytes; at worst they are fetched again.</summary>
public sealed class CacheOnDisk : IAsyncDisposable
{
    private const string Key = "v1/a.npy";
    private static readonly byte[] Bytes = ObjectBytes.Of(12 * BlockGrid.Size + 99);
    private readonly TestCache _cache = new();
    private readonly ScriptedObjectStore _source = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public CacheOnDisk() => _source.Put(Key, Bytes);

    public ValueTask DisposeAsync() => _cache.DisposeAsync();

    [Property(MaxTest = 100)]
    public async Task A_flipped_bit_anywhere_costs_a_fetch_and_nothing_else(uint place, byte bit, bool inSidecar)
    {
        await FillAsync();
        string path = Assert.Single(_cache.Files(inSidecar ? ".index" : ".blocks"));
        byte[] file = await File.ReadAllBytesAsync(path);
        long at = place % file.Length;
        file[at] ^= (byte)(1 << (bit % 8));
        await File.WriteAllBytesAsync(path, file);
        await AssertHealsAsync();
    }

    [Property(MaxTest = 100)]
    public async Task Any_bytes_in_a_sidecar_cost_a_fetch_and_nothing_else(byte[] bytes, uint place, bool isCutShort)
    {
        await FillAsync();
        string path = Assert.Single(_cache.Files(".index"));
        byte[] file = await File.ReadAllBytesAsync(path);
        int at = (int)(place % file.Length);
        if (isCutShort) file = file[..at];
        else bytes.AsSpan(0, Math.Min(bytes.Length, file.Length - at)).CopyTo(file.AsSpan(at));
        await File.WriteAllBytesAsync(path, file);
        await AssertHealsAsync();
    }

    [Theory]
    [InlineData(".index", 0)]
    [InlineData(".index", 5_000_000)]
    [InlineData(".blocks", 0)]
    [InlineData(".blocks", 70_000)]
    [InlineData(".blocks", 5_000_000)]
    public async Task A_file_of_another_length_costs_a_fetch_and_nothing_else(string extension, int length)
    {
        await FillAsync();
        await using (FileStream file = File.Open(Assert.Single(_cache.Files(extension)), FileMode.Open)) file.SetLength(length);
        await AssertHealsAsync();
    }

    [Theory]
    [InlineData(".index")]
    [InlineData(".blocks")]
    public async Task A_file_that_is_gone_costs_a_fetch_and_nothing_else(string extension)
    {
        await FillAsync();
        File.Delete(Assert.Single(_cache.Files(extension)));
        await AssertHealsAsync();
    }

    [Fact]
    public async Task A_cache_that_goes_away_while_it_is_read_costs_a_fetch_and_nothing_else()
    {
        await FillAsync();
        using CachedObjectStore store = _cache.Open(_source);
        ObjectFacts facts = await store.StatAsync(Key, Token);
        Directory.Delete(Path.Combine(_cache.Folder, "objects", "chain"), recursive: true);
        byte[] all = new byte[Bytes.Length];
        await store.ReadAsync(Key, [new RangeRead(0, all)], facts, Token);
        Assert.Equal(Bytes, all);
    }

    [Fact]
    public async Task A_forged_sidecar_that_adds_up_is_found_out_by_the_published_checksum()
    {
        // Another process may have kept bytes that were wrong on the wire: they have the right CRC of wrong bytes.
        _source.Tamper = (offset, bytes) => bytes.Span[0] ^= offset > 0 ? (byte)1 : (byte)0;
        using (CachedObjectStore store = _cache.Open(_source))
        {
            ObjectFacts facts = await store.StatAsync(Key, Token);
            await store.ReadAsync(Key, 100_000, new byte[10], facts, Token);
        }
        _source.Tamper = (_, _) => { };
        await AssertHealsAsync();
    }

    [Fact]
    public async Task The_same_block_with_other_bytes_is_not_accepted()
    {
        using CachedObjectStore store = _cache.Open(_source, new StorageOptions { CacheMemory = 0 }, onDisk: false);
        ObjectFacts facts = await store.StatAsync(Key, Token);
        await store.ReadAsync(Key, 70_000, new byte[10], facts, Token);
        _source.Tamper = (_, bytes) => bytes.Span[0] ^= 1;
        var e = await Assert.ThrowsAsync<ObjectException>(() => store.ReadAsync(Key, 70_000, new byte[10], facts, Token).AsTask());
        Assert.Equal(ObjectFailure.Corrupt, e.Failure);
    }

    [Fact]
    public async Task A_changed_object_leaves_no_file_of_the_old_one()
    {
        await FillAsync();
        _source.Put(Key, ObjectBytes.Of(Bytes.Length, 2), "new tag");
        using CachedObjectStore store = _cache.Open(_source);
        store.Forget(Key);
        Assert.Empty(_cache.Files(".blocks"));
        Assert.Equal("new tag", (await store.StatAsync(Key, Token)).ETag);
        Assert.Single(_cache.Files(".blocks"));
        Assert.Empty(_cache.Files(".tmp"));
    }

    [Fact]
    public async Task Objects_used_longest_ago_go_first_when_there_is_no_more_room()
    {
        var options = new StorageOptions { CacheSize = 40 * BlockGrid.Size };
        using CachedObjectStore store = _cache.Open(_source, options);
        foreach (int i in Enumerable.Range(0, 6))
        {
            _source.Put($"o{i}", Bytes);
            await store.ReadAsync($"o{i}", 0, new byte[Bytes.Length], null, Token);
            foreach (string index in _cache.Files(".index")) File.SetLastWriteTimeUtc(index, File.GetLastWriteTimeUtc(index).AddHours(-1));
        }
        string[] left = [.. _cache.Files(".index").Select(path => Path.GetFileNameWithoutExtension(path)!).Order()];
        Assert.DoesNotContain("o0", left);
        Assert.Contains("o5", left);
        Assert.InRange(_cache.Files(".blocks").Sum(path => new FileInfo(path).Length), 1, options.CacheSize + 16 * BlockGrid.Size);
        // What has gone is fetched again.
        byte[] all = new byte[Bytes.Length];
        await store.ReadAsync("o0", 0, all, null, Token);
        Assert.Equal(Bytes, all);
    }

    [Fact]
    public async Task What_crashed_processes_left_is_swept()
    {
        await FillAsync();
        await _cache.EndSweepsAsync();
        string folder = Path.GetDirectoryName(_cache.Files(".index")[0])!;
        string[] old = [Path.Combine(folder, "b.0123456789abcdef.blocks"), Path.Combine(folder, "b.11.tmp")];
        string young = Path.Combine(folder, "c.0123456789abcdef.blocks");
        foreach (string path in (string[])[.. old, young]) await File.WriteAllTextAsync(path, "x", Token);
        foreach (string path in old) File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddHours(-2));
        CacheSweep.Run(Path.Combine(_cache.Folder, "objects"), long.MaxValue);
        Assert.All(old, path => Assert.False(File.Exists(path)));
        Assert.True(File.Exists(young));
        Assert.Single(_cache.Files(".index"));
    }

    private async Task FillAsync()
    {
        using CachedObjectStore store = _cache.Open(_source);
        store.Forget(Key);
        await store.ReadAsync(Key, 0, new byte[Bytes.Length], null, CancellationToken.None);
    }

    /// <summary>Reads everything right twice: with the damage, and from what was made good.</summary>
    private async Task AssertHealsAsync()
    {
        foreach (IObjectStore source in (IObjectStore[])[_source, new OfflineObjectStore("nowhere")])
        {
            using CachedObjectStore store = _cache.Open(source);
            byte[] part = new byte[1000], all = new byte[Bytes.Length];
            await store.ReadAsync(Key, 66_000, part, null, CancellationToken.None);
            await store.ReadAsync(Key, 0, all, null, CancellationToken.None);
            Assert.Equal(Bytes[66_000..67_000], part);
            Assert.Equal(Bytes, all);
        }
    }
}
