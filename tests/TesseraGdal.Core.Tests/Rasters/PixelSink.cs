using System.Runtime.InteropServices;
using TesseraGdal.Geometry;
using TesseraGdal.Rasters;
using Xunit;

namespace TesseraGdal.Tests.Rasters;

/// <summary>Memory that a read fills, in any of the layouts that programs ask for, with guard bytes on every side.</summary>
internal sealed unsafe class PixelSink : IDisposable
{
    private const byte Guard = 0xA5;
    private const int Margin = 128;

    private readonly byte* _memory;
    private readonly nuint _length;

    private readonly int _size;

    private PixelSink(int width, int height, int bands, int size, PixelBuffer buffer, byte* memory, nuint length)
    {
        (Width, Height, Bands, _size, Buffer, _length) = (width, height, bands, size, buffer, length);
        _memory = memory;
        new Span<byte>(memory, (int)length).Fill(Guard);
    }

    public enum Layout { Planes, Pixels, Lines, PlanesUpsideDown, PixelsMirrored, WideSteps, BandsReversed }

    public int Width { get; }

    public int Height { get; }

    public int Bands { get; }

    public PixelBuffer Buffer { get; }

    /// <summary>Takes memory for a layout; its first element lies <paramref name="shift"/> bytes off alignment, and each has <paramref name="size"/> bytes: 4 or 1.</summary>
    public static PixelSink Of(Layout layout, int width, int height, int bands, int shift = 0, int size = 4)
    {
        long w = width, h = height, n = bands, s = size;
        (long pixel, long line, long band) = layout switch
        {
            Layout.Planes => (s, s * w, s * w * h),
            Layout.Pixels => (s * n, s * n * w, s),
            Layout.Lines => (s, s * w * n, s * w),
            Layout.PlanesUpsideDown => (s, -s * w, s * w * h),
            Layout.PixelsMirrored => (-s * n, s * n * w, s),
            Layout.WideSteps => (s * (3 + (2 * n)), s * (((3 + (2 * n)) * w) + 1), 2 * s),
            _ => (s, s * w, -s * w * h),
        };
        long before = Math.Min(0, pixel * (w - 1)) + Math.Min(0, line * (h - 1)) + Math.Min(0, band * (n - 1));
        long after = Math.Max(0, pixel * (w - 1)) + Math.Max(0, line * (h - 1)) + Math.Max(0, band * (n - 1)) + s;
        var length = (nuint)(after - before + (2 * Margin) + shift);
        var memory = (byte*)NativeMemory.AlignedAlloc(length, 64);
        return new PixelSink(width, height, bands, size, new PixelBuffer((nint)(memory + Margin + shift - before), pixel, line, band), memory, length);
    }

    public RasterRead Read(Window window, params int[] bands) =>
        new() { Window = window, Bands = bands, OutWidth = Width, OutHeight = Height, Destination = Buffer };

    public uint Bits(int row, int column, int band) =>
        _size == 1 ? *Address(row, column, band) : System.Runtime.CompilerServices.Unsafe.ReadUnaligned<uint>(Address(row, column, band));

    /// <summary>Compares every element bit for bit, and everything else with the guard.</summary>
    public void Verify(Func<int, int, int, float> expected) => VerifyBits((row, column, band) => BitConverter.SingleToUInt32Bits(expected(row, column, band)));

    /// <summary>The same for elements of any type, by their bits.</summary>
    public void VerifyBits(Func<int, int, int, uint> expected)
    {
        for (int band = 0; band < Bands; band++)
        {
            for (int row = 0; row < Height; row++)
            {
                for (int column = 0; column < Width; column++)
                {
                    uint wanted = expected(row, column, band), got = Bits(row, column, band);
                    if (wanted != got) Assert.Fail($"row {row}, column {column}, band {band}: {wanted:x8} was expected, and {got:x8} is there");
                }
            }
        }
        VerifyGuard();
    }

    private void VerifyGuard()
    {
        // Elements are overwritten by the guard, and then nothing else may be left.
        for (int band = 0; band < Bands; band++)
        {
            for (int row = 0; row < Height; row++)
            {
                for (int column = 0; column < Width; column++)
                    new Span<byte>(Address(row, column, band), _size).Fill(Guard);
            }
        }
        int touched = new ReadOnlySpan<byte>(_memory, (int)_length).IndexOfAnyExcept(Guard);
        if (touched >= 0) Assert.Fail($"the byte {touched - Margin} bytes from the start, which is no pixel's, was written to");
    }

    public void Dispose() => NativeMemory.AlignedFree(_memory);

    private byte* Address(int row, int column, int band) =>
        (byte*)Buffer.Origin + (row * Buffer.LineStride) + (column * Buffer.PixelStride) + (band * Buffer.BandStride);
}
