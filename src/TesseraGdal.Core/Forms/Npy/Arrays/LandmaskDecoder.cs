using BitMiracle.LibTiff.Classic;

namespace TesseraGdal.Forms.Npy.Arrays;

/// <summary>
/// Decodes the pixels of a landmask with LibTiff.NET. What the library would believe (sizes, numbers and lengths of blocks) is checked
/// before it sees the file, so that a hostile one cannot make it allocate more than a mask and a file may have.
/// </summary>
internal static class LandmaskDecoder
{
    private const ushort BitsPerSampleTag = 258;
    private const ushort CompressionTag = 259;
    private const ushort SamplesPerPixelTag = 277;
    private const ushort TileWidthTag = 322;
    private const ushort TileLengthTag = 323;

    /// <summary>None, LZW, Deflate by its two numbers, PackBits: what writers of masks use, and what the library decodes without a JPEG decoder's risks.</summary>
    private static readonly long[] Compressions = [1, 5, 8, 32946, 32773];

    /// <summary>The mask, row by row, a byte a pixel.</summary>
    /// <exception cref="TesseraException">CorruptData: says what is wrong.</exception>
    public static byte[] Decode(ReadOnlyMemory<byte> file, string name, TiffHeader directory, int width, int height)
    {
        if (directory.Integer(BitsPerSampleTag, "BitsPerSample", 1) != 8 || directory.Integer(SamplesPerPixelTag, "SamplesPerPixel", 1) != 1)
            throw directory.Wrong("its pixels are not one byte each");
        long compression = directory.Integer(CompressionTag, "Compression", 1);
        if (!Compressions.Contains(compression)) throw directory.Wrong($"its pixels are compressed by method {compression}, which cannot be read");
        TiffBlocks blocks = directory.Has(TileWidthTag)
            ? TiffBlocks.Tiles(directory, width, height, directory.Integer(TileWidthTag, "TileWidth"), directory.Integer(TileLengthTag, "TileLength"))
            : TiffBlocks.Strips(directory, width, height);
        blocks.Check(directory, file.Length);

        var stream = new LandmaskStream(file);
        try
        {
            using Tiff tiff = TiffListener.Open(name, stream) ?? throw directory.Wrong(stream.Complaint ?? "its directory cannot be read");
            return Read(tiff, blocks, width, height, directory, stream);
        }
        catch (Exception e) when (e is not (TesseraException or OutOfMemoryException))
        {
            // The library indexes its arrays by what the file says; whatever it trips over is the file's fault.
            throw LandmaskError.Wrong(name, $"its pixels cannot be decoded ({e.Message})", e);
        }
    }

    private static byte[] Read(Tiff tiff, TiffBlocks blocks, int width, int height, TiffHeader directory, LandmaskStream stream)
    {
        byte[] mask = new byte[width * height], block = new byte[blocks.Width * blocks.Height];
        for (int index = 0; index < blocks.Count; index++)
        {
            (int x, int y) = blocks.CornerOf(index);
            int rows = Math.Min(blocks.Height, height - y), columns = Math.Min(blocks.Width, width - x);
            int wanted = blocks.AreTiles ? block.Length : rows * width;
            int read = blocks.AreTiles
                ? tiff.ReadEncodedTile(index, block, 0, wanted)
                : tiff.ReadEncodedStrip(index, block, 0, wanted);
            if (read != wanted) throw directory.Wrong($"block {index} of its pixels cannot be decoded ({stream.Complaint ?? "it is too short"})");
            for (int row = 0; row < rows; row++)
                block.AsSpan(row * blocks.Width, columns).CopyTo(mask.AsSpan((y + row) * width + x));
        }
        return mask;
    }
}
