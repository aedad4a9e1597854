using System.Buffers.Binary;
using FsCheck.Xunit;
using TesseraGdal.Quantization;
using Xunit;

namespace TesseraGdal.Tests.Quantization;

/// <summary>Which scales are valid (formats.md §3.2).</summary>
public class ScaleRules
{
    private const uint Invalid = 0x7FC00000;

    /// <summary>A scale's bits, whether it is valid, and whether raw mode keeps it.</summary>
    public static TheoryData<uint, bool, bool> Kinds => new()
    {
        { Bits(0.064f), true, true },
        { Bits(float.Epsilon), true, true },
        { Bits(0.99999994f), true, true },
        { Bits(1f), false, true },
        { Bits(1.0000001f), false, true },
        { Bits(999_999f), false, true },
        { Bits(float.MaxValue), false, true },
        { Bits(0f), false, true },
        { Bits(-0f), false, true },
        { Bits(-0.05f), false, true },
        { Bits(float.PositiveInfinity), false, false },
        { Bits(float.NegativeInfinity), false, false },
        { 0xFFC00000, false, false },
        { 0x7F800001, false, false },
        { 0xFFFFFFFF, false, false },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_scale_is_valid_where_it_is_finite_and_positive_and_below_the_limit(uint scale, bool isValid, bool isKeptRaw)
    {
        // 1 to 9 of them, so that vectors and what is left over both meet it
        for (int count = 1; count < 10; count++)
        {
            float[] scales = [.. Enumerable.Repeat(BitConverter.UInt32BitsToSingle(scale), count)];
            Assert.All(Prepare(scales, new PixelOptions()), got => Assert.Equal(isValid ? scale : Invalid, got));
            Assert.All(Prepare(scales, new PixelOptions { KeepInvalid = true }), got => Assert.Equal(isKeptRaw ? scale : Invalid, got));
        }
    }

    [Fact]
    public void The_limit_itself_is_not_valid_and_infinity_never_is()
    {
        Assert.Equal([Bits(0.4f), Invalid], Prepare([0.4f, 0.5f], new PixelOptions { MaxScale = 0.5f }));
        Assert.Equal([Bits(float.MaxValue), Invalid], Prepare([float.MaxValue, float.PositiveInfinity], new PixelOptions { MaxScale = float.PositiveInfinity }));
    }

    [Property]
    public void Any_bits_follow_the_rule_whatever_their_place_and_byte_order(uint[] bits, bool raw, bool bigEndian)
    {
        float[] scales = [.. bits.Select(b => BitConverter.UInt32BitsToSingle(bigEndian ? BinaryPrimitives.ReverseEndianness(b) : b))];
        ScalePreparation.Prepare(scales, bigEndian, new PixelOptions { KeepInvalid = raw });
        Assert.Equal(bits.Select(b => IsValid(BitConverter.UInt32BitsToSingle(b), raw) ? b : Invalid), scales.Select(Bits));
    }

    private static bool IsValid(float scale, bool raw) => float.IsFinite(scale) && (raw || (scale > 0 && scale < 1));

    private static uint[] Prepare(float[] scales, PixelOptions options)
    {
        float[] prepared = [.. scales];
        ScalePreparation.Prepare(prepared, bigEndian: false, options);
        return [.. prepared.Select(Bits)];
    }

    private static uint Bits(float value) => BitConverter.SingleToUInt32Bits(value);
}
