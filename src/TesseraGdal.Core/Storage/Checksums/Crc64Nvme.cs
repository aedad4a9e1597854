using System.Buffers.Binary;

namespace TesseraGdal.Storage.Checksums;

/// <summary>
/// CRC-64/NVME, the checksum that S3 keeps of whole objects (<c>x-amz-checksum-crc64nvme</c>, formats.md §7); not the
/// polynomial of <c>System.IO.Hashing.Crc64</c>. Its checksums combine: that of a whole follows from those of its parts.
/// A new value is the checksum of no bytes.
/// </summary>
internal struct Crc64Nvme
{
    /// <summary>The checksum of the bytes appended so far.</summary>
    public ulong Value { get; private set; }

    /// <summary>Appends bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        ulong register = ~Value;
        Value = ~(Crc64Folding.IsSupported && bytes.Length >= Crc64Folding.MinLength
            ? Crc64Folding.Update(register, bytes)
            : Crc64Slicing.Update(register, bytes));
    }

    /// <summary>The checksum of some bytes.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var crc = default(Crc64Nvme);
        crc.Append(bytes);
        return crc.Value;
    }

    /// <summary>The checksum of A followed by B.</summary>
    /// <param name="crcA">Checksum of A.</param>
    /// <param name="crcB">Checksum of B.</param>
    /// <param name="lengthB">Bytes in B, ≥ 0.</param>
    public static ulong Combine(ulong crcA, ulong crcB, long lengthB)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lengthB);
        // Bits are counted in two steps, since 8 · length may not fit.
        ulong shift = Crc64Polynomial.PowerOfX(lengthB);
        for (int doubling = 0; doubling < 3; doubling++) shift = Crc64Polynomial.Multiply(shift, shift);
        return Crc64Polynomial.Multiply(shift, crcA) ^ crcB;
    }

    /// <summary>Reads the value of the header <c>x-amz-checksum-crc64nvme</c>: base64 of eight bytes, big-endian.</summary>
    /// <returns>The checksum, or null where it is none.</returns>
    public static ulong? Parse(string? header)
    {
        Span<byte> bytes = stackalloc byte[8];
        return header is { Length: 12 } && Convert.TryFromBase64String(header, bytes, out int count) && count == 8
            ? BinaryPrimitives.ReadUInt64BigEndian(bytes)
            : null;
    }

    /// <summary>Writes a checksum as <see cref="Parse"/> reads it.</summary>
    public static string Format(ulong crc)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, crc);
        return Convert.ToBase64String(bytes);
    }
}
