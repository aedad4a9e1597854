using System.Buffers;
using TesseraGdal.Geometry;
using TesseraGdal.Rasters;

namespace TesseraGdal.Files.Tiff;

/// <summary>
/// Reads strips. A reader who takes the same rows band after band, as programs do that copy a TIFF, or a band row after row, is gone ahead of: at
/// each step that follows the last one twice as many bands or rows are decoded at once, up to 8 MiB, and kept until they are asked for. Of other readers
/// nothing is computed that they do not ask for. One call at a time.
/// </summary>
internal sealed class StripReader
{
    private const int MostAhead = 8 << 20;

    private StripBlock? _last;
    private StripBlock? _kept;
    private byte[] _bytes = [];
    private int _steps = 1;

    /// <summary>Reads rows of one band.</summary>
    /// <param name="wanted">Rows of one band.</param>
    /// <param name="destination">As long as they are.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    internal async ValueTask ReadAsync(StripBlock wanted, Memory<byte> destination, CancellationToken cancellationToken)
    {
        StripBlock? last = _last;
        _last = wanted;
        if (_kept is not { } kept || !kept.Contains(wanted))
        {
            StripBlock ahead = Extend(wanted, last);
            if (ahead == wanted)
            {
                await DecodeAsync(wanted, destination, cancellationToken).ConfigureAwait(false);
                return;
            }
            _kept = null;
            if (_bytes.Length < ahead.Length) _bytes = GC.AllocateUninitializedArray<byte>((int)ahead.Length);
            await DecodeAsync(ahead, _bytes.AsMemory(0, (int)ahead.Length), cancellationToken).ConfigureAwait(false);
            _kept = kept = ahead;
        }
        // Rows of one band lie together in a block, whatever it is.
        _bytes.AsSpan((int)kept.OffsetOf(wanted), destination.Length).CopyTo(destination.Span);
    }

    /// <summary>Decodes a block, band after band, and remembers nothing.</summary>
    internal static async ValueTask DecodeAsync(StripBlock block, Memory<byte> destination, CancellationToken cancellationToken)
    {
        IRaster raster = block.Image.Raster;
        int width = raster.Info.Grid.Width;
        using MemoryHandle pinned = destination.Pin();
        var request = new RasterRead
        {
            Window = new Window(0, block.Row, width, block.Rows),
            Bands = Enumerable.Range(block.Band, block.Bands).ToArray(),
            OutWidth = width,
            OutHeight = block.Rows,
            Destination = new PixelBuffer(AddressOf(pinned), block.Image.RowLength / width, block.Image.RowLength, (long)block.Image.RowLength * block.Rows),
        };
        await raster.ReadAsync(request, null, cancellationToken).ConfigureAwait(false);
    }

    private StripBlock Extend(StripBlock wanted, StripBlock? last)
    {
        if (last is not { } before || !ReferenceEquals(before.Image, wanted.Image)) return Forget(wanted);
        if (wanted.Row == before.Row && wanted.Rows == before.Rows && wanted.Band == before.Band + 1)
        {
            long room = Math.Min(MostAhead / wanted.Length, wanted.Image.Bands - wanted.Band);
            _steps = (int)Math.Clamp(room, 1, _steps * 2L);
            return wanted with { Bands = _steps };
        }
        if (wanted.Band == before.Band && wanted.Row == before.Row + before.Rows && wanted.Rows == before.Rows)
        {
            // No more rows than GDAL would read at once of the raster itself: what is fetched for them may not be needed.
            int room = Math.Min(Math.Min(wanted.Image.Raster.Info.Block.Height, MostAhead / wanted.Image.RowLength), wanted.Image.Height - wanted.Row);
            _steps = Math.Clamp(_steps * 2, 1, Math.Max(1, room));
            return _steps > wanted.Rows ? wanted with { Rows = _steps } : wanted;
        }
        return Forget(wanted);
    }

    private StripBlock Forget(StripBlock wanted)
    {
        _steps = 1;
        return wanted;
    }

    private static unsafe nint AddressOf(in MemoryHandle pinned) => (nint)pinned.Pointer;
}
