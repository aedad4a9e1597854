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
    public static void Store(sbyte* values, float* scales, byte* destination)
    {
        (Vector128<float> v0, Vector128<float> v1, Vector128<float> v2, Vector128<float> v3) = Widen(values);
        (v0 * Vector128.Load(scales)).AsByte().Store(destination);
        (v1 * Vector128.Load(scales + 4)).AsByte().Store(destination + 16);
        (v2 * Vector128.Load(scales + 8)).AsByte().Store(destination + 32);
        (v3 * Vector128.Load(scales + 12)).AsByte().Store(destination + 48);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(sbyte* values, float scale, byte* destination)
    {
        Vector128<float> factor = Vector128.Create(scale);
        (Vector128<float> v0, Vector128<float> v1, Vector128<float> v2, Vector128<float> v3) = Widen(values);
        (v0 * factor).AsByte().Store(destination);
        (v1 * factor).AsByte().Store(destination + 16);
        (v2 * factor).AsByte().Store(destination + 32);
        (v3 * factor).AsByte().Store(destination + 48);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<float> V0, Vector128<float> V1, Vector128<float> V2, Vector128<float> V3) Widen(sbyte* values)
    {
        (Vector128<short> low, Vector128<short> high) = Vector128.Widen(Vector128.Load(values));
        (Vector128<int> v0, Vector128<int> v1) = Vector128.Widen(low);
        (Vector128<int> v2, Vector128<int> v3) = Vector128.Widen(high);
        return (Vector128.ConvertToSingle(v0), Vector128.ConvertToSingle(v1), Vector128.ConvertToSingle(v2), Vector128.ConvertToSingle(v3));
    }
}
