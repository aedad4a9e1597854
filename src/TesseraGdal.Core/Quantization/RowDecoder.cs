namespace TesseraGdal.Quantization;

/// <summary>
/// Dequantises rows for one request: what the bands and the strides of the destination allow is decided once, and each row then
/// costs a call or a few of a kernel. Immutable; safe from many threads.
/// </summary>
internal sealed unsafe class RowDecoder
{
    private readonly IPixelKernel _kernel;
    private readonly BandRun[] _runs;
    private readonly long _pixelStride;
    private readonly long _bandStride;

    /// <summary>Plans for some bands and a layout of the destination, both as in a request.</summary>
    /// <param name="kernel">The loops to use.</param>
    /// <param name="bands">Bands, each 0 … 127, in the order in which they are written.</param>
    /// <param name="pixelStride">Bytes from a pixel to the next; may be negative.</param>
    /// <param name="bandStride">Bytes from a band to the next; may be negative.</param>
    public RowDecoder(IPixelKernel kernel, ReadOnlySpan<int> bands, long pixelStride, long bandStride)
    {
        foreach (int band in bands) ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)band, (uint)PixelKernel.Bands, nameof(bands));
        _kernel = kernel;
        _runs = BandRun.Split(bands);
        _pixelStride = pixelStride;
        _bandStride = bandStride;
    }

    /// <summary>Dequantises a row.</summary>
    /// <param name="pixels"><paramref name="width"/> stored pixels.</param>
    /// <param name="scales">A prepared scale for each pixel, or for each value of each pixel if <paramref name="scalePerElement"/>.</param>
    /// <param name="scalePerElement">Whether scales are of shape (H, W, 128).</param>
    /// <param name="width">Pixels.</param>
    /// <param name="destination">Where the request's first band of the first pixel goes.</param>
    public void Decode(sbyte* pixels, float* scales, bool scalePerElement, int width, byte* destination)
    {
        foreach (BandRun run in _runs)
        {
            byte* first = destination + run.Index * _bandStride;
            if (scalePerElement)
                EachBandOfElementScales(run, pixels, scales, width, first);
            else if (_bandStride == sizeof(float) && run.Count > 1)
                _kernel.Pixels(pixels, scales, width, run.First, run.Count, first, _pixelStride);
            else if (_pixelStride == sizeof(float))
                _kernel.Planes(pixels, scales, width, run.First, run.Count, first, _bandStride);
            else
                EachBand(run, pixels, scales, width, first);
        }
    }

    private void EachBand(BandRun run, sbyte* pixels, float* scales, int width, byte* destination)
    {
        for (int band = 0; band < run.Count; band++)
            ScalarKernel.Band(pixels + run.First + band, scales, width, destination + band * _bandStride, _pixelStride);
    }

    /// <summary>Scales of shape (H, W, 128) are allowed but not seen in published data (formats.md §3.1), so they have no fast path.</summary>
    private void EachBandOfElementScales(BandRun run, sbyte* pixels, float* scales, int width, byte* destination)
    {
        for (int band = 0; band < run.Count; band++)
            ScalarKernel.BandOfElementScales(pixels + run.First + band, scales + run.First + band, width, destination + band * _bandStride, _pixelStride);
    }
}
