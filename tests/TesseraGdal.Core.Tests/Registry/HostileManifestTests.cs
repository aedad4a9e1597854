using System.Buffers.Binary;
using FsCheck.Xunit;
using TesseraGdal.Forms.Npy.Registry;
using TesseraGdal.Forms.Npy.Registry.Columns;
using TesseraGdal.Storage;
using Xunit;

namespace TesseraGdal.Tests.Registry;

/// <summary>Files that are no manifests, or no longer: each is one error that names the file, and never a crash, a hang or a giant allocation.</summary>
public class HostileManifestTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;
    private static readonly HashSet<string> Wanted = ["year", "lon", "lat", "grid_size", "version"];

    [Fact]
    public async Task A_page_of_html_is_no_manifest()
    {
        TesseraException error = await FailsAsync("<html>This is not the manifest you are looking for.</html>"u8.ToArray());
        Assert.Contains("Parquet", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    public async Task A_file_of_next_to_nothing_is_no_manifest(int length) => await FailsAsync(new byte[length]);

    [Theory]
    [InlineData(0u)]
    [InlineData(1u << 20)]
    [InlineData(0x7FFFFFFFu)]
    [InlineData(0xFFFFFFFFu)]
    public async Task A_footer_of_an_impossible_length_is_refused(uint length)
    {
        byte[] file = await GoodAsync();
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(file.Length - 8), length);
        TesseraException error = await FailsAsync(file);
        Assert.Contains($"{length} bytes", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("year")]
    [InlineData("grid_size")]
    [InlineData("lon")]
    [InlineData("lat")]
    public async Task A_missing_column_is_named(string column)
    {
        string folder = await ManifestFile.Of((2024, 0.15, 52.05, 1)).Without(column).SaveAsync();
        TesseraException error = await FailsAsync(await File.ReadAllBytesAsync(Path.Combine(folder, "manifest.parquet"), Token));
        Assert.Contains($"lacks the column {column}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_of_another_kind_is_named()
    {
        ManifestFile[] files =
        [
            ManifestFile.Of((2024, 0.15, 52.05, 1)).Without("year").With("year", ["2024"]),
            ManifestFile.Of((2024, 0.15, 52.05, 1)).Without("year").WithDecimals("year", [2024]),
            ManifestFile.Of((2024, 0.15, 52.05, 1)).Without("year").With("year", [true]),
        ];
        foreach (ManifestFile file in files)
        {
            TesseraException error = await FailsAsync(await File.ReadAllBytesAsync(Path.Combine(await file.SaveAsync(), "manifest.parquet"), Token));
            Assert.Contains("its column year is", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_file_cut_short_anywhere_is_refused()
    {
        byte[] file = await GoodAsync();
        for (int length = 0; length < file.Length; length += 7) await FailsAsync(file[..length]);
    }

    /// <summary>One bit of each byte a run, the bits in turn: all eight take minutes, and were tried.</summary>
    [Fact]
    public async Task A_footer_with_a_bit_flipped_anywhere_is_refused_or_read()
    {
        byte[] file = await GoodAsync();
        int footer = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(file.Length - 8));
        for (int at = file.Length - 8 - footer; at < file.Length; at++)
        {
            byte bit = (byte)(1 << (at % 8));
            file[at] ^= bit;
            ReadOrRefuse(file);
            file[at] ^= bit;
        }
    }

    [Fact]
    public async Task Pages_with_a_byte_changed_anywhere_are_refused_or_read()
    {
        byte[] file = await GoodAsync();
        int footer = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(file.Length - 8));
        byte[] instead = [0, 0xFF, 0x7F, 1];
        for (int at = 4; at < file.Length - 8 - footer; at++)
        {
            byte was = file[at];
            file[at] = instead[at % instead.Length];
            ReadOrRefuse(file);
            file[at] = was;
        }
    }

    [Property(MaxTest = 2000)]
    public void Random_bytes_are_refused_or_read_as_a_footer(byte[] bytes)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        if (Record.Exception(() => ParquetFooter.Parse(bytes, long.MaxValue, Wanted)) is { } error) Assert.IsType<InvalidDataException>(error);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Property(MaxTest = 2000)]
    public async Task Random_bytes_are_refused_or_read_as_pages(byte[] bytes)
    {
        var column = new ParquetColumn("year", 1, PhysicalType.Int64, IsOptional: true, IsRepeated: false, IsDecimal: false);
        var chunk = new ColumnChunk { Column = column, Offset = 4, Length = bytes.Length, Values = 4, Codec = bytes.Length % 8 };
        Exception? error = await Record.ExceptionAsync(async () => await new ColumnDecoder().NumbersAsync(chunk, bytes, new double[4], Token));
        if (error is not null) Assert.IsType<InvalidDataException>(error);
    }

    [Theory]
    [InlineData(CompactType.List, new byte[] { 0xFC, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F })] // a list of four thousand million structs
    [InlineData(CompactType.Binary, new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 1 })]  // a text of 2 GiB
    [InlineData(CompactType.Int64, new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1 })]
    [InlineData(CompactType.Map, new byte[] { 0xFF, 0xFF, 0xFF, 0x7F, 0x88 })]
    [InlineData(CompactType.Struct, new byte[] { 0x15 })]                              // ends in the middle of a field
    public void Lengths_are_not_believed(object type, byte[] bytes) =>
        Assert.Throws<InvalidDataException>(() => new CompactReader(bytes).Skip((CompactType)type));

    [Fact]
    public void Nesting_has_an_end() =>
        Assert.Throws<InvalidDataException>(() => new CompactReader([.. Enumerable.Repeat((byte)0x1C, 1 << 20)]).Skip(CompactType.Struct));

    [Fact]
    public async Task A_page_that_would_decompress_to_more_than_is_read_is_refused()
    {
        // Snappy's length in front of the body, and Zstandard's in its frame, decide what a decompressor allocates.
        byte[] snappy = [0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0, 0, 0], zstd = [0x28, 0xB5, 0x2F, 0xFD, 0xE0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0];
        foreach ((byte[] body, int codec) in new[] { (snappy, 1), (zstd, 6) })
        {
            ReadOnlySpan<byte> header = new CompactWriter().Begin().Int32(1, DataPage.TypeData).Int32(2, 100).Int32(3, body.Length).Begin(5).Int32(1, 4).Int32(2, 0).End().End().Written;
            byte[] bytes = [.. header, .. body];
            var column = new ParquetColumn("year", 1, PhysicalType.Int64, IsOptional: false, IsRepeated: false, IsDecimal: false);
            var chunk = new ColumnChunk { Column = column, Offset = 4, Length = bytes.Length, Values = 4, Codec = codec };
            var error = await Assert.ThrowsAsync<InvalidDataException>(async () => await new ColumnDecoder().NumbersAsync(chunk, bytes, new double[4], Token));
            Assert.Contains("decompresses to", error.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>A small manifest with all kinds of columns, in three row groups.</summary>
    private static async Task<byte[]> GoodAsync()
    {
        string folder = await ManifestFile.Of([.. Enumerable.Range(0, 24).Select(i => (2017 + (i % 9), ((i * 10) - 295) / 100.0, ((i * 10) + 5) / 100.0, (long)i))])
            .With("version", Enumerable.Range(0, 24).Select(i => i % 7 == 0 ? "1.1" : "1.0"))
            .WithNulls<long>("scales_size", Enumerable.Range(0, 24).Select(i => i % 5 == 0 ? (long?)null : i))
            .SaveAsync(rowsPerGroup: 13);
        return await File.ReadAllBytesAsync(Path.Combine(folder, "manifest.parquet"), Token);
    }

    private static async Task<TesseraException> FailsAsync(byte[] file)
    {
        var error = await Assert.ThrowsAsync<TesseraException>(async () => await ReadAsync(file));
        Assert.Equal(TesseraErrorKind.CorruptData, error.Kind);
        Assert.Contains("m.parquet of memory", error.Message, StringComparison.Ordinal);
        Assert.Contains("TESSERA_REGISTRY", error.Message, StringComparison.Ordinal);
        return error;
    }

    private static void ReadOrRefuse(byte[] file)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Task reading = ReadAsync(file).AsTask();
        Assert.True(reading.IsCompleted); // nothing waits for a store in memory, so this thread did it all
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200 << 20);
        if (reading.Exception?.InnerException is { } error) Assert.Equal(TesseraErrorKind.CorruptData, Assert.IsType<TesseraException>(error).Kind);
    }

    private static async ValueTask ReadAsync(byte[] file)
    {
        var store = new MemoryStore(file);
        await ManifestReader.ReadAsync(Fixtures.V1, store, await store.StatAsync("m.parquet", Token), VerifyMode.WhenWhole, Token);
    }
}
