using System.Buffers;
using TesseraGdal.Forms.Npy.Arrays;
using TesseraGdal.Storage;

namespace TesseraGdal.Forms.Npy.Tiles;

/// <summary>Rows of a stored array, fetched into pooled memory. Disposed, it gives the memory back; nothing may read from it then.</summary>
internal sealed class RowBuffer : IDisposable
{
    private byte[]? _bytes;

    private RowBuffer(RowLayout layout, byte[] bytes)
    {
        Layout = layout;
        _bytes = bytes;
    }

    /// <summary>Where the rows lie.</summary>
    public RowLayout Layout { get; }

    /// <summary>The bytes of all ranges.</summary>
    public Span<byte> Bytes => (_bytes ?? throw new ObjectDisposedException(nameof(RowBuffer))).AsSpan(0, Layout.Length);

    /// <summary>Fetches the rows of a layout.</summary>
    /// <exception cref="TesseraException">They could not be had.</exception>
    public static async ValueTask<RowBuffer> FetchAsync(IObjectStore store, TileArray array, RowLayout layout, CancellationToken cancellationToken)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(layout.Length);
        // After a failure the memory does not go back to the pool: a store may still have a request under way that writes to it.
        if (layout.Runs.Count == 1)
            await FetchOneAsync(store, array.Facts, layout.Runs[0], bytes, cancellationToken).ConfigureAwait(false);
        else
            await store.ReadAsync(array.Facts.Key, RangesOf(layout, bytes), array.Facts, cancellationToken).ConfigureAwait(false);
        return new RowBuffer(layout, bytes);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _bytes, null) is { } bytes) ArrayPool<byte>.Shared.Return(bytes);
    }

    private static async ValueTask FetchOneAsync(IObjectStore store, ObjectFacts facts, RowRun run, byte[] bytes, CancellationToken cancellationToken)
    {
        ObjectRead read = await store.ReadAsync(facts.Key, run.Offset, bytes.AsMemory(0, run.Length), facts, cancellationToken).ConfigureAwait(false);
        if (read.Count < run.Length)
        {
            throw new ObjectException(
                ObjectFailure.Corrupt, facts.Key, facts.Source, $"it ended {run.Length - read.Count} bytes before a row of pixels did", "Read it again.");
        }
    }

    private static RangeRead[] RangesOf(RowLayout layout, byte[] bytes)
    {
        var ranges = new RangeRead[layout.Runs.Count];
        for (int i = 0; i < ranges.Length; i++)
        {
            RowRun run = layout.Runs[i];
            ranges[i] = new RangeRead(run.Offset, bytes.AsMemory(run.Position, run.Length));
        }
        return ranges;
    }
}
