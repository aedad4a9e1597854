using System.Buffers;
using System.Runtime.CompilerServices;
using TesseraGdal.Quantization;

namespace TesseraGdal.Rasters;

/// <summary>
/// Reads single pixels of tiles. Of a tile only rows that hold a wanted pixel are fetched: rows that follow one another go together, and rows between them are never fetched along,
/// which for windows would be quicker. What is under way at once needs some tens of MiB, however many pixels are wanted.
/// </summary>
/// <typeparam name="T">A value of the raster's pixel type.</typeparam>
/// <param name="destination">Takes the values of point n from n times the number of bands on.</param>
/// <param name="bands">Bands, counted from 0.</param>
/// <param name="gate">How many reads may be under way at once.</param>
internal sealed class PickReader<T>(T[] destination, int[] bands, SemaphoreSlim gate)
    where T : unmanaged
{
    /// <summary>Stored bytes of rows that are read together.</summary>
    private const long MostStored = 2 << 20;

    /// <summary>Bytes of memory that the columns and rows of a read span.</summary>
    private const long MostSpanned = 4 << 20;

    /// <summary>Reads the pixels of a tile.</summary>
    /// <param name="raster">The tile.</param>
    /// <param name="picks">The pixels, in ascending order.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    public async Task ReadAsync(ISampledRaster raster, ReadOnlyMemory<PixelPick> picks, CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = int.MaxValue, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(Parts(picks, raster.Info.Grid.Width), options, async (part, token) =>
        {
            await gate.WaitAsync(token).ConfigureAwait(false);
            try
            {
                await ReadPartAsync(raster, part, token).ConfigureAwait(false);
            }
            finally
            {
                gate.Release();
            }
        }).ConfigureAwait(false);
    }

    /// <summary>Parts whose rows follow one another, of bounded size.</summary>
    private IEnumerable<ReadOnlyMemory<PixelPick>> Parts(ReadOnlyMemory<PixelPick> picks, int width)
    {
        int first = 0;
        for (int i = 1; i < picks.Length; i++)
        {
            (int from, int last, int row) = (picks.Span[first].Row, picks.Span[i - 1].Row, picks.Span[i].Row);
            if (row == last) continue;
            long rows = row - from + 1L, spanned = rows * Math.Min(i + 1 - first, width) * bands.Length * Unsafe.SizeOf<T>();
            if (row == last + 1 && rows * width * PixelKernel.Bands <= MostStored && spanned <= MostSpanned) continue;
            yield return picks[first..i];
            first = i;
        }
        if (picks.Length > 0) yield return picks[first..];
    }

    private async ValueTask ReadPartAsync(ISampledRaster raster, ReadOnlyMemory<PixelPick> picks, CancellationToken cancellationToken)
    {
        int[] columns = [.. Distinct(picks, pick => pick.Column).Order()], rows = [.. Distinct(picks, pick => pick.Row)];
        using IMemoryOwner<T> values = MemoryPool<T>.Shared.Rent(checked(rows.Length * columns.Length * bands.Length));
        using (MemoryHandle pinned = values.Memory.Pin())
        {
            long size = Unsafe.SizeOf<T>(), pixel = size * bands.Length;
            var read = new SampledRead(Sampling.Of(columns), Sampling.Of(rows), bands, new PixelBuffer(AddressOf(pinned), pixel, pixel * columns.Length, size))
            {
                Filter = new RunFilter(Runs(picks.Span, rows, columns), validOnly: false),
            };
            await raster.ReadAsync(read, null, cancellationToken).ConfigureAwait(false);
        }
        ReadOnlySpan<T> found = values.Memory.Span;
        foreach (PixelPick pick in picks.Span)
        {
            int at = (Array.BinarySearch(rows, pick.Row) * columns.Length) + Array.BinarySearch(columns, pick.Column);
            found.Slice(at * bands.Length, bands.Length).CopyTo(destination.AsSpan(pick.Point * bands.Length));
        }
    }

    private static HashSet<int> Distinct(ReadOnlyMemory<PixelPick> picks, Func<PixelPick, int> part)
    {
        var found = new HashSet<int>();
        foreach (PixelPick pick in picks.Span) found.Add(part(pick));
        return found;
    }

    /// <summary>Of all that the columns and rows span, the pixels that are wanted.</summary>
    private static PixelRun[] Runs(ReadOnlySpan<PixelPick> picks, int[] rows, int[] columns)
    {
        var runs = new List<PixelRun>();
        foreach (PixelPick pick in picks)
        {
            int row = Array.BinarySearch(rows, pick.Row), column = Array.BinarySearch(columns, pick.Column);
            if (runs.Count == 0 || runs[^1].Row != row || runs[^1].End < column) runs.Add(new PixelRun(row, column, 1));
            else if (runs[^1].End == column) runs[^1] = runs[^1] with { Count = runs[^1].Count + 1 };
        }
        return [.. runs];
    }

    private static unsafe nint AddressOf(MemoryHandle pinned) => (nint)pinned.Pointer;
}
