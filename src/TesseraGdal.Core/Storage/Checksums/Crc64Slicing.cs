using System.Buffers.Binary;

namespace TesseraGdal.Storage.Checksums;

/// <summary>CRC-64/NVME eight bytes at a time by tables: for any processor, for tails, and the twin that <see cref="Crc64Folding"/> is tested against.</summary>
internal static class Crc64Slicing
{
    private const int Slices = 8;
    private static readonly ulong[] Table = MakeTable();

    /// <summary>Puts bytes through the register.</summary>
    public static ulong Update(ulong register, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<ulong> table = Table;
        for (; bytes.Length >= Slices; bytes = bytes[Slices..])
        {
            ulong word = register ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            register = table[0x700 + (byte)word]
                ^ table[0x600 + (byte)(word >> 8)]
                ^ table[0x500 + (byte)(word >> 16)]
                ^ table[0x400 + (byte)(word >> 24)]
                ^ table[0x300 + (byte)(word >> 32)]
                ^ table[0x200 + (byte)(word >> 40)]
                ^ table[0x100 + (byte)(word >> 48)]
                ^ table[(int)(word >> 56)];
        }
        foreach (byte value in bytes)
            register = (register >> 8) ^ table[(byte)register ^ value];
        return register;
    }

    /// <summary>Slice s holds what a byte makes of the register when s zero bytes follow it.</summary>
    private static ulong[] MakeTable()
    {
        ulong[] table = new ulong[Slices * 256];
        for (int value = 0; value < 256; value++)
        {
            ulong register = (ulong)value;
            for (int bit = 0; bit < 8; bit++) register = Crc64Polynomial.TimesX(register);
            table[value] = register;
        }
        for (int i = 256; i < table.Length; i++)
            table[i] = (table[i - 256] >> 8) ^ table[(byte)table[i - 256]];
        return table;
    }
}
