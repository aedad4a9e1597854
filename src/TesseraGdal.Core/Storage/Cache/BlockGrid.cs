namespace TesseraGdal.Storage.Cache;

/// <summary>
/// How an object is cut into blocks: 16 KiB each, the last one shorter. A pixel has 128 bytes, a tile's row of scales 1 KB near the poles and 4 KB at the
/// equator: with longer blocks, a picture from far away, which takes every 64th row, would take all scales along.
/// </summary>
internal static class BlockGrid
{
    /// <summary>Bytes in a block.</summary>
    public const int Size = 1 << 14;

    /// <summary>Longer objects are refused: a length is the server's word, and tables are allocated by it.</summary>
    public const long MaxLength = 16L << 30;

    /// <summary>Blocks in an object of a length ≤ <see cref="MaxLength"/>.</summary>
    public static int CountOf(long length) => (int)((length + Size - 1) / Size);

    /// <summary>The block that holds a byte.</summary>
    public static int At(long offset) => (int)(offset / Size);

    /// <summary>A block's first byte.</summary>
    public static long OffsetOf(int block) => (long)block * Size;

    /// <summary>A block's bytes in an object of a length.</summary>
    public static int LengthOf(int block, long length) => (int)Math.Min(Size, length - OffsetOf(block));

    /// <summary>Bytes of <paramref name="count"/> neighbouring blocks.</summary>
    public static int LengthOf(int first, int count, long length) => (int)(Math.Min(OffsetOf(first + count), length) - OffsetOf(first));
}
