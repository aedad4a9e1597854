using System.Runtime.InteropServices;
using TesseraGdal.Quantization;

namespace TesseraGdal.Rasters.Stored;

/// <summary>Gathers the picked columns of a row, so that the loops that decode always meet neighbouring pixels. Not for many threads at once.</summary>
internal sealed unsafe class ColumnPicker : IDisposable
{
    private readonly Sampling _columns;
    private readonly int _scalesPerPixel;
    private float* _scales;
    private sbyte* _values;
    private byte* _land;

    /// <summary>Takes memory for one row.</summary>
    /// <param name="columns">What to pick.</param>
    /// <param name="scalesPerPixel">1, or 128 where every value has its own scale.</param>
    public ColumnPicker(Sampling columns, int scalesPerPixel)
    {
        _columns = columns;
        _scalesPerPixel = scalesPerPixel;
        _scales = (float*)NativeMemory.Alloc((nuint)columns.Out, (nuint)(scalesPerPixel * sizeof(float) + PixelKernel.Bands + 1));
        _values = (sbyte*)(_scales + (long)columns.Out * scalesPerPixel);
        _land = (byte*)(_values + (long)columns.Out * PixelKernel.Bands);
    }

    /// <summary>Picks from a row.</summary>
    /// <param name="row">Stored pixels, from column <paramref name="start"/> on.</param>
    /// <param name="start">The tile's column at which they begin.</param>
    /// <param name="first">First output column.</param>
    /// <param name="count">Output columns.</param>
    /// <returns>The picked pixels, valid until the next call.</returns>
    public StoredPixels Pick(StoredPixels row, int start, int first, int count)
    {
        for (int i = 0; i < count; i++)
        {
            StoredPixels pixel = row.Skip(_columns[first + i] - start);
            if (pixel.Values is not null)
                new ReadOnlySpan<sbyte>(pixel.Values, PixelKernel.Bands).CopyTo(new Span<sbyte>(_values + (long)i * PixelKernel.Bands, PixelKernel.Bands));
            new ReadOnlySpan<float>(pixel.Scales, _scalesPerPixel).CopyTo(new Span<float>(_scales + (long)i * _scalesPerPixel, _scalesPerPixel));
            if (pixel.Land is not null) _land[i] = *pixel.Land;
        }
        return new StoredPixels(row.Values is null ? null : _values, _scales, row.Land is null ? null : _land, _scalesPerPixel);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.Free(_scales);
        _scales = null;
        _values = null;
        _land = null;
    }
}
