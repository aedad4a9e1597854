namespace TesseraGdal.Forms.Npy.Arrays;

/// <summary>How a TIFF's pixels are cut into tiles or strips.</summary>
/// <param name="AreTiles">Tiles, or strips of whole rows.</param>
/// <param name="Width">Columns of a block.</param>
/// <param name="Height">Rows of a block; the last strip may have fewer.</param>
/// <param name="Across">Blocks from west to east.</param>
/// <param name="Count">Blocks in all.</param>
internal readonly record struct TiffBlocks(bool AreTiles, int Width, int Height, int Across, int Count)
{
    private const ushort StripOffsetsTag = 273;
    private const ushort RowsPerStripTag = 278;
    private const ushort StripByteCountsTag = 279;
    private const ushort TileOffsetsTag = 324;
    private const ushort TileByteCountsTag = 325;

    /// <summary>The tiles of an image.</summary>
    public static TiffBlocks Tiles(TiffHeader directory, int width, int height, long tileWidth, long tileHeight)
    {
        if (tileWidth is < 1 or > Landmask.MaxLength || tileHeight is < 1 or > Landmask.MaxLength || tileWidth * tileHeight > Landmask.MaxLength)
            throw directory.Wrong($"its tiles of {tileWidth} × {tileHeight} pixels are too large");
        long across = (width + tileWidth - 1) / tileWidth, down = (height + tileHeight - 1) / tileHeight;
        return new TiffBlocks(true, (int)tileWidth, (int)tileHeight, (int)across, (int)(across * down));
    }

    /// <summary>The strips of an image.</summary>
    public static TiffBlocks Strips(TiffHeader directory, int width, int height)
    {
        long rows = Math.Min(directory.Integer(RowsPerStripTag, "RowsPerStrip", height), height);
        if (rows < 1) throw directory.Wrong("its strips have no rows");
        return new TiffBlocks(false, width, (int)rows, 1, (int)((height + rows - 1) / rows));
    }

    /// <summary>Column and row of a block's first pixel.</summary>
    public (int X, int Y) CornerOf(int index) => (index % Across * Width, index / Across * Height);

    /// <summary>Checks that every block is listed and lies within the file.</summary>
    /// <exception cref="TesseraException">CorruptData: one is not, or does not.</exception>
    public void Check(TiffHeader directory, int fileLength)
    {
        long[] offsets = directory.Integers(AreTiles ? TileOffsetsTag : StripOffsetsTag, "offsets of blocks");
        long[] lengths = directory.Integers(AreTiles ? TileByteCountsTag : StripByteCountsTag, "lengths of blocks");
        if (offsets.Length != Count || lengths.Length != Count)
            throw directory.Wrong($"it needs {Count} blocks of pixels, and lists {offsets.Length} offsets and {lengths.Length} lengths");
        for (int i = 0; i < Count; i++)
        {
            if (lengths[i] < 1 || lengths[i] > fileLength || offsets[i] > fileLength - lengths[i])
                throw directory.Wrong($"block {i} of its pixels lies outside the file; it is truncated");
        }
    }
}
