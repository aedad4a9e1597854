using System.Buffers;
using TesseraGdal.Geometry;
using TesseraGdal.Rasters;

namespace TesseraGdal.Views;

/// <summary>
/// Looks at some of a raster's values, always the same: every 64th row and every 4th column. These are as many pixels as 1:16 has, for a quarter of the bytes,
/// since the columns of a row come with it.
/// </summary>
internal static class StretchSampler
{
    private const int RowStep = 64, ColumnStep = 4;

    /// <summary>Small rasters are looked at more closely, and large ones less: so many rows and columns at least and at most.</summary>
    private const int LeastRows = 16, MostRows = 64, LeastColumns = 64, MostColumns = 1024;

    /// <summary>Which tiles to look at: not more than so many, evenly spaced in their order.</summary>
    public static IReadOnlyList<TileId> Pick(IEnumerable<TileId> tiles, int most)
    {
        TileId[] all = [.. tiles];
        int count = Math.Min(most, all.Length);
        return [.. Enumerable.Range(0, count).Select(i => all[(int)((2L * i + 1) * all.Length / (2L * count))])];
    }

    /// <summary>Values of three bands of a raster.</summary>
    /// <param name="raster">Float32 bands.</param>
    /// <param name="bands">Three of its bands.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>A list a band of values that are finite; any of them may be empty.</returns>
    /// <exception cref="TesseraException">They cannot be read.</exception>
    public static async ValueTask<IReadOnlyList<float[]>> SampleAsync(IRaster raster, IReadOnlyList<int> bands, CancellationToken cancellationToken)
    {
        (int width, int height) = (raster.Info.Grid.Width, raster.Info.Grid.Height);
        int columns = OutOf(width, ColumnStep, LeastColumns, MostColumns), rows = OutOf(height, RowStep, LeastRows, MostRows);
        float[] values = ArrayPool<float>.Shared.Rent(columns * rows * bands.Count);
        try
        {
            Memory<float> memory = values.AsMemory(0, columns * rows * bands.Count);
            using MemoryHandle pin = memory.Pin();
            var request = new RasterRead
            {
                Window = new Window(0, 0, width, height),
                Bands = bands.ToArray(),
                OutWidth = columns,
                OutHeight = rows,
                Destination = PixelBuffer.OfPlanes(pin, columns, rows),
            };
            await raster.ReadAsync(request, null, cancellationToken).ConfigureAwait(false);
            return [.. bands.Select((_, i) => Finite(memory.Span.Slice(i * columns * rows, columns * rows)))];
        }
        finally
        {
            ArrayPool<float>.Shared.Return(values);
        }
    }

    /// <summary>The stretch of some samples, which are pooled band by band.</summary>
    public static ColorStretch StretchOf(IReadOnlyList<IReadOnlyList<float[]>> samples) => new(RangeOf(samples, 0), RangeOf(samples, 1), RangeOf(samples, 2));

    private static ColorRange RangeOf(IReadOnlyList<IReadOnlyList<float[]>> samples, int band)
    {
        float[] values = [.. samples.SelectMany(sample => sample[band])];
        return ColorRange.Of(values);
    }

    private static int OutOf(int length, int step, int least, int most) => Math.Clamp((length + step - 1) / step, Math.Min(length, least), most);

    private static float[] Finite(ReadOnlySpan<float> values)
    {
        var finite = new List<float>(values.Length);
        foreach (float value in values)
        {
            if (float.IsFinite(value)) finite.Add(value);
        }
        return [.. finite];
    }
}
