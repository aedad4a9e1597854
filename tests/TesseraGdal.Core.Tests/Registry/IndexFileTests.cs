using System.Buffers.Binary;
using TesseraGdal.Forms;
using TesseraGdal.Forms.Npy.Registry;
using TesseraGdal.Forms.Npy.Registry.Index;
using TesseraGdal.Geometry;
using Xunit;

namespace TesseraGdal.Tests.Registry;

/// <summary>Index files that are torn, foreign or damaged: never believed, and never a crash.</summary>
public class IndexFileTests : KeptRegistry
{
    [Fact]
    public async Task An_index_with_any_byte_of_its_header_changed_is_not_believed()
    {
        string folder = await ManifestAsync();
        WatchedStore store = WatchedStore.Of(folder);
        await OpenAsync(store);
        string file = Assert.Single(IndexFiles());
        string identity = $"{store.Name}\nmanifest.parquet\n{Fixtures.V1.Name} {Fixtures.V1.Version} {Fixtures.V1.Variant}";
        Assert.NotNull(IndexFile.TryOpen(file, identity));
        byte[] header = new byte[IndexHeader.Size];
        using (FileStream stream = File.OpenRead(file)) stream.ReadExactly(header);
        for (int at = 0; at < header.Length; at++)
        {
            if (at is >= IndexHeader.CheckedAtOffset and < IndexHeader.CheckedAtOffset + 16) continue; // renewed in place
            byte[] changed = [.. header];
            changed[at] ^= 0x20;
            Assert.Null(IndexHeader.Read(changed));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData((int)IndexHeader.FileLength - 1)]
    [InlineData((int)IndexHeader.FileLength + 1)]
    public async Task An_index_of_another_length_is_made_anew(int length)
    {
        string folder = await ManifestAsync();
        await OpenAsync(WatchedStore.Of(folder));
        using (FileStream stream = File.OpenWrite(Assert.Single(IndexFiles()))) stream.SetLength(length);
        WatchedStore store = WatchedStore.Of(folder);
        Assert.True((await OpenAsync(store)).Contains(2024, Tile));
        Assert.Equal(1, store.Stats);
        Assert.Equal(IndexHeader.FileLength, new FileInfo(Assert.Single(IndexFiles())).Length);
    }

    [Fact]
    public async Task An_index_of_another_registry_under_our_name_is_made_anew()
    {
        string folder = await ManifestAsync();
        await OpenAsync(WatchedStore.Of(folder));
        string ours = Assert.Single(IndexFiles());
        await OwnRegistry.OpenAsync(Fixtures.V1, WatchedStore.Of(Fixtures.Manifests), "manifest.parquet", Options, Token);
        File.Copy(IndexFiles().Single(file => file != ours), ours, overwrite: true);
        Assert.Equal([2024], (await OpenAsync(WatchedStore.Of(folder))).Years);
    }

    [Fact]
    public async Task Damaged_cells_are_found_when_the_source_is_asked_and_never_lead_astray()
    {
        string folder = await ManifestAsync();
        await OpenAsync(WatchedStore.Of(folder));
        await using (FileStream stream = File.OpenWrite(Assert.Single(IndexFiles())))
        {
            stream.Position = IndexHeader.Size + 4444;
            stream.WriteByte(0xFF);
        }
        _clock.Advance(TimeSpan.FromDays(1));
        WatchedStore store = WatchedStore.Of(folder);
        TilePresence registry = await OpenAsync(store);
        Assert.Equal([Tile], registry.Cells(null, new TileId(-17995, -8995), new TileId(17995, 8995)));
        Assert.True(store.Reads > 0);
    }

    [Fact]
    public async Task A_checking_time_in_the_future_is_none()
    {
        WatchedStore store = WatchedStore.Of(await ManifestAsync());
        await OpenAsync(store);
        _clock.Advance(TimeSpan.FromDays(-400));
        await OpenAsync(store);
        Assert.Equal(2, store.Stats);
    }

    [Fact]
    public async Task Times_of_any_bits_are_no_harm()
    {
        WatchedStore store = WatchedStore.Of(await ManifestAsync());
        foreach (long bits in new[] { long.MinValue, long.MaxValue, -1, 0 })
        {
            await OpenAsync(store);
            byte[] times = new byte[16];
            BinaryPrimitives.WriteInt64LittleEndian(times, bits);
            BinaryPrimitives.WriteInt64LittleEndian(times.AsSpan(8), bits);
            await using (FileStream stream = File.OpenWrite(Assert.Single(IndexFiles())))
            {
                stream.Position = IndexHeader.CheckedAtOffset;
                stream.Write(times);
            }
            Assert.Equal(_clock.GetUtcNow(), (await OpenAsync(store)).Facts.CheckedAt);
        }
    }
}
