using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using TesseraGdal.Geometry;

namespace TesseraGdal.Forms.Npy.Registry.Index;

/// <summary>
/// The first 8 KiB of an index file: little-endian, fixed places, so that opening one parses nothing.
/// After it come 3600 × 1800 cells of 16 bits (<see cref="CellGrid"/>), bit n for the year <see cref="FirstYear"/> + n.
/// </summary>
internal sealed class IndexHeader
{
    public const int Size = 8192, YearBits = 16;

    /// <summary>Length of every index file.</summary>
    public const long FileLength = Size + ((long)CellGrid.Cells * sizeof(ushort));

    /// <summary>Where the times lie that are renewed in place: they are outside the header's CRC.</summary>
    public const int CheckedAtOffset = 16, FailedAtOffset = 24;

    private const int BodyCrcOffset = 12, FirstYearOffset = 32, LengthOffset = 40, LastModifiedOffset = 48, CountsOffset = 64, RowsOffset = 128;
    private const int TextOffset = RowsOffset + (CellGrid.Rows * sizeof(ushort)), CrcOffset = Size - sizeof(uint);
    private const long NoTime = long.MinValue;
    private static ReadOnlySpan<byte> Magic => "TSRINDX\u0001"u8;
    private const uint FormatVersion = 1;

    public required IndexFacts Facts { get; init; }

    /// <summary>The year of bit 0; 0 where there is no tile at all.</summary>
    public required int FirstYear { get; init; }

    /// <summary>Tiles of each year.</summary>
    public required int[] Counts { get; init; }

    /// <summary>For each row of cells, the years that any of its cells has.</summary>
    public required ushort[] RowYears { get; init; }

    /// <summary>CRC-32C of the cells.</summary>
    public required uint BodyCrc { get; init; }

    /// <summary>Counts cells, and describes them.</summary>
    public static IndexHeader Of(IndexFacts facts, int firstYear, ReadOnlySpan<ushort> cells)
    {
        var counts = new int[YearBits];
        var rowYears = new ushort[CellGrid.Rows];
        for (int i = 0; i < cells.Length; i++)
        {
            if (cells[i] == 0) continue;
            rowYears[i / CellGrid.Columns] |= cells[i];
            for (uint years = cells[i]; years != 0; years &= years - 1) counts[BitOperations.TrailingZeroCount(years)]++;
        }
        return new IndexHeader { Facts = facts, FirstYear = firstYear, Counts = counts, RowYears = rowYears, BodyCrc = Crc(MemoryMarshal.AsBytes(cells)) };
    }

    /// <summary>CRC-32C of some bytes.</summary>
    public static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (ulong eight in MemoryMarshal.Cast<byte, ulong>(bytes)) crc = BitOperations.Crc32C(crc, eight);
        foreach (byte one in bytes[(bytes.Length & ~7)..]) crc = BitOperations.Crc32C(crc, one);
        return ~crc;
    }

    /// <summary>Writes the header.</summary>
    /// <exception cref="TesseraException">Names of store, key and tag are longer than the header has room for.</exception>
    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        Span<byte> header = bytes;
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], FormatVersion);
        BinaryPrimitives.WriteUInt32LittleEndian(header[BodyCrcOffset..], BodyCrc);
        BinaryPrimitives.WriteInt32LittleEndian(header[FirstYearOffset..], FirstYear);
        BinaryPrimitives.WriteInt64LittleEndian(header[LengthOffset..], Facts.Length);
        BinaryPrimitives.WriteInt64LittleEndian(header[LastModifiedOffset..], Facts.LastModified?.ToUnixTimeMilliseconds() ?? NoTime);
        for (int i = 0; i < YearBits; i++) BinaryPrimitives.WriteInt32LittleEndian(header[(CountsOffset + (i * sizeof(int)))..], Counts[i]);
        for (int i = 0; i < CellGrid.Rows; i++) BinaryPrimitives.WriteUInt16LittleEndian(header[(RowsOffset + (i * sizeof(ushort)))..], RowYears[i]);
        Span<byte> text = header[TextOffset..CrcOffset];
        foreach (string value in new[] { Facts.Identity, Facts.Source, Facts.ETag ?? "" }) text = WriteText(text, value);
        BinaryPrimitives.WriteUInt32LittleEndian(header[CrcOffset..], Crc(header[..CrcOffset]));
        BinaryPrimitives.WriteInt64LittleEndian(header[CheckedAtOffset..], Facts.CheckedAt.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteInt64LittleEndian(header[FailedAtOffset..], Facts.FailedAt.ToUnixTimeMilliseconds());
        return bytes;
    }

    /// <summary>Reads a header of any origin.</summary>
    /// <returns>Null where it is not one of ours, of this version and whole.</returns>
    public static IndexHeader? Read(Span<byte> header)
    {
        if (header.Length < Size || !header.StartsWith(Magic) || BinaryPrimitives.ReadUInt32LittleEndian(header[8..]) != FormatVersion) return null;
        long checkedAt = BinaryPrimitives.ReadInt64LittleEndian(header[CheckedAtOffset..]), failedAt = BinaryPrimitives.ReadInt64LittleEndian(header[FailedAtOffset..]);
        header.Slice(CheckedAtOffset, 2 * sizeof(long)).Clear();
        if (BinaryPrimitives.ReadUInt32LittleEndian(header[CrcOffset..]) != Crc(header[..CrcOffset])) return null;

        var counts = new int[YearBits];
        var rowYears = new ushort[CellGrid.Rows];
        for (int i = 0; i < YearBits; i++) counts[i] = BinaryPrimitives.ReadInt32LittleEndian(header[(CountsOffset + (i * sizeof(int)))..]);
        for (int i = 0; i < CellGrid.Rows; i++) rowYears[i] = BinaryPrimitives.ReadUInt16LittleEndian(header[(RowsOffset + (i * sizeof(ushort)))..]);
        long lastModified = BinaryPrimitives.ReadInt64LittleEndian(header[LastModifiedOffset..]);
        Span<byte> text = header[TextOffset..CrcOffset];
        if (ReadText(ref text) is not { } identity || ReadText(ref text) is not { } source || ReadText(ref text) is not { } tag) return null;
        return new IndexHeader
        {
            Facts = new IndexFacts
            {
                Identity = identity,
                Source = source,
                ETag = tag.Length == 0 ? null : tag,
                Length = BinaryPrimitives.ReadInt64LittleEndian(header[LengthOffset..]),
                LastModified = lastModified == NoTime ? null : Time(lastModified),
                CheckedAt = Time(checkedAt),
                FailedAt = Time(failedAt),
            },
            FirstYear = BinaryPrimitives.ReadInt32LittleEndian(header[FirstYearOffset..]),
            Counts = counts,
            RowYears = rowYears,
            BodyCrc = BinaryPrimitives.ReadUInt32LittleEndian(header[BodyCrcOffset..]),
        };
    }

    /// <summary>A time that is no time is the distant past.</summary>
    private static DateTimeOffset Time(long milliseconds) =>
        milliseconds is > 0 and < 253_402_300_800_000 ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : DateTimeOffset.UnixEpoch;

    private static Span<byte> WriteText(Span<byte> space, string text)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        if (length > space.Length - sizeof(ushort))
            throw new TesseraException(TesseraErrorKind.InvalidArgument, $"The name of the registry's source is too long for its index: {text[..80]}…. Use a shorter one.");
        BinaryPrimitives.WriteUInt16LittleEndian(space, (ushort)length);
        Encoding.UTF8.GetBytes(text, space[sizeof(ushort)..]);
        return space[(sizeof(ushort) + length)..];
    }

    private static string? ReadText(ref Span<byte> space)
    {
        if (space.Length < sizeof(ushort)) return null;
        int length = BinaryPrimitives.ReadUInt16LittleEndian(space);
        if (length > space.Length - sizeof(ushort)) return null;
        string text = Encoding.UTF8.GetString(space.Slice(sizeof(ushort), length));
        space = space[(sizeof(ushort) + length)..];
        return text;
    }
}
