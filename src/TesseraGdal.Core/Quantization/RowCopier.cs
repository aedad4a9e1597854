using System.Runtime.CompilerServices;

namespace TesseraGdal.Quantization;

/// <summary>
/// Copies rows of stored bytes for one request, as they are: what the bands and the strides of the destination allow is decided once. Planes are made
/// 16 bands at a time, as <see cref="BlockKernel{TStore}"/> makes them. Immutable; safe from many threads.
/// </summary>
internal sealed unsafe class RowCopier
{
    /// <summary>Pixels that are turned over at once: 16 bands of them are 16 KiB.</summary>
    private const int MaxPixels = 1024;

    /// <summary>Bytes from a turned band to the next; no power of two, so that 16 of them do not meet in the same few lines of the cache.</summary>
    private const int TurnedStride = MaxPixels + 64;

    private readonly BandRun[] _runs;
    private readonly long _pixelStride;
    private readonly long _bandStride;

    /// <summary>Plans for some bands and a layout of the destination, both as in a request.</summary>
    /// <param name="bands">Bands, each 0 … 127, in the order in which they are written.</param>
    /// <param name="pixelStride">Bytes from a pixel to the next; may be negative.</param>
    /// <param name="bandStride">Bytes from a band to the next; may be negative.</param>
    public RowCopier(ReadOnlySpan<int> bands, long pixelStride, long bandStride)
    {
        foreach (int band in bands) ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)band, (uint)PixelKernel.Bands, nameof(bands));
        _runs = BandRun.Split(bands);
        _pixelStride = pixelStride;
        _bandStride = bandStride;
    }

    /// <summary>Copies a row.</summary>
    /// <param name="pixels"><paramref name="width"/> stored pixels.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="destination">Where the request's first band of the first pixel goes.</param>
    public void Copy(sbyte* pixels, int width, byte* destination)
    {
        foreach (BandRun run in _runs)
        {
            sbyte* source = pixels + run.First;
            byte* first = destination + run.Index * _bandStride;
            if (_bandStride == 1 && run.Count > 1) CopyPixels(source, width, run.Count, first);
            else if (_pixelStride == 1 && width >= ByteBlock.Side) CopyPlanes(pixels, width, run, first);
            else PickBands(source, width, run.Count, first);
        }
    }

    private void CopyPixels(sbyte* source, int width, int count, byte* destination)
    {
        if (count == PixelKernel.Bands && _pixelStride == PixelKernel.Bands)
        {
            long length = (long)width * PixelKernel.Bands;
            Buffer.MemoryCopy(source, destination, length, length);
            return;
        }
        for (int x = 0; x < width; x++)
        {
            Unsafe.CopyBlockUnaligned(destination, source, (uint)count);
            source += PixelKernel.Bands;
            destination += _pixelStride;
        }
    }

    private void CopyPlanes(sbyte* pixels, int width, BandRun run, byte* destination)
    {
        for (int done = 0; done < run.Count; done += ByteBlock.Side)
        {
            BandGroup group = BandGroup.At(run.First + done, Math.Min(ByteBlock.Side, run.Count - done));
            byte* plane = destination + done * _bandStride;
            if (group.IsWorthABlock) TurnBands(pixels + group.First, width, group, plane);
            else PickBands(pixels + group.First + group.Skip, width, group.Count, plane);
        }
    }

    [SkipLocalsInit]
    private void TurnBands(sbyte* pixels, int width, BandGroup group, byte* plane)
    {
        sbyte* turned = stackalloc sbyte[ByteBlock.Side * TurnedStride];
        for (int x = 0; x < width; x += MaxPixels)
        {
            // A last part of less than a block reaches back, like the last block within a part.
            int start = Math.Max(0, Math.Min(x, width - ByteBlock.Side)), count = Math.Min(MaxPixels, width - start);
            ByteBlock.TransposeAll(pixels + (long)start * PixelKernel.Bands, count, turned, TurnedStride);
            for (int band = 0; band < group.Count; band++)
                Unsafe.CopyBlockUnaligned(plane + band * _bandStride + start, turned + (group.Skip + band) * TurnedStride, (uint)count);
        }
    }

    private void PickBands(sbyte* source, int width, int count, byte* destination)
    {
        for (int band = 0; band < count; band++)
        {
            sbyte* value = source + band;
            byte* output = destination + band * _bandStride;
            for (int x = 0; x < width; x++)
            {
                *output = (byte)*value;
                value += PixelKernel.Bands;
                output += _pixelStride;
            }
        }
    }
}
