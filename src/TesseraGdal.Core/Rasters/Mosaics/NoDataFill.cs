using System.Runtime.CompilerServices;

namespace TesseraGdal.Rasters.Mosaics;

/// <summary>Writes the nodata value, or 0 where there is none, into pixels of a destination.</summary>
internal sealed unsafe class NoDataFill
{
    private readonly PixelBuffer _destination;
    private readonly int _bands;
    private readonly int _size;
    private readonly uint _bits;

    /// <summary>Settles what is written.</summary>
    /// <param name="info">The raster's type and nodata value.</param>
    /// <param name="bands">Number of bands that are written.</param>
    /// <param name="destination">Where to.</param>
    public NoDataFill(RasterInfo info, int bands, PixelBuffer destination)
    {
        (_bands, _destination) = (bands, destination);
        double value = info.NoData ?? 0;
        (_size, _bits) = info.PixelType switch
        {
            PixelType.Byte => (sizeof(byte), (byte)value),
            PixelType.Int8 => (sizeof(sbyte), (uint)(byte)(sbyte)value),
            PixelType.Float32 => (sizeof(float), BitConverter.SingleToUInt32Bits((float)value)),
            _ => throw new ArgumentOutOfRangeException(nameof(info), info.PixelType, "No such type of pixels."),
        };
    }

    /// <summary>Fills pixels.</summary>
    public void Fill(PixelRun run)
    {
        byte* first = (byte*)_destination.Origin + run.Row * _destination.LineStride + run.First * _destination.PixelStride;
        (long pixel, long band) = (_destination.PixelStride, _destination.BandStride);
        // The shorter stride goes into the inner loop.
        if (Math.Abs(pixel) <= Math.Abs(band)) Fill(first, _bands, band, run.Count, pixel);
        else Fill(first, run.Count, pixel, _bands, band);
    }

    private void Fill(byte* first, int lines, long line, int count, long step)
    {
        for (int i = 0; i < lines; i++, first += line)
        {
            if (step == _size) FillAdjacent(first, count);
            else FillApart(first, count, step);
        }
    }

    private void FillAdjacent(byte* first, int count)
    {
        if (_size == 1) new Span<byte>(first, count).Fill((byte)_bits);
        else if (((nint)first & (sizeof(uint) - 1)) == 0) new Span<uint>(first, count).Fill(_bits);
        else FillApart(first, count, _size);
    }

    private void FillApart(byte* first, int count, long step)
    {
        for (int i = 0; i < count; i++, first += step)
        {
            if (_size == 1) *first = (byte)_bits;
            else Unsafe.WriteUnaligned(first, _bits);
        }
    }
}
