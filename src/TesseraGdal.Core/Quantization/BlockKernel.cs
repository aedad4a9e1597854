using System.Runtime.CompilerServices;

namespace TesseraGdal.Quantization;

/// <summary>The loops of the vector kernels: blocks of 16 pixels × 16 bands, each turned over in registers and stored band by band.</summary>
/// <typeparam name="TStore">The innermost step, by width of register.</typeparam>
internal sealed unsafe class BlockKernel<TStore> : IPixelKernel
    where TStore : struct, IBlockStore
{
    /// <inheritdoc/>
    public string Name => TStore.Name;

    /// <inheritdoc/>
    public void Planes(sbyte* pixels, float* scales, int width, int firstBand, int bandCount, byte* destination, long bandStride)
    {
        for (int done = 0; done < bandCount; done += ByteBlock.Side)
        {
            BandGroup group = BandGroup.At(firstBand + done, Math.Min(ByteBlock.Side, bandCount - done));
            byte* plane = destination + done * bandStride;
            if (width < ByteBlock.Side || !group.IsWorthABlock)
                PickBands(pixels + group.First + group.Skip, scales, width, group.Count, plane, bandStride);
            else
                TurnBands(pixels + group.First, scales, width, group, plane, bandStride);
        }
    }

    /// <inheritdoc/>
    public void Pixels(sbyte* pixels, float* scales, int width, int firstBand, int bandCount, byte* destination, long pixelStride)
    {
        for (int x = 0; x < width; x++)
        {
            sbyte* values = pixels + (long)x * PixelKernel.Bands + firstBand;
            byte* output = destination + x * pixelStride;
            if (bandCount < ByteBlock.Side)
            {
                ScalarKernel.Pixel(values, scales[x], bandCount, output);
                continue;
            }
            for (int band = 0; band < bandCount; band += ByteBlock.Side)
            {
                int start = Math.Min(band, bandCount - ByteBlock.Side); // the last reaches back, as below
                TStore.Pixel(values + start, scales[x], output + (long)start * sizeof(float));
            }
        }
    }

    [SkipLocalsInit]
    private static void TurnBands(sbyte* pixels, float* scales, int width, BandGroup group, byte* plane, long bandStride)
    {
        sbyte* block = stackalloc sbyte[ByteBlock.Size];
        for (int x = 0; x < width; x += ByteBlock.Side)
        {
            // The last block of a row reaches back over the one before it instead of leaving a rest: what is written twice is the same.
            int start = Math.Min(x, width - ByteBlock.Side);
            ByteBlock.Transpose(pixels + (long)start * PixelKernel.Bands, block);
            TStore.Bands(block + group.Skip * ByteBlock.Side, group.Count, scales + start, plane + (long)start * sizeof(float), bandStride);
        }
    }

    private static void PickBands(sbyte* band, float* scales, int width, int count, byte* plane, long bandStride)
    {
        for (int k = 0; k < count; k++)
            ScalarKernel.Band(band + k, scales, width, plane + k * bandStride, sizeof(float));
    }
}
