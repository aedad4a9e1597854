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
    public static void Store(sbyte* values, float* scales, byte* destination)
    {
        (Widen(values) * Vector256.Load(scales)).AsByte().Store(destination);
        (Widen(values + 8) * Vector256.Load(scales + 8)).AsByte().Store(destination + 32);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(sbyte* values, float scale, byte* destination)
    {
        Vector256<float> factor = Vector256.Create(scale);
        (Widen(values) * factor).AsByte().Store(destination);
        (Widen(values + 8) * factor).AsByte().Store(destination + 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Widen(sbyte* values) => Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(values));
}
