using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace TesseraGdal.Quantization;

/// <summary>
/// Scales as they are stored become scales as they are multiplied with: the scale of a pixel that is not valid becomes NaN,
/// so that one multiplication a value both dequantises and marks what is invalid.
/// </summary>
internal static class ScalePreparation
{
    /// <summary>Makes stored scales ready, in place.</summary>
    /// <param name="scales">float32 values as they are stored.</param>
    /// <param name="bigEndian">Whether they are stored in the order of <c>&gt;f4</c>.</param>
    /// <param name="options">What is valid.</param>
    public static void Prepare(Span<float> scales, bool bigEndian, PixelOptions options)
    {
        if (bigEndian) SwapBytes(scales);
        int done = 0;
        ref float first = ref MemoryMarshal.GetReference(scales);
        Vector128<float> invalid = Vector128.Create(NotANumber.Single), limit = Vector128.Create(options.MaxScale), infinity = Vector128.Create(float.PositiveInfinity);
        for (; done <= scales.Length - Vector128<float>.Count; done += Vector128<float>.Count)
        {
            Vector128<float> scale = Vector128.LoadUnsafe(ref first, (nuint)done);
            // A comparison with NaN is false, so NaN is never valid.
            Vector128<float> valid = options.KeepInvalid
                ? Vector128.LessThan(Vector128.Abs(scale), infinity)
                : Vector128.GreaterThan(scale, Vector128<float>.Zero) & Vector128.LessThan(scale, limit) & Vector128.LessThan(scale, infinity);
            Vector128.ConditionalSelect(valid, scale, invalid).StoreUnsafe(ref first, (nuint)done);
        }
        foreach (ref float scale in scales[done..])
        {
            if (!IsValid(scale, options)) scale = NotANumber.Single;
        }
    }

    /// <summary>From the byte order of <c>&gt;f4</c> to <c>&lt;f4</c>, in place.</summary>
    public static void SwapBytes(Span<float> scales)
    {
        Span<int> words = MemoryMarshal.Cast<float, int>(scales);
        BinaryPrimitives.ReverseEndianness(words, words);
    }

    /// <summary>Whether a stored scale, in this machine's byte order, is that of a valid pixel.</summary>
    public static bool IsValid(float scale, PixelOptions options) =>
        float.IsFinite(scale) && (options.KeepInvalid || (scale > 0 && scale < options.MaxScale));
}
