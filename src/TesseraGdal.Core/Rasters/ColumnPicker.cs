using System.Buffers;
using TesseraGdal.Quantization;

namespace TesseraGdal.Rasters;

/// <summary>Gathers the picked columns of a row, so that the loops that decode always meet neighbouring pixels. Not for many threads at once.</summary>
internal sealed unsafe class ColumnPicker : IDisposable
{
    private readonly Sampling _columns;
    private readonly int _scalesPerPixel;
    private readonly sbyte[] _pixels;
    private readonly float[] _scales;

    /// <summary>Takes memory for one row.</summary>
    /// <param name="columns">What to pick.</param>
    /// <param name="scalesPerPixel">1, or 128 where every value has its own scale.</param>
    public ColumnPicker(Sampling columns, int scalesPerPixel)
    {
        _columns = columns;
        _scalesPerPixel = scalesPerPixel;
        _pixels = ArrayPool<sbyte>.Shared.Rent(checked(columns.Out * PixelKernel.Bands));
        _scales = ArrayPool<float>.Shared.Rent(checked(columns.Out * scalesPerPixel));
    }

    /// <summary>The picked pixels, one after another.</summary>
    public ReadOnlySpan<sbyte> Pixels => _pixels;

    /// <summary>Their scales.</summary>
    public ReadOnlySpan<float> Scales => _scales;

    /// <summary>Picks from a row.</summary>
    /// <param name="pixels">Stored pixels, from the first column that is wanted.</param>
    /// <param name="scales">Their scales.</param>
    public void Pick(sbyte* pixels, float* scales)
    {
        int start = _columns.First;
        for (int i = 0; i < _columns.Out; i++)
        {
            long column = _columns[i] - start;
            new ReadOnlySpan<sbyte>(pixels + column * PixelKernel.Bands, PixelKernel.Bands).CopyTo(_pixels.AsSpan(i * PixelKernel.Bands));
            new ReadOnlySpan<float>(scales + column * _scalesPerPixel, _scalesPerPixel).CopyTo(_scales.AsSpan(i * _scalesPerPixel));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<sbyte>.Shared.Return(_pixels);
        ArrayPool<float>.Shared.Return(_scales);
    }
}
