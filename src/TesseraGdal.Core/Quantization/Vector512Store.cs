using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TesseraGdal.Quantization;

/// <summary>Registers of 64 bytes: AVX-512, a whole band of a block in one of them.</summary>
internal readonly unsafe struct Vector512Store : IBlockStore
{
    /// <inheritdoc/>
    public static string Name => "512";

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Bands(sbyte* block, int count, float* scales, byte* destination, long bandStride)
    {
        Vector512<float> factors = Vector512.Load(scales);
        for (int band = 0; band < count; band++)
            Store(block + band * ByteBlock.Side, factors, destination + band * bandStride);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Pixel(sbyte* values, float scale, byte* destination) => Store(values, Vector512.Create(scale), destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(sbyte* values, Vector512<float> factors, byte* destination) =>
        (Vector512.ConvertToSingle(Avx512F.ConvertToVector512Int32(Vector128.Load(values))) * factors).AsByte().Store(destination);
}
