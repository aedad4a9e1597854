using System.IO.Compression;
using System.Text;
using TesseraGdal.Forms.Npy.Tiles;
using TesseraGdal.Geometry;
using TesseraGdal.Rasters.Stored;
using TesseraGdal.Storage;
using TesseraGdal.Storage.Cache;
using TesseraGdal.Storage.Sources;
using TesseraGdal.Tests.Formats;
using TesseraGdal.Tests.Storage;
using Xunit;

namespace TesseraGdal.Tests.Rasters;

/// <summary>What the reader of its format rejects is dropped, and asked for once more (design.md §3): nothing bad stays after the publisher has mended it.</summary>
public sealed class RejectedObjectsRules : IAsyncDisposable
{
    private const string Embeddings = TestTile.EmbeddingsKey, Scales = TestTile.ScalesKey, Landmask = TestTile.LandmaskKey;
    private readonly TestTile _tile = new(37, 19);
    private readonly TestCache _cache = new();
    private readonly ScriptedObjectStore _source = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public RejectedObjectsRules()
    {
        foreach (string key in (string[])[Embeddings, Scales]) _source.Put(key, GoodBytes(key), "good");
        _source.Put(Landmask, GoodBytes(Landmask), "good");
    }

    public async ValueTask DisposeAsync()
    {
        await _cache.DisposeAsync();
        _tile.Dispose();
    }

    /// <summary>Every object of a tile × every way in which it can be no such object, though its checksum is right: the publisher's own is none where the upload was.</summary>
    public static TheoryData<string, string, bool> Damages()
    {
        var all = new TheoryData<string, string, bool>();
        foreach (string key in (string[])[Embeddings, Scales, Landmask])
        {
            foreach (string damage in (string[])["truncated", "page", "packed", "longer", "other size", "empty"])
            {
                all.Add(key, damage, true);
                all.Add(key, damage, false);
            }
        }
        return all;
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task What_was_no_good_is_read_right_once_the_publisher_has_mended_it(string key, string damage, bool inNewProcess)
    {
        _source.Put(key, Damaged(key, damage), "bad");
        CachedObjectStore store = _cache.Open(_source);
        TesseraException wrong = await Assert.ThrowsAnyAsync<TesseraException>(() => OpenAsync(store));
        Assert.Equal(TesseraErrorKind.CorruptData, wrong.Kind);
        Assert.Contains(key, wrong.Message, StringComparison.Ordinal);

        _source.Put(key, GoodBytes(key), "good");
        if (inNewProcess) store = _cache.Open(_source);
        await AssertRightAsync(await OpenAsync(store));
    }

    [Theory]
    [InlineData(Embeddings)]
    [InlineData(Scales)]
    [InlineData(Landmask)]
    public async Task What_stays_bad_costs_two_requests_a_read_and_is_not_kept(string key)
    {
        _source.Put(key, Damaged(key, "page"), "bad");
        CachedObjectStore store = _cache.Open(_source);
        for (int reads = 1; reads <= 3; reads++)
        {
            await Assert.ThrowsAnyAsync<TesseraException>(() => OpenAsync(store));
            Assert.Equal(2 * reads, _source.Reads.Count(read => read.Key == key));
        }
        Assert.DoesNotContain(_cache.Files(".index"), path => path.EndsWith(Path.GetFileName(key) + ".index", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Embeddings)]
    [InlineData(Scales)]
    [InlineData(Landmask)]
    public async Task What_one_source_has_wrong_is_asked_of_the_next(string key)
    {
        var second = new ScriptedObjectStore { Name = "second" };
        foreach (string good in (string[])[Embeddings, Scales, Landmask]) second.Put(good, GoodBytes(good), "good");
        _source.Put(key, Damaged(key, "page"), "bad");
        await AssertRightAsync(await OpenAsync(_cache.Open(new MirroredObjectStore([_source, second]))));
    }

    [Fact]
    public async Task What_all_sources_have_wrong_is_the_readers_error()
    {
        var second = new ScriptedObjectStore { Name = "second" };
        foreach (ScriptedObjectStore source in (ScriptedObjectStore[])[_source, second]) source.Put(Embeddings, Damaged(Embeddings, "page"), "bad");
        TesseraException e = await Assert.ThrowsAnyAsync<TesseraException>(() => OpenAsync(_cache.Open(new MirroredObjectStore([_source, second]))));
        Assert.Contains("NUMPY", e.Message, StringComparison.Ordinal);
        Assert.Equal((1, 1), (_source.Reads.Count(read => read.Key == Embeddings), second.Reads.Count(read => read.Key == Embeddings)));
    }

    [Fact]
    public async Task That_it_cannot_be_fetched_again_does_not_hide_what_was_wrong()
    {
        _source.Put(Scales, Damaged(Scales, "truncated"), "bad");
        _source.Before = (key, _, _) => key == Scales && _source.Reads.Count(read => read.Key == Scales) > 1 ? throw _source.Failure(ObjectFailure.Unavailable, key) : Task.CompletedTask;
        TesseraException e = await Assert.ThrowsAnyAsync<TesseraException>(() => OpenAsync(_cache.Open(_source)));
        Assert.Contains("truncated", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_landmask_whose_pixels_cannot_be_decoded_is_asked_for_once_more_by_the_read_that_finds_it_out()
    {
        byte[] good = GoodBytes(Landmask), bad = [.. good];
        int compression = IndexOfCompression(bad);
        bad[compression] = 99;
        _source.Put(Landmask, bad, "bad");
        CachedObjectStore store = _cache.Open(_source);
        TileRaster raster = await OpenAsync(store, new ReadOptions { MaskWater = true });
        TesseraException e = await Assert.ThrowsAnyAsync<TesseraException>(() => AssertRightAsync(raster));
        Assert.Contains("99", e.Message, StringComparison.Ordinal);
        _source.Put(Landmask, good, "good");
        await AssertRightAsync(raster); // the same raster
        Assert.Equal(3, _source.Reads.Count(read => read.Key == Landmask));
    }

    [Fact]
    public async Task After_a_wrong_checksum_the_next_read_of_the_same_raster_is_right()
    {
        CachedObjectStore store = _cache.Open(_source);
        TileRaster raster = await OpenAsync(store);
        _source.Put(Embeddings, GoodBytes(Embeddings), "good", withChecksum: true);
        _source.Tamper = (offset, bytes) => { if (offset > 0) bytes.Span[0] ^= 1; };
        Assert.Equal(ObjectFailure.Corrupt, (await Assert.ThrowsAsync<ObjectException>(() => AssertRightAsync(raster))).Failure);
        _source.Tamper = (_, _) => { };
        await AssertRightAsync(raster);
    }

    [Fact]
    public async Task A_wrong_checksum_that_fetching_ahead_has_found_is_told_by_the_next_read()
    {
        CachedObjectStore store = _cache.Open(_source);
        TileRaster raster = await OpenAsync(store);
        _source.Tamper = (offset, bytes) => { if (offset > 0) bytes.Span[0] ^= 1; };
        await Assert.ThrowsAsync<ObjectException>(() => raster.AdviseAsync(new Window(0, 0, _tile.Width, _tile.Height), Token).AsTask());
        Assert.Equal(ObjectFailure.Corrupt, (await Assert.ThrowsAsync<ObjectException>(() => AssertRightAsync(raster))).Failure);
        _source.Tamper = (_, _) => { };
        await AssertRightAsync(raster);
    }

    [Fact]
    public async Task What_only_a_head_claimed_is_not_kept_when_no_body_came()
    {
        var liar = new LyingStore(_source);
        CachedObjectStore store = _cache.Open(liar);
        await Assert.ThrowsAsync<ObjectException>(() => OpenAsync(store));
        liar.IsLying = false;
        await AssertRightAsync(await OpenAsync(store));
    }

    [Fact]
    public async Task An_object_that_is_replaced_while_it_is_opened_is_opened_anew()
    {
        CachedObjectStore store = _cache.Open(_source, new StorageOptions { CacheMemory = 0 }, onDisk: false);
        _source.Before = (key, _, _) =>
        {
            if (key == Embeddings && _source.Reads.Count(read => read.Key == key) == 2) _source.Put(key, GoodBytes(key), "newer");
            return Task.CompletedTask;
        };
        await AssertRightAsync(await OpenAsync(store));
    }

    /// <summary>Says that embeddings can be had whole only, are long, and then sends nothing.</summary>
    private sealed class LyingStore(ScriptedObjectStore inner) : IObjectStore
    {
        public bool IsLying { get; set; } = true;

        public string Name => inner.Name;

        public ValueTask<ObjectFacts> StatAsync(string key, CancellationToken cancellationToken) => inner.StatAsync(key, cancellationToken);

        public async ValueTask<ObjectRead> ReadAsync(string key, long offset, Memory<byte> destination, ObjectFacts? expected, CancellationToken cancellationToken)
        {
            if (!IsLying || key != Embeddings) return await inner.ReadAsync(key, offset, destination, expected, cancellationToken);
            ObjectFacts facts = await inner.StatAsync(key, cancellationToken) with { Length = 10_000_000 };
            throw expected is null ? new ObjectException(ObjectFailure.Refused, key, Name, "no ranges", "Ask for all.") { Whole = facts } : inner.Failure(ObjectFailure.Unavailable, key);
        }

        public ValueTask ReadAsync(string key, IReadOnlyList<RangeRead> ranges, ObjectFacts expected, CancellationToken cancellationToken) => inner.ReadAsync(key, ranges, expected, cancellationToken);

        public IAsyncEnumerable<ObjectFacts> ListAsync(string prefix, CancellationToken cancellationToken) => inner.ListAsync(prefix, cancellationToken);
    }

    private Task<TileRaster> OpenAsync(CachedObjectStore store, ReadOptions? options = null) => _tile.OpenAsync(options, store);

    private async Task AssertRightAsync(TileRaster raster)
    {
        using PixelSink sink = PixelSink.Of(PixelSink.Layout.Planes, _tile.Width, _tile.Height, 1);
        await raster.ReadAsync(sink.Read(new Window(0, 0, _tile.Width, _tile.Height), 7), null, Token);
        sink.Verify((row, column, _) => _tile.Expected(row, column, 7));
    }

    private byte[] GoodBytes(string key)
    {
        if (key == Landmask)
        {
            byte[] land = [.. Enumerable.Repeat((byte)1, _tile.Width * _tile.Height)];
            return LandmaskFixtures.Make(_tile.Width, _tile.Height, land, scale: [10, 10, 0], tie: [0, 0, 0, _tile.Grid.Transform.OriginX, _tile.Grid.Transform.OriginY, 0]);
        }
        return File.ReadAllBytes(Path.Combine(_tile.Store.Name, key));
    }

    private byte[] Damaged(string key, string damage)
    {
        byte[] good = GoodBytes(key);
        switch (damage)
        {
            case "truncated":
                return good[..(key == Landmask ? 60 : good.Length - 100)];
            case "page":
                return Encoding.ASCII.GetBytes("<html><body>Please log in.</body></html>");
            case "packed":
                using (var packed = new MemoryStream())
                {
                    using (var zip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) zip.Write(good);
                    return packed.ToArray();
                }
            case "longer" when key != Landmask:
                return [.. good, 0];
            case "empty":
                return [];
            default:
                return key == Embeddings ? TestTile.Npy("|i1", "(5, 4, 128)", new byte[5 * 4 * 128])
                    : key == Scales ? TestTile.Npy("<f4", "(5, 4)", new byte[5 * 4 * 4])
                    : LandmaskFixtures.Make(5, 4, new byte[20], scale: [10, 10, 0], tie: [0, 0, 0, 1, 2, 0]);
        }
    }

    /// <summary>Where the value of the field Compression lies: 259, type SHORT, one of them.</summary>
    private static int IndexOfCompression(ReadOnlySpan<byte> tiff) => tiff.IndexOf((ReadOnlySpan<byte>)[0x03, 0x01, 0x03, 0x00, 0x01, 0x00, 0x00, 0x00]) + 8;
}
