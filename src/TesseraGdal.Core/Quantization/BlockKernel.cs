using System.Runtime.CompilerServices;

namespace TesseraGdal.Quantization;

/// <summary>
/// The loops of the vector kernels. Planes are made 16 bands at a time: first a row's bytes are turned over into 16 short rows that stay in
/// the nearest cache, then each of these becomes one long run of floats, so that memory is written in order and whole lines at a time.
/// </summary>
/// <typeparam name="TStore">The innermost steps, by width of register.</typeparam>
internal sealed unsafe class BlockKernel<TStore> : IPixelKernel
    where TStore : struct, IBlockStore
{
    /// <summary>Pixels that are turned over at once: 16 bands of them are 16 KiB.</summary>
    private const int MaxPixels = 1024;

    /// <summary>Bytes from a turned band to the next; no power of two, so that 16 of them do not meet in the same few lines of the cache.</summary>
    private const int TurnedStride = MaxPixels + 64;

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
        pixels += firstBand;
        if (bandCount < ByteBlock.Side)
        {
            for (int x = 0; x < width; x++)
                ScalarKernel.Pixel(pixels + (long)x * PixelKernel.Bands, scales[x], bandCount, destination + x * pixelStride);
        }
        else
        {
            StorePixels(pixels, scales, width, bandCount, destination, pixelStride);
        }
    }

    private static void StorePixels(sbyte* pixels, float* scales, int width, int bandCount, byte* destination, long pixelStride)
    {
        for (int x = 0; x < width; x++)
        {
            for (int band = 0; band < bandCount; band += ByteBlock.Side)
            {
                // The last block reaches back over the one before it instead of leaving a rest: what is written twice is the same.
                int start = Math.Min(band, bandCount - ByteBlock.Side);
                TStore.Store(pixels + start, scales[x], destination + start * sizeof(float));
            }
            pixels += PixelKernel.Bands;
            destination += pixelStride;
        }
    }

    [SkipLocalsInit]
    private static void TurnBands(sbyte* pixels, float* scales, int width, BandGroup group, byte* plane, long bandStride)
    {
        sbyte* turned = stackalloc sbyte[ByteBlock.Side * TurnedStride];
        for (int x = 0; x < width; x += MaxPixels)
        {
            // A last part of less than a block reaches back, like the last block within a part.
            int start = Math.Max(0, Math.Min(x, width - ByteBlock.Side)), count = Math.Min(MaxPixels, width - start);
            ByteBlock.TransposeAll(pixels + (long)start * PixelKernel.Bands, count, turned, TurnedStride);
            for (int band = 0; band < group.Count; band++)
            {
                byte* row = plane + band * bandStride + (long)start * sizeof(float);
                StoreRow(turned + (group.Skip + band) * TurnedStride, scales + start, count, row);
            }
        }
    }

    private static void StoreRow(sbyte* values, float* scales, int count, byte* row)
    {
        int x = 0;
        for (; x <= count - ByteBlock.Side; x += ByteBlock.Side)
            TStore.Store(values + x, scales + x, row + x * sizeof(float));
        if (x < count)
            TStore.Store(values + count - ByteBlock.Side, scales + count - ByteBlock.Side, row + (count - ByteBlock.Side) * sizeof(float));
    }

    private static void PickBands(sbyte* band, float* scales, int width, int count, byte* plane, long bandStride)
    {
        for (int k = 0; k < count; k++)
            ScalarKernel.Band(band + k, scales, width, plane + k * bandStride, sizeof(float));
    }
}
