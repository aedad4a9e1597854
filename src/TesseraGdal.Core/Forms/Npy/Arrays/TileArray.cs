using TesseraGdal.Storage;

namespace TesseraGdal.Forms.Npy.Arrays;

/// <summary>
/// One of the two arrays of a tile, opened: int8 embeddings of shape (H, W, 128), or float32 scales of shape (H, W) or (H, W, 128), with
/// the band as the fastest axis (formats.md §3.1). Its shape, type, order and length have been checked against the object.
/// </summary>
internal sealed record TileArray
{
    /// <summary>Bands of an embedding.</summary>
    public const int EmbeddingBands = 128;

    /// <summary>How much of an object is asked for at first: its header, and no more than a page of data.</summary>
    private const int ProbeLength = 4096;

    /// <summary>The object, as the store described it when it was opened.</summary>
    public required ObjectFacts Facts { get; init; }

    /// <summary>Its header.</summary>
    public required NpyHeader Header { get; init; }

    /// <summary>Rows, &gt; 0; the first is the northernmost.</summary>
    public int Height => (int)Header.Shape[0];

    /// <summary>Columns, &gt; 0.</summary>
    public int Width => (int)Header.Shape[1];

    /// <summary>Elements of a pixel: 128, or 1 for scales of shape (H, W).</summary>
    public int ElementsPerPixel => Header.Shape.Count == 3 ? (int)Header.Shape[2] : 1;

    /// <summary>Bytes of a pixel.</summary>
    public int PixelLength => ElementsPerPixel * Header.ItemSize;

    /// <summary>Bytes of a row.</summary>
    public long RowLength => (long)Width * PixelLength;

    /// <summary>The byte of the object at which a pixel begins.</summary>
    public long OffsetOf(int column, int row) => Header.DataOffset + row * RowLength + (long)column * PixelLength;

    /// <summary>Opens the embeddings of a tile: int8, (H, W, 128).</summary>
    /// <exception cref="TesseraException">The object cannot be had (an <see cref="ObjectException"/>), or is not such an array (CorruptData).</exception>
    public static async ValueTask<TileArray> OpenEmbeddingsAsync(IObjectStore store, string key, CancellationToken cancellationToken)
    {
        TileArray array = await OpenAsync(store, key, cancellationToken).ConfigureAwait(false);
        if (array.Header.Element != NpyElement.Int8)
            throw NpyError.Wrong(key, "its elements are float32, and embeddings are int8 ('|i1'); are these the scales?");
        if (array.Header.Shape.Count != 3 || array.ElementsPerPixel != EmbeddingBands)
            throw WrongShape(key, array.Header, $"embeddings have the shape (H, W, {EmbeddingBands})");
        return array;
    }

    /// <summary>Opens the scales of a tile: float32, (H, W) or (H, W, 128).</summary>
    /// <exception cref="TesseraException">The object cannot be had (an <see cref="ObjectException"/>), or is not such an array (CorruptData).</exception>
    public static async ValueTask<TileArray> OpenScalesAsync(IObjectStore store, string key, CancellationToken cancellationToken)
    {
        TileArray array = await OpenAsync(store, key, cancellationToken).ConfigureAwait(false);
        if (array.Header.Element == NpyElement.Int8)
            throw NpyError.Wrong(key, "its elements are int8, and scales are float32 ('<f4')");
        if (array.Header.Shape.Count == 3 && array.ElementsPerPixel != EmbeddingBands)
            throw WrongShape(key, array.Header, $"scales have the shape (H, W) or (H, W, {EmbeddingBands})");
        return array;
    }

    private static async ValueTask<TileArray> OpenAsync(IObjectStore store, string key, CancellationToken cancellationToken)
    {
        ObjectFacts facts = await store.StatAsync(key, cancellationToken).ConfigureAwait(false);
        if (facts.Length == 0) throw NpyError.Wrong(key, "it is empty");
        byte[] start = new byte[Math.Min(ProbeLength, facts.Length)];
        await ReadStartAsync(store, key, facts, start, 0, cancellationToken).ConfigureAwait(false);
        int needed = NpyHeader.LengthOf(start, facts.Length, key);
        if (needed > start.Length)
        {
            int had = start.Length;
            Array.Resize(ref start, needed);
            await ReadStartAsync(store, key, facts, start, had, cancellationToken).ConfigureAwait(false);
        }
        NpyHeader header = NpyHeader.Parse(start, facts.Length, key);
        if (header.Shape.Count is not (2 or 3) || header.Shape.Any(length => length is < 1 or > int.MaxValue))
            throw WrongShape(key, header, "a tile has the shape (H, W) or (H, W, 128), and none of them is 0");
        return new TileArray { Facts = facts, Header = header };
    }

    private static async ValueTask ReadStartAsync(
        IObjectStore store, string key, ObjectFacts facts, byte[] start, int from, CancellationToken cancellationToken)
    {
        ObjectRead read = await store.ReadAsync(key, from, start.AsMemory(from), facts, cancellationToken).ConfigureAwait(false);
        if (read.Count < start.Length - from)
            throw NpyError.Wrong(key, $"it ended after {from + read.Count} bytes, and its store says that it has {facts.Length}");
    }

    private static TesseraException WrongShape(string key, NpyHeader header, string rule) =>
        NpyError.Wrong(key, $"its shape is {NpyError.Shape(header.Shape)}, and {rule}");
}
