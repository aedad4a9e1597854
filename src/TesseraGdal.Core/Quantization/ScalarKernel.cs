using System.Runtime.CompilerServices;

namespace TesseraGdal.Quantization;

/// <summary>The rule itself, without vectors: what the others are compared with, and what they call for what is too small for them.</summary>
internal sealed unsafe class ScalarKernel : IPixelKernel
{
    /// <inheritdoc/>
    public string Name => "scalar";

    /// <inheritdoc/>
    public void Planes(sbyte* pixels, float* scales, int width, int firstBand, int bandCount, byte* destination, long bandStride)
    {
        for (int band = 0; band < bandCount; band++)
            Band(pixels + firstBand + band, scales, width, destination + band * bandStride, sizeof(float));
    }

    /// <inheritdoc/>
    public void Pixels(sbyte* pixels, float* scales, int width, int firstBand, int bandCount, byte* destination, long pixelStride)
    {
        for (int x = 0; x < width; x++)
            Pixel(pixels + (long)x * PixelKernel.Bands + firstBand, scales[x], bandCount, destination + x * pixelStride);
    }

    /// <summary>One band to any pixel stride: a byte of every stored pixel.</summary>
    public static void Band(sbyte* band, float* scales, int width, byte* destination, long pixelStride)
    {
        for (int x = 0; x < width; x++)
        {
            Unsafe.WriteUnaligned(destination, band[(long)x * PixelKernel.Bands] * scales[x]);
            destination += pixelStride;
        }
    }

    /// <summary>One band to any pixel stride, where every value has its own scale: scales are laid out as the stored pixels are.</summary>
    public static void BandOfElementScales(sbyte* band, float* scales, int width, byte* destination, long pixelStride)
    {
        for (int x = 0; x < width; x++)
        {
            Unsafe.WriteUnaligned(destination, band[(long)x * PixelKernel.Bands] * scales[(long)x * PixelKernel.Bands]);
            destination += pixelStride;
        }
    }

    /// <summary>Consecutive bands of one pixel to contiguous floats.</summary>
    public static void Pixel(sbyte* values, float scale, int count, byte* destination)
    {
        for (int band = 0; band < count; band++)
            Unsafe.WriteUnaligned(destination + (long)band * sizeof(float), values[band] * scale);
    }
}
