using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ArmAes = System.Runtime.Intrinsics.Arm.Aes;

namespace TesseraGdal.Storage.Checksums;

/// <summary>
/// CRC-64/NVME by carry-less multiplication (PCLMULQDQ, PMULL): four lanes of 128 bits are folded over 512 bits at a time.
/// A lane (low, high) stands for low · x⁶⁴ + high, low being first in memory; moved up by n bits it is congruent to
/// low · x⁶⁴⁺ⁿ + high · xⁿ. A product of two reflected words is one bit too low, which the constants make up for: x⁶⁴⁺ⁿ⁻¹ and xⁿ⁻¹.
/// </summary>
internal static class Crc64Folding
{
    /// <summary>Below this length folding has nothing to fold.</summary>
    public const int MinLength = 4 * 16;

    private static readonly Vector128<ulong> Over512 = Constants(512);
    private static readonly Vector128<ulong> Over128 = Constants(128);

    /// <summary>Whether this processor can.</summary>
    public static bool IsSupported => BitConverter.IsLittleEndian && (Pclmulqdq.IsSupported || ArmAes.IsSupported);

    /// <summary>Puts bytes, <see cref="MinLength"/> or more, through the register.</summary>
    public static ulong Update(ulong register, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<Vector128<ulong>> lanes = MemoryMarshal.Cast<byte, Vector128<ulong>>(bytes);
        Vector128<ulong> a = lanes[0] ^ Vector128.CreateScalar(register), b = lanes[1], c = lanes[2], d = lanes[3];
        int next = 4;
        for (; next <= lanes.Length - 4; next += 4)
        {
            a = Fold(a, Over512) ^ lanes[next];
            b = Fold(b, Over512) ^ lanes[next + 1];
            c = Fold(c, Over512) ^ lanes[next + 2];
            d = Fold(d, Over512) ^ lanes[next + 3];
        }
        a = Fold(a, Over128) ^ b;
        a = Fold(a, Over128) ^ c;
        a = Fold(a, Over128) ^ d;
        for (; next < lanes.Length; next++)
            a = Fold(a, Over128) ^ lanes[next];

        // What is left is congruent to all that was folded into it: its 16 bytes go through an empty register.
        Span<byte> rest = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(rest, a[0]);
        BinaryPrimitives.WriteUInt64LittleEndian(rest[8..], a[1]);
        return Crc64Slicing.Update(Crc64Slicing.Update(0, rest), bytes[(lanes.Length * 16)..]);
    }

    private static Vector128<ulong> Constants(int bits) =>
        Vector128.Create(Crc64Polynomial.PowerOfX(64 + bits - 1), Crc64Polynomial.PowerOfX(bits - 1));

    private static Vector128<ulong> Fold(Vector128<ulong> lane, Vector128<ulong> constants) => Pclmulqdq.IsSupported
        ? Pclmulqdq.CarrylessMultiply(lane, constants, 0x00) ^ Pclmulqdq.CarrylessMultiply(lane, constants, 0x11)
        : ArmAes.PolynomialMultiplyWideningLower(lane.GetLower(), constants.GetLower()) ^ ArmAes.PolynomialMultiplyWideningUpper(lane, constants);
}
