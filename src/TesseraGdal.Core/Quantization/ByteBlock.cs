using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace TesseraGdal.Quantization;

/// <summary>
/// Turns a block of 16 pixels × 16 bands over, so that each band's 16 values are contiguous. Four rounds of interleaving row i with row
/// i + 8 are a perfect shuffle of the rows each, and together a transposition; it stays in registers.
/// </summary>
internal static unsafe class ByteBlock
{
    /// <summary>Side of a block.</summary>
    public const int Side = 16;

    /// <summary>Band k of 16 pixels, which lie <see cref="PixelKernel.Bands"/> bytes apart, goes to <paramref name="planes"/> + k · <paramref name="stride"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(sbyte* pixels, sbyte* planes, int stride)
    {
        Vector128<sbyte> r0 = Row(pixels, 0), r1 = Row(pixels, 1), r2 = Row(pixels, 2), r3 = Row(pixels, 3);
        Vector128<sbyte> r4 = Row(pixels, 4), r5 = Row(pixels, 5), r6 = Row(pixels, 6), r7 = Row(pixels, 7);
        Vector128<sbyte> r8 = Row(pixels, 8), r9 = Row(pixels, 9), ra = Row(pixels, 10), rb = Row(pixels, 11);
        Vector128<sbyte> rc = Row(pixels, 12), rd = Row(pixels, 13), re = Row(pixels, 14), rf = Row(pixels, 15);
        for (int round = 0; round < 4; round++)
        {
            (Vector128<sbyte> s0, Vector128<sbyte> s1) = (Low(r0, r8), High(r0, r8));
            (Vector128<sbyte> s2, Vector128<sbyte> s3) = (Low(r1, r9), High(r1, r9));
            (Vector128<sbyte> s4, Vector128<sbyte> s5) = (Low(r2, ra), High(r2, ra));
            (Vector128<sbyte> s6, Vector128<sbyte> s7) = (Low(r3, rb), High(r3, rb));
            (Vector128<sbyte> s8, Vector128<sbyte> s9) = (Low(r4, rc), High(r4, rc));
            (Vector128<sbyte> sa, Vector128<sbyte> sb) = (Low(r5, rd), High(r5, rd));
            (Vector128<sbyte> sc, Vector128<sbyte> sd) = (Low(r6, re), High(r6, re));
            (Vector128<sbyte> se, Vector128<sbyte> sf) = (Low(r7, rf), High(r7, rf));
            (r0, r1, r2, r3, r4, r5, r6, r7) = (s0, s1, s2, s3, s4, s5, s6, s7);
            (r8, r9, ra, rb, rc, rd, re, rf) = (s8, s9, sa, sb, sc, sd, se, sf);
        }
        Store(planes, stride, r0, r1, r2, r3);
        Store(planes + 4 * stride, stride, r4, r5, r6, r7);
        Store(planes + 8 * stride, stride, r8, r9, ra, rb);
        Store(planes + 12 * stride, stride, rc, rd, re, rf);
    }

    /// <summary>The same for a row of pixels: the last block reaches back over the one before it, instead of leaving a rest.</summary>
    /// <param name="pixels">First pixel, at the block's first band.</param>
    /// <param name="count">Pixels, at least <see cref="Side"/>.</param>
    /// <param name="planes">Where the first band's values go.</param>
    /// <param name="stride">Bytes from a band to the next.</param>
    public static void TransposeAll(sbyte* pixels, int count, sbyte* planes, int stride)
    {
        for (int x = 0; x < count; x += Side)
        {
            int start = Math.Min(x, count - Side);
            Transpose(pixels + (long)start * PixelKernel.Bands, planes + start, stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<sbyte> Row(sbyte* pixels, int row) => Vector128.Load(pixels + row * PixelKernel.Bands);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(sbyte* planes, int stride, Vector128<sbyte> a, Vector128<sbyte> b, Vector128<sbyte> c, Vector128<sbyte> d)
    {
        a.Store(planes);
        b.Store(planes + stride);
        c.Store(planes + 2 * stride);
        d.Store(planes + 3 * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<sbyte> Low(Vector128<sbyte> a, Vector128<sbyte> b)
    {
        if (Sse2.IsSupported) return Sse2.UnpackLow(a, b);
        if (AdvSimd.Arm64.IsSupported) return AdvSimd.Arm64.ZipLow(a, b);
        return Interleave(a.GetLower(), b.GetLower());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<sbyte> High(Vector128<sbyte> a, Vector128<sbyte> b)
    {
        if (Sse2.IsSupported) return Sse2.UnpackHigh(a, b);
        if (AdvSimd.Arm64.IsSupported) return AdvSimd.Arm64.ZipHigh(a, b);
        return Interleave(a.GetUpper(), b.GetUpper());
    }

    private static Vector128<sbyte> Interleave(Vector64<sbyte> a, Vector64<sbyte> b) => Vector128.Shuffle(
        Vector128.Create(a, b), Vector128.Create((sbyte)0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15));
}
