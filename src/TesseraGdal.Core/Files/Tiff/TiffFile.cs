using System.Buffers;
using TesseraGdal.Files.Virtual;
using TesseraGdal.Rasters;
using TesseraGdal.Storage;

namespace TesseraGdal.Files.Tiff;

/// <summary>A raster as a BigTIFF, whose bytes are computed as they are read (<see cref="TiffLayout"/>).</summary>
internal sealed class TiffFile : IVirtualFile
{
    /// <summary>Rows that are decoded at once where a read wants rows here and there.</summary>
    private const int RowsAtOnce = 8;

    private readonly TiffLayout _layout;
    private readonly StripReader _reader = new();

    /// <summary>Shows a raster.</summary>
    /// <param name="raster">A raster with one band or more.</param>
    /// <param name="lastModified">The time to show, or null.</param>
    internal TiffFile(IRaster raster, DateTimeOffset? lastModified)
    {
        _layout = TiffLayout.Of(raster);
        Facts = new FileFacts(false, _layout.Length, lastModified);
    }

    /// <inheritdoc/>
    public FileFacts Facts { get; }

    /// <inheritdoc/>
    public async ValueTask ReadAsync(IReadOnlyList<RangeRead> ranges, CancellationToken cancellationToken)
    {
        var strips = new List<StripRange>();
        foreach (RangeRead range in ranges)
        {
            CopyHead(range);
            strips.AddRange(StripRange.Of(_layout, range));
        }
        if (strips.Count == 1) await ReadAsync(strips[0], _reader.ReadAsync, cancellationToken).ConfigureAwait(false);
        else if (IsBandAfterBand(strips))
        {
            foreach (StripRange strip in strips) await ReadAsync(strip, _reader.ReadAsync, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = RowsAtOnce, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(strips, options, (strip, token) => ReadAsync(strip, StripReader.DecodeAsync, token)).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask AdviseAsync(IReadOnlyList<(long Offset, long Length)> ranges, CancellationToken cancellationToken)
    {
        // Bands come together: what one of them needs, all need.
        foreach (IGrouping<TiffImage, StripBlock> image in ranges.SelectMany(range => StripRange.BlocksOf(_layout, range.Offset, range.Length)).GroupBy(block => block.Image))
        {
            int first = image.Min(block => block.Row), end = image.Max(block => block.Row + block.Rows);
            await image.Key.Raster.AdviseAsync(new Geometry.Window(0, first, image.Key.Raster.Info.Grid.Width, end - first), cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool IsBandAfterBand(List<StripRange> strips)
    {
        for (int i = 1; i < strips.Count; i++)
        {
            if (strips[i].Block.Band == strips[i - 1].Block.Band) return false;
        }
        return true;
    }

    /// <summary>Reads strips whole; where only a part of the first or last one is wanted, through a copy.</summary>
    private static async ValueTask ReadAsync(StripRange range, Func<StripBlock, Memory<byte>, CancellationToken, ValueTask> read, CancellationToken cancellationToken)
    {
        if (range.Destination.Length == range.Block.Length)
        {
            await read(range.Block, range.Destination, cancellationToken).ConfigureAwait(false);
            return;
        }
        byte[] whole = ArrayPool<byte>.Shared.Rent((int)range.Block.Length);
        try
        {
            await read(range.Block, whole.AsMemory(0, (int)range.Block.Length), cancellationToken).ConfigureAwait(false);
            whole.AsSpan(range.Skip, range.Destination.Length).CopyTo(range.Destination.Span);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }

    /// <summary>Fills what a range has of the head and of the series.</summary>
    private void CopyHead(RangeRead range)
    {
        if (Part(range, 0, _layout.Head.Length) is var (start, head)) _layout.Head.AsSpan((int)start, head.Length).CopyTo(head.Span);
        foreach (TiffImage image in _layout.Images)
        {
            foreach (TiffSeries series in (ReadOnlySpan<TiffSeries>)[image.Offsets, image.Counts])
            {
                if (Part(range, series.Position, series.Length) is var (from, part)) series.CopyTo(from, part.Span);
            }
            if (Part(range, image.Counts.Position + image.Counts.Length, image.SeriesEnd - image.Counts.Position - image.Counts.Length) is var (_, gap)) gap.Span.Clear();
        }
    }

    /// <summary>The part of a range that lies within a piece of the file, and where it begins in that piece; null where they do not meet.</summary>
    private static (long Start, Memory<byte> Destination)? Part(RangeRead range, long position, long length)
    {
        long first = Math.Max(range.Offset, position), end = Math.Min(range.Offset + range.Destination.Length, position + length);
        return first < end ? (first - position, range.Destination.Slice((int)(first - range.Offset), (int)(end - first))) : null;
    }
}
