using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TesseraGdal.Quantization;

/// <summary>Registers of 32 bytes: AVX2, which widens 8 bytes to 8 integers in one instruction.</summary>
internal readonly unsafe struct Vector256Store : IBlockStore
{
    /// <inheritdoc/>
    public static string Name => "256";

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Bands(sbyte* block, int count, float* scales, byte* destination, long bandStride)
    {
        Vector256<float> s0 = Vector256.Load(scales), s1 = Vector256.Load(scales + 8);
        for (int band = 0; band < count; band++)
            Store(block + band * ByteBlock.Side, s0, s1, destination + band * bandStride);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Pixel(sbyte* values, float scale, byte* destination)
    {
        Vector256<float> factor = Vector256.Create(scale);
        Store(values, factor, factor, destination);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(sbyte* values, Vector256<float> s0, Vector256<float> s1, byte* destination)
    {
        (Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(values)) * s0).AsByte().Store(destination);
        (Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(values + 8)) * s1).AsByte().Store(destination + 32);
    }
}
