using System.Runtime.InteropServices;
using FsCheck.Xunit;
using TesseraGdal.Quantization;
using Xunit;

namespace TesseraGdal.Tests.Quantization;

/// <summary>Stored bytes that are copied as they are, against a loop over elements.</summary>
public unsafe class CopierRules
{
    private const byte Guard = 0x5A;

    /// <summary>Widths around the block of 16, bands that begin and end anywhere, planes and pixels with room between, in both directions.</summary>
    [Property(MaxTest = 500)]
    public void Every_byte_goes_to_its_place_and_nothing_else_is_touched(byte widthSeed, byte firstSeed, byte countSeed, byte room, int seed)
    {
        int width = 1 + (widthSeed % 70), first = firstSeed % 128, count = 1 + (countSeed % (128 - first)), gap = room % 5;
        sbyte[] stored = Stored(width, seed);
        int[] bands = [.. Enumerable.Range(first, count)], reversed = [.. bands.AsEnumerable().Reverse()];
        foreach (int[] wanted in (int[][])[bands, reversed, [first, .. bands, 127, 127]])
        {
            int n = wanted.Length;
            Check(stored, width, wanted, 1, width + gap);
            Check(stored, width, wanted, 1, -width - gap);
            Check(stored, width, wanted, n + gap, 1);
            Check(stored, width, wanted, -n - gap, 1);
            Check(stored, width, wanted, -1, width + gap);
            Check(stored, width, wanted, (2 * n) + gap, 2);
        }
    }

    /// <summary>Planes are made in parts of 1,024 pixels, and the last part and block reach back.</summary>
    [Theory]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(1040)]
    [InlineData(2051)]
    public void Rows_of_any_length_are_whole(int width)
    {
        int[] all = [.. Enumerable.Range(0, 128)];
        Check(Stored(width, width), width, all, 1, width);
        Check(Stored(width, width), width, all, 128, 1);
        Check(Stored(width, width), width, [.. Enumerable.Range(105, 23)], 1, width + 3);
    }

    [Fact]
    public void Nothing_after_the_last_stored_byte_is_read()
    {
        foreach (int width in (int[])[1, 15, 16, 17, 33])
        {
            using var source = new GuardedMemory(width * 128);
            sbyte[] stored = Stored(width, 1);
            stored.CopyTo(new Span<sbyte>(source.Start, stored.Length));
            using var target = new GuardedMemory(width * 128);
            foreach ((int pixel, int band) in ((int, int)[])[(1, width), (128, 1)])
            {
                new RowCopier([.. Enumerable.Range(0, 128)], pixel, band).Copy((sbyte*)source.Start, width, target.Start);
                Assert.Equal(stored[^1], (sbyte)target.Start[(width * 128) - 1]);
            }
        }
    }

    [Fact]
    public void A_band_that_there_is_not_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new RowCopier([128], 1, 1));

    private static sbyte[] Stored(int width, int seed)
    {
        sbyte[] stored = new sbyte[width * 128];
        new Random(seed).NextBytes(MemoryMarshal.AsBytes(stored.AsSpan()));
        return stored;
    }

    private static void Check(sbyte[] stored, int width, int[] bands, long pixelStride, long bandStride)
    {
        long least = Math.Min(0, pixelStride * (width - 1)) + Math.Min(0, bandStride * (bands.Length - 1));
        long most = Math.Max(0, pixelStride * (width - 1)) + Math.Max(0, bandStride * (bands.Length - 1));
        byte[] expected = new byte[most - least + 65], got = new byte[expected.Length];
        expected.AsSpan().Fill(Guard);
        got.AsSpan().Fill(Guard);
        for (int x = 0; x < width; x++)
        {
            for (int i = 0; i < bands.Length; i++) expected[32 - least + (x * pixelStride) + (i * bandStride)] = (byte)stored[(x * 128) + bands[i]];
        }
        fixed (sbyte* source = stored)
        fixed (byte* target = got)
            new RowCopier(bands, pixelStride, bandStride).Copy(source, width, target + 32 - least);
        Assert.Equal(expected, got);
    }
}
