using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TesseraGdal.Quantization;

/// <summary>Registers of 16 bytes, in portable vectors: SSE and NEON.</summary>
internal readonly unsafe struct Vector128Store : IBlockStore
{
    /// <inheritdoc/>
    public static string Name => "128";

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Bands(sbyte* block, int count, float* scales, byte* destination, long bandStride)
    {
        Vector128<float> s0 = Vector128.Load(scales), s1 = Vector128.Load(scales + 4), s2 = Vector128.Load(scales + 8), s3 = Vector128.Load(scales + 12);
        for (int band = 0; band < count; band++)
            Store(block + band * ByteBlock.Side, s0, s1, s2, s3, destination + band * bandStride);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Pixel(sbyte* values, float scale, byte* destination)
    {
        Vector128<float> factor = Vector128.Create(scale);
        Store(values, factor, factor, factor, factor, destination);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(sbyte* values, Vector128<float> s0, Vector128<float> s1, Vector128<float> s2, Vector128<float> s3, byte* destination)
    {
        (Vector128<short> low, Vector128<short> high) = Vector128.Widen(Vector128.Load(values));
        (Vector128<int> v0, Vector128<int> v1) = Vector128.Widen(low);
        (Vector128<int> v2, Vector128<int> v3) = Vector128.Widen(high);
        (Vector128.ConvertToSingle(v0) * s0).AsByte().Store(destination);
        (Vector128.ConvertToSingle(v1) * s1).AsByte().Store(destination + 16);
        (Vector128.ConvertToSingle(v2) * s2).AsByte().Store(destination + 32);
        (Vector128.ConvertToSingle(v3) * s3).AsByte().Store(destination + 48);
    }
}
