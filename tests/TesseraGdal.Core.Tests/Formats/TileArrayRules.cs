using System.Text;
using TesseraGdal.Forms.Npy.Arrays;
using TesseraGdal.Storage;
using TesseraGdal.Storage.Sources;
using TesseraGdal.Tests.Rasters;
using Xunit;

namespace TesseraGdal.Tests.Formats;

/// <summary>What is an array of a tile, and what is not (formats.md §3.1).</summary>
public sealed class TileArrayRules : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("arrays");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Embeddings_and_scales_are_opened_by_their_shapes()
    {
        TileArray embeddings = await OpenAsync("|i1", "(2, 3, 128)", 768, asScales: false);
        Assert.Equal((3, 2, 128, 128, 384L), (embeddings.Width, embeddings.Height, embeddings.ElementsPerPixel, embeddings.PixelLength, embeddings.RowLength));
        Assert.Equal(128 + 384 + 256, embeddings.OffsetOf(2, 1));
        TileArray scales = await OpenAsync("<f4", "(2, 3)", 24, asScales: true);
        Assert.Equal((3, 2, 1, 4, 12L), (scales.Width, scales.Height, scales.ElementsPerPixel, scales.PixelLength, scales.RowLength));
        TileArray each = await OpenAsync("<f4", "(2, 3, 128)", 3072, asScales: true);
        Assert.Equal((128, 512), (each.ElementsPerPixel, each.PixelLength));
    }

    [Theory]
    [InlineData("<f4", "(2, 3)", 24, false, "float32, and embeddings are int8")]
    [InlineData("|i1", "(2, 3, 64)", 384, false, "(2, 3, 64)")]
    [InlineData("|i1", "(2, 384)", 768, false, "(2, 384)")]
    [InlineData("|i1", "(768,)", 768, false, "(768,)")]
    [InlineData("|i1", "(0, 3, 128)", 0, false, "none of them is 0")]
    [InlineData("|i1", "(2, 3, 128)", 767, false, "truncated: it has 895 bytes")]
    [InlineData("|i1", "(2, 3)", 6, true, "int8, and scales are float32")]
    [InlineData("<f4", "(2, 3, 2)", 48, true, "(2, 3, 2)")]
    [InlineData("<f4", "(1, 2, 3, 128)", 3072, true, "(1, 2, 3, 128)")]
    public async Task Anything_else_is_refused_with_the_reason(string descr, string shape, int length, bool asScales, string expected)
    {
        TesseraException e = await Assert.ThrowsAsync<TesseraException>(() => OpenAsync(descr, shape, length, asScales));
        Assert.Equal(TesseraErrorKind.CorruptData, e.Kind);
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_that_is_longer_than_the_first_read_is_read_on()
    {
        string text = "{'descr': '|i1', 'fortran_order': False, 'shape': (1, 1, 128), }".PadRight(9000);
        byte[] file = [0x93, .. "NUMPY"u8, 1, 0, 0x28, 0x23, .. Encoding.ASCII.GetBytes(text), .. new byte[128]];
        Assert.Equal(9010, (await OpenAsync(file, asScales: false)).Header.DataOffset);
    }

    [Fact]
    public async Task An_empty_object_is_refused() =>
        Assert.Contains("it is empty", (await Assert.ThrowsAsync<TesseraException>(() => OpenAsync([], asScales: false))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task An_object_that_is_not_there_is_not_found() =>
        Assert.Equal(ObjectFailure.NotFound, (await Assert.ThrowsAsync<ObjectException>(
            () => TileArray.OpenEmbeddingsAsync(new DirectoryObjectStore(_folder.FullName), "none.npy", TestContext.Current.CancellationToken).AsTask())).Failure);

    private Task<TileArray> OpenAsync(string descr, string shape, int length, bool asScales) => OpenAsync(TestTile.Npy(descr, shape, new byte[length]), asScales);

    private async Task<TileArray> OpenAsync(byte[] file, bool asScales)
    {
        await File.WriteAllBytesAsync(Path.Combine(_folder.FullName, "x.npy"), file, TestContext.Current.CancellationToken);
        var store = new DirectoryObjectStore(_folder.FullName);
        return asScales
            ? await TileArray.OpenScalesAsync(store, "x.npy", TestContext.Current.CancellationToken)
            : await TileArray.OpenEmbeddingsAsync(store, "x.npy", TestContext.Current.CancellationToken);
    }
}
