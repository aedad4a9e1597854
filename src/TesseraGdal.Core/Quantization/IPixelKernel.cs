namespace TesseraGdal.Quantization;

/// <summary>
/// The loops that turn a row of stored pixels into floats: float32(q) · scale, one rounding, no fused multiply-add, so that every
/// implementation gives NumPy's bits (formats.md §3.2). One implementation a width of SIMD register; all give the same bits.
/// A stored pixel is <see cref="PixelKernel.Bands"/> bytes; the destination needs no alignment, and nothing but the elements named is written.
/// </summary>
internal unsafe interface IPixelKernel
{
    /// <summary>As <c>TESSERA_SIMD</c> has it: <c>scalar</c>, <c>128</c>, <c>256</c>, <c>512</c>.</summary>
    string Name { get; }

    /// <summary>Consecutive bands to planes of contiguous floats: band k of the run to <paramref name="destination"/> + k · <paramref name="bandStride"/>.</summary>
    /// <param name="pixels">First pixel of the row, at its band 0.</param>
    /// <param name="scales">A prepared scale for each pixel.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="firstBand">First band of the run.</param>
    /// <param name="bandCount">Bands of the run.</param>
    /// <param name="destination">Where the first pixel's first band goes.</param>
    /// <param name="bandStride">Bytes from a band to the next.</param>
    void Planes(sbyte* pixels, float* scales, int width, int firstBand, int bandCount, byte* destination, long bandStride);

    /// <summary>Consecutive bands to pixels of contiguous floats: pixel i to <paramref name="destination"/> + i · <paramref name="pixelStride"/>.</summary>
    /// <param name="pixels">First pixel of the row, at its band 0.</param>
    /// <param name="scales">A prepared scale for each pixel.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="firstBand">First band of the run.</param>
    /// <param name="bandCount">Bands of the run.</param>
    /// <param name="destination">Where the first pixel's first band goes.</param>
    /// <param name="pixelStride">Bytes from a pixel to the next.</param>
    void Pixels(sbyte* pixels, float* scales, int width, int firstBand, int bandCount, byte* destination, long pixelStride);
}
