using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TesseraGdal.Quantization;

/// <summary>Registers of 64 bytes: AVX-512, 16 floats in one of them.</summary>
internal readonly unsafe struct Vector512Store : IBlockStore
{
    /// <inheritdoc/>
    public static string Name => "512";

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(sbyte* values, float* scales, byte* destination) =>
        (Widen(values) * Vector512.Load(scales)).AsByte().Store(destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(sbyte* values, float scale, byte* destination) =>
        (Widen(values) * Vector512.Create(scale)).AsByte().Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Widen(sbyte* values) =>
        Vector512.ConvertToSingle(Avx512F.ConvertToVector512Int32(Vector128.Load(values)));
}
