using System.Runtime.InteropServices;
using FsCheck.Xunit;
using TesseraGdal.Quantization;
using Xunit;

namespace TesseraGdal.Tests.Quantization;

/// <summary>Every kernel that this machine has, against the rule float32(q) · scale, bit for bit.</summary>
public unsafe class KernelRules
{
    private const byte Guard = 0x5A;

    public static TheoryData<string> Kernels => [.. PixelKernel.Available.Select(kernel => kernel.Name)];

    [Fact]
    public void A_name_picks_its_kernel_and_anything_else_the_widest()
    {
        foreach (IPixelKernel kernel in PixelKernel.Available) Assert.Same(kernel, PixelKernel.Choose(kernel.Name.ToUpperInvariant()));
        foreach (string? name in (string?[])[null, "", "1024", "avx"]) Assert.Same(PixelKernel.Available[^1], PixelKernel.Choose(name));
        Assert.Equal("scalar", PixelKernel.Available[0].Name);
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void All_256_stored_values_come_out_exactly_for_scales_of_every_kind(string name)
    {
        IPixelKernel kernel = PixelKernel.Choose(name);
        float[] kinds =
        [
            0.064f, 1f / 127, float.Epsilon, 1e-40f, float.MaxValue, -0.05f, 0f, -0f, 0.99999994f, NotANumber.Single, 3.4e38f, 1e-8f, 0.137f, 2f, 1e6f, 1e-30f, 16777217f,
        ];
        sbyte[] stored = new sbyte[kinds.Length * 2 * 128];
        float[] scales = new float[kinds.Length * 2];
        for (int x = 0; x < scales.Length; x++)
        {
            scales[x] = kinds[x / 2];
            for (int band = 0; band < 128; band++) stored[x * 128 + band] = (sbyte)(band - (x % 2 == 0 ? 128 : 0));
        }
        Check(kernel, stored, scales, [.. Enumerable.Range(0, 128)], pixelStride: 4, bandStride: 4 * scales.Length, shift: 0);
        Check(kernel, stored, scales, [.. Enumerable.Range(0, 128)], pixelStride: 512, bandStride: 4, shift: 0);
    }

    /// <summary>Widths around the block of 16, bands that begin and end anywhere, any alignment, planes and pixels with room between.</summary>
    [Property(MaxTest = 300)]
    public void Every_kernel_gives_the_rules_bits_and_touches_nothing_else(byte widthSeed, byte firstSeed, byte countSeed, byte shift, byte room, int seed)
    {
        int width = 1 + (widthSeed % 50), first = firstSeed % 128, count = 1 + (countSeed % (128 - first));
        var random = new Random(seed);
        sbyte[] stored = new sbyte[width * 128];
        random.NextBytes(MemoryMarshal.AsBytes(stored.AsSpan()));
        float[] scales = new float[width];
        foreach (ref float scale in scales.AsSpan()) scale = random.Next(7) == 0 ? NotANumber.Single : random.NextSingle();
        int[] bands = [.. Enumerable.Range(first, count)];
        foreach (IPixelKernel kernel in PixelKernel.Available)
        {
            Check(kernel, stored, scales, bands, 4, (4 * width) + (room % 9), shift % 16);
            Check(kernel, stored, scales, bands, (4 * count) + (room % 9), 4, shift % 16);
            Check(kernel, stored, scales, bands, -4 * count, 4, shift % 16);
            Check(kernel, stored, scales, bands, 4, -4 * width, shift % 16);
            Check(kernel, stored, scales, [.. bands.AsEnumerable().Reverse()], 8 * count, 8, shift % 16);
        }
    }

    /// <summary>Planes are made in parts of 1,024 pixels, and the last part and block reach back.</summary>
    [Theory]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(1039)]
    [InlineData(1040)]
    [InlineData(2049)]
    public void Rows_of_any_length_are_whole(int width)
    {
        sbyte[] stored = new sbyte[width * 128];
        new Random(width).NextBytes(MemoryMarshal.AsBytes(stored.AsSpan()));
        float[] scales = [.. Enumerable.Range(0, width).Select(x => 0.01f + (x / 5000f))];
        foreach (IPixelKernel kernel in PixelKernel.Available)
        {
            Check(kernel, stored, scales, [.. Enumerable.Range(0, 128)], 4, 4 * width, 4);
            Check(kernel, stored, scales, [.. Enumerable.Range(105, 23)], 4, (4 * width) + 12, 1);
        }
    }

    /// <summary>Input and output end where their pages do, and what follows may not be touched: one byte too far ends the test program.</summary>
    [Fact]
    public void No_kernel_reads_or_writes_past_the_end_of_its_memory()
    {
        if (!OperatingSystem.IsLinux()) return;
        foreach (IPixelKernel kernel in PixelKernel.Available)
        {
            foreach (int width in (int[])[1, 15, 16, 17, 37, 1030])
            {
                using GuardedMemory stored = new(width * 128), scales = new(width * 4), output = new(width * 512);
                new Span<byte>(stored.Start, width * 128).Fill(3);
                new Span<float>(scales.Start, width).Fill(0.5f);
                foreach ((int first, int count) in (ReadOnlySpan<(int, int)>)[(0, 128), (127, 1), (120, 8), (101, 27), (123, 5)])
                {
                    int[] bands = [.. Enumerable.Range(first, count)];
                    byte* end = output.Start + (width * 512);
                    byte* start = end - (width * count * 4);
                    new RowDecoder(kernel, bands, 4, 4 * width).Decode((sbyte*)stored.Start, (float*)scales.Start, scalePerElement: false, width, start);
                    Assert.Equal(1.5f, ((float*)end)[-1]);
                    new RowDecoder(kernel, bands, 4 * count, 4).Decode((sbyte*)stored.Start, (float*)scales.Start, scalePerElement: false, width, start);
                    Assert.Equal(1.5f, ((float*)end)[-1]);
                }
            }
        }
    }

    [Theory]
    [InlineData(new[] { 0, 1, 2, 3 }, "0+4@0")]
    [InlineData(new[] { 3, 2, 1 }, "3+1@0 2+1@1 1+1@2")]
    [InlineData(new[] { 5, 6, 6, 7, 127 }, "5+2@0 6+2@2 127+1@4")]
    public void Bands_are_taken_together_where_they_follow_one_another(int[] bands, string expected) =>
        Assert.Equal(expected, string.Join(' ', BandRun.Split(bands).Select(run => $"{run.First}+{run.Count}@{run.Index}")));

    [Fact]
    public void A_band_that_no_pixel_has_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RowDecoder(PixelKernel.Best, [0, 128], 4, 4));

    private static void Check(IPixelKernel kernel, sbyte[] stored, float[] scales, int[] bands, long pixelStride, long bandStride, int shift)
    {
        int width = scales.Length;
        long before = Math.Min(0, pixelStride * (width - 1)) + Math.Min(0, bandStride * (bands.Length - 1));
        long after = Math.Max(0, pixelStride * (width - 1)) + Math.Max(0, bandStride * (bands.Length - 1)) + 4;
        byte[] memory = new byte[after - before + 160];
        Array.Fill(memory, Guard);
        byte[] expected = (byte[])memory.Clone();
        long origin = 72 + shift - before;
        for (int band = 0; band < bands.Length; band++)
        {
            for (int x = 0; x < width; x++)
            {
                float value = (float)stored[(x * 128) + bands[band]] * scales[x];
                MemoryMarshal.Write(expected.AsSpan((int)(origin + (x * pixelStride) + (band * bandStride))), value);
            }
        }
        fixed (sbyte* pixels = stored)
        fixed (float* factors = scales)
        fixed (byte* output = memory)
            new RowDecoder(kernel, bands, pixelStride, bandStride).Decode(pixels, factors, scalePerElement: false, width, output + origin);
        for (int i = 0; i < memory.Length; i++)
        {
            if (memory[i] != expected[i])
                Assert.Fail($"kernel {kernel.Name}, {width} pixels, bands {bands[0]}…{bands[^1]}, strides {pixelStride}, {bandStride}: byte {i} is {memory[i]:x2} and should be {expected[i]:x2}");
        }
    }
}
