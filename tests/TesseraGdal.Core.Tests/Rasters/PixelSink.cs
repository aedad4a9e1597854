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

    private PixelSink(int width, int height, int bands, PixelBuffer buffer, byte* memory, nuint length)
    {
        (Width, Height, Bands, Buffer, _length) = (width, height, bands, buffer, length);
        _memory = memory;
        new Span<byte>(memory, (int)length).Fill(Guard);
    }

    public enum Layout { Planes, Pixels, Lines, PlanesUpsideDown, PixelsMirrored, WideSteps, BandsReversed }

    public int Width { get; }

    public int Height { get; }

    public int Bands { get; }

    public PixelBuffer Buffer { get; }

    /// <summary>Takes memory for a layout; its first element lies <paramref name="shift"/> bytes off alignment.</summary>
    public static PixelSink Of(Layout layout, int width, int height, int bands, int shift = 0)
    {
        long w = width, h = height, n = bands;
        (long pixel, long line, long band) = layout switch
        {
            Layout.Planes => (4L, 4 * w, 4 * w * h),
            Layout.Pixels => (4 * n, 4 * n * w, 4L),
            Layout.Lines => (4L, 4 * w * n, 4 * w),
            Layout.PlanesUpsideDown => (4L, -4 * w, 4 * w * h),
            Layout.PixelsMirrored => (-4 * n, 4 * n * w, 4L),
            Layout.WideSteps => (12 + (8 * n), ((12 + (8 * n)) * w) + 4, 8L),
            _ => (4L, 4 * w, -4 * w * h),
        };
        long before = Math.Min(0, pixel * (w - 1)) + Math.Min(0, line * (h - 1)) + Math.Min(0, band * (n - 1));
        long after = Math.Max(0, pixel * (w - 1)) + Math.Max(0, line * (h - 1)) + Math.Max(0, band * (n - 1)) + 4;
        var length = (nuint)(after - before + (2 * Margin) + shift);
        var memory = (byte*)NativeMemory.AlignedAlloc(length, 64);
        return new PixelSink(width, height, bands, new PixelBuffer((nint)(memory + Margin + shift - before), pixel, line, band), memory, length);
    }

    public RasterRead Read(Window window, params int[] bands) =>
        new() { Window = window, Bands = bands, OutWidth = Width, OutHeight = Height, Destination = Buffer };

    public uint Bits(int row, int column, int band) => System.Runtime.CompilerServices.Unsafe.ReadUnaligned<uint>(Address(row, column, band));

    /// <summary>Compares every element bit for bit, and everything else with the guard.</summary>
    public void Verify(Func<int, int, int, float> expected)
    {
        for (int band = 0; band < Bands; band++)
        {
            for (int row = 0; row < Height; row++)
            {
                for (int column = 0; column < Width; column++)
                {
                    uint wanted = BitConverter.SingleToUInt32Bits(expected(row, column, band)), got = Bits(row, column, band);
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
                    System.Runtime.CompilerServices.Unsafe.WriteUnaligned(Address(row, column, band), Guard * 0x01010101u);
            }
        }
        int touched = new ReadOnlySpan<byte>(_memory, (int)_length).IndexOfAnyExcept(Guard);
        if (touched >= 0) Assert.Fail($"the byte {touched - Margin} bytes from the start, which is no pixel's, was written to");
    }

    public void Dispose() => NativeMemory.AlignedFree(_memory);

    private byte* Address(int row, int column, int band) =>
        (byte*)Buffer.Origin + (row * Buffer.LineStride) + (column * Buffer.PixelStride) + (band * Buffer.BandStride);
}
