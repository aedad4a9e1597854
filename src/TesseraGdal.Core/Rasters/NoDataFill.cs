using System.Runtime.CompilerServices;

namespace TesseraGdal.Rasters;

/// <summary>Writes the nodata value, or 0 where there is none, into pixels of a destination.</summary>
internal sealed unsafe class NoDataFill
{
    private readonly PixelBuffer _destination;
    private readonly int _bands;
    private readonly int _size;
    private readonly ulong _bits;

    /// <summary>Settles what is written.</summary>
    /// <param name="info">The raster's type and nodata value.</param>
    /// <param name="bands">Number of bands that are written.</param>
    /// <param name="destination">Where to.</param>
    public NoDataFill(RasterInfo info, int bands, PixelBuffer destination)
    {
        (_bands, _destination) = (bands, destination);
        double value = info.NoData ?? 0;
        _size = info.PixelType.SizeOf();
        _bits = info.PixelType switch
        {
            PixelType.Byte => (byte)value,
            PixelType.Int8 => (byte)(sbyte)value,
            PixelType.UInt16 => (ushort)value,
            PixelType.Int16 => (ushort)(short)value,
            PixelType.UInt32 => (uint)value,
            PixelType.Int32 => (uint)(int)value,
            PixelType.Float32 => BitConverter.SingleToUInt32Bits((float)value),
            PixelType.Float64 => BitConverter.DoubleToUInt64Bits(value),
            _ => throw PixelTypes.Unknown(info.PixelType),
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
            switch (_size)
            {
                case sizeof(byte): Fill(first, count, step, (byte)_bits); break;
                case sizeof(ushort): Fill(first, count, step, (ushort)_bits); break;
                case sizeof(uint): Fill(first, count, step, (uint)_bits); break;
                default: Fill(first, count, step, _bits); break;
            }
        }
    }

    private static void Fill<T>(byte* first, int count, long step, T value)
        where T : unmanaged
    {
        // Elements of a span are aligned; the pixels of a program need not be.
        if (step == sizeof(T) && (nuint)first % (nuint)sizeof(T) == 0) new Span<T>(first, count).Fill(value);
        else for (int i = 0; i < count; i++, first += step) Unsafe.WriteUnaligned(first, value);
    }
}
