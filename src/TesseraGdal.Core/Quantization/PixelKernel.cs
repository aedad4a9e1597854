using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TesseraGdal.Quantization;

/// <summary>
/// Picks the kernel for this machine: the widest that its processor has, or the one that the environment variable <c>TESSERA_SIMD</c>
/// names (<c>scalar</c>, <c>128</c>, <c>256</c>, <c>512</c>), so that all can be tested on one machine.
/// This room (Quantization) holds pure functions over memory: no I/O, and nothing of any other room.
/// </summary>
internal static class PixelKernel
{
    /// <summary>Bands of a stored pixel, one byte each: the dimensions of a Tessera embedding (formats.md §3.1).</summary>
    public const int Bands = 128;

    /// <summary>Name of the environment variable that forces a kernel.</summary>
    public const string Variable = "TESSERA_SIMD";

    /// <summary>All that run on this machine, the slowest first.</summary>
    public static IReadOnlyList<IPixelKernel> Available { get; } = Find();

    /// <summary>The one to use.</summary>
    public static IPixelKernel Best { get; } = Choose(Environment.GetEnvironmentVariable(Variable));

    /// <summary>The kernel of a name, or the widest for null, an empty or an unknown name and for one that this machine lacks.</summary>
    public static IPixelKernel Choose(string? name)
    {
        foreach (IPixelKernel kernel in Available)
        {
            if (string.Equals(kernel.Name, name, StringComparison.OrdinalIgnoreCase)) return kernel;
        }
        return Available[^1];
    }

    private static List<IPixelKernel> Find()
    {
        List<IPixelKernel> kernels = [new ScalarKernel()];
        if (Vector128.IsHardwareAccelerated) kernels.Add(new BlockKernel<Vector128Store>());
        if (Avx2.IsSupported) kernels.Add(new BlockKernel<Vector256Store>());
        if (Avx512F.IsSupported) kernels.Add(new BlockKernel<Vector512Store>());
        return kernels;
    }
}
