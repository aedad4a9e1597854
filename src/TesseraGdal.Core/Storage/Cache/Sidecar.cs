using System.Buffers.Binary;
using System.Text;
using TesseraGdal.Storage.Checksums;

namespace TesseraGdal.Storage.Cache;

/// <summary>
/// The bytes of a sidecar, little-endian, which says what the data file beside it holds (see <see cref="DiskEntry"/>):
/// <code>
/// head      8  magic
///           4  bytes in the head, a multiple of 16      4  bytes in a block
///           8  generation, see <see cref="GenerationOf"/>
///           8  the object's length                       8  its time of writing in ticks (UTC), or -1
///           4 ×  2 + n  key, source, ETag, the source's key: UTF-8; the 2 are 0xFFFF where there is none of the last two
///              zeros                                     8  CRC-64/NVME of the head up to here
/// check     8  kind in the low byte, 0x100 where a CRC was published      8  that CRC      8  seal      8  zeros
/// blocks   16  each: 8 CRC, 8 seal
/// </code>
/// The head is written once, by renaming a finished file into place. Check and block records are written over in place by any process, and
/// each carries a seal of its own, made of the generation, its place and its content: one that is torn, damaged or
/// another object's counts as not written. Anything may be in such a file: what does not add up reads as null, and nothing is allocated by its word alone.
/// </summary>
internal static class Sidecar
{
    /// <summary>No head is longer.</summary>
    public const int LongestHead = 8192;

    /// <summary>Bytes in the check record.</summary>
    public const int CheckLength = 32;

    /// <summary>Bytes in a block record.</summary>
    public const int RecordLength = 16;

    private const ulong Magic = 0x32304b4c42535354; // "TSSBLK02"
    private const int FixedLength = 40;
    private const ushort NoTag = 0xFFFF;
    private const ulong PublishedFlag = 0x100;

    /// <summary>What tells an object from all others, its earlier forms included, in 64 bits; the head has the whole of it.</summary>
    public static ulong GenerationOf(ObjectFacts facts) => Crc64Nvme.Of(Encoding.UTF8.GetBytes(
        FormattableString.Invariant($"{facts.Key}\n{facts.Source}\n{facts.ETag}\n{facts.Length}\n{facts.LastModified?.UtcTicks}")));

    /// <summary>Bytes in the sidecar of an object.</summary>
    public static long FileLengthOf(int head, long length) => head + CheckLength + (long)BlockGrid.CountOf(length) * RecordLength;

    /// <summary>Where a block's record begins.</summary>
    public static long RecordAt(int head, int block) => head + CheckLength + (long)block * RecordLength;

    /// <summary>Writes an object's head; null where its names are too long for one.</summary>
    public static byte[]? WriteHead(ObjectFacts facts)
    {
        byte[] key = Encoding.UTF8.GetBytes(facts.Key), source = Encoding.UTF8.GetBytes(facts.Source);
        byte[]? tag = facts.ETag is null ? null : Encoding.UTF8.GetBytes(facts.ETag), sourceKey = facts.SourceKey is null ? null : Encoding.UTF8.GetBytes(facts.SourceKey);
        int length = (FixedLength + 8 + key.Length + source.Length + (tag?.Length ?? 0) + (sourceKey?.Length ?? 0) + 8 + 15) / 16 * 16;
        if (length > LongestHead) return null;
        byte[] head = new byte[length];
        BinaryPrimitives.WriteUInt64LittleEndian(head, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(8), length);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(12), BlockGrid.Size);
        BinaryPrimitives.WriteUInt64LittleEndian(head.AsSpan(16), GenerationOf(facts));
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(24), facts.Length);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(32), facts.LastModified?.UtcTicks ?? -1);
        Span<byte> rest = head.AsSpan(FixedLength);
        WriteText(ref rest, key);
        WriteText(ref rest, source);
        WriteText(ref rest, tag);
        WriteText(ref rest, sourceKey);
        BinaryPrimitives.WriteUInt64LittleEndian(head.AsSpan(length - 8), Crc64Nvme.Of(head.AsSpan(0, length - 8)));
        return head;
    }

    /// <summary>Reads the head at the beginning of a file's bytes.</summary>
    /// <param name="file">At least the head.</param>
    /// <param name="key">The key that it should be of.</param>
    /// <param name="headLength">Bytes in the head.</param>
    public static ObjectFacts? ReadHead(ReadOnlySpan<byte> file, string key, out int headLength)
    {
        headLength = 0;
        if (file.Length < FixedLength || BinaryPrimitives.ReadUInt64LittleEndian(file) != Magic) return null;
        int length = BinaryPrimitives.ReadInt32LittleEndian(file[8..]);
        if (length < FixedLength + 16 || length > LongestHead || length % 16 != 0 || length > file.Length) return null;
        ReadOnlySpan<byte> head = file[..length];
        if (BinaryPrimitives.ReadUInt64LittleEndian(head[^8..]) != Crc64Nvme.Of(head[..^8])) return null;
        if (BinaryPrimitives.ReadInt32LittleEndian(head[12..]) != BlockGrid.Size) return null;

        long objectLength = BinaryPrimitives.ReadInt64LittleEndian(head[24..]), ticks = BinaryPrimitives.ReadInt64LittleEndian(head[32..]);
        if (objectLength is < 0 or > BlockGrid.MaxLength || ticks < -1 || ticks > DateTime.MaxValue.Ticks) return null;
        ReadOnlySpan<byte> rest = head[FixedLength..^8];
        if (!TryReadText(ref rest, out string? foundKey) || !TryReadText(ref rest, out string? source) || !TryReadText(ref rest, out string? tag)
            || !TryReadText(ref rest, out string? sourceKey)) return null;
        if (foundKey != key || source is null) return null;
        var facts = new ObjectFacts
        {
            Key = key,
            Source = source,
            ETag = tag,
            SourceKey = sourceKey,
            Length = objectLength,
            LastModified = ticks < 0 ? null : new DateTimeOffset(ticks, TimeSpan.Zero),
        };
        if (GenerationOf(facts) != BinaryPrimitives.ReadUInt64LittleEndian(head[16..])) return null;
        headLength = length;
        return facts;
    }

    /// <summary>Writes the check record.</summary>
    public static void WriteCheck(Span<byte> record, ulong generation, CheckState check)
    {
        ulong kind = (ulong)check.Kind | (check.Published is null ? 0 : PublishedFlag), crc = check.Published ?? 0;
        BinaryPrimitives.WriteUInt64LittleEndian(record, kind);
        BinaryPrimitives.WriteUInt64LittleEndian(record[8..], crc);
        BinaryPrimitives.WriteUInt64LittleEndian(record[16..], Seal(generation, -1, kind, crc));
        record[24..CheckLength].Clear();
    }

    /// <summary>Reads the check record.</summary>
    public static CheckState ReadCheck(ReadOnlySpan<byte> record, ulong generation)
    {
        ulong kind = BinaryPrimitives.ReadUInt64LittleEndian(record), crc = BinaryPrimitives.ReadUInt64LittleEndian(record[8..]);
        if (BinaryPrimitives.ReadUInt64LittleEndian(record[16..]) != Seal(generation, -1, kind, crc)) return default;
        ulong number = kind & ~PublishedFlag;
        return number > (ulong)CheckKind.Length ? default : new CheckState((CheckKind)number, (kind & PublishedFlag) != 0 ? crc : null);
    }

    /// <summary>Writes a block's record.</summary>
    public static void WriteRecord(Span<byte> record, ulong generation, int block, ulong crc)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(record, crc);
        BinaryPrimitives.WriteUInt64LittleEndian(record[8..], Seal(generation, block, 0, crc));
    }

    /// <summary>Reads a block's record: its CRC, or null where the block is not there.</summary>
    public static ulong? ReadRecord(ReadOnlySpan<byte> record, ulong generation, int block)
    {
        ulong crc = BinaryPrimitives.ReadUInt64LittleEndian(record);
        return BinaryPrimitives.ReadUInt64LittleEndian(record[8..]) == Seal(generation, block, 0, crc) ? crc : null;
    }

    /// <summary>A bijective mix (the finalizer of SplitMix64) of all that the seal is for: one flipped bit anywhere breaks it.</summary>
    private static ulong Seal(ulong generation, int place, ulong kind, ulong crc) =>
        Mix(Mix(Mix(Mix(generation) ^ (uint)place) ^ kind) ^ crc);

    private static ulong Mix(ulong word)
    {
        word += 0x9E3779B97F4A7C15;
        word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9;
        word = (word ^ (word >> 27)) * 0x94D049BB133111EB;
        return word ^ (word >> 31);
    }

    private static void WriteText(ref Span<byte> rest, byte[]? text)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(rest, text is null ? NoTag : (ushort)text.Length);
        text?.CopyTo(rest[2..]);
        rest = rest[(2 + (text?.Length ?? 0))..];
    }

    private static bool TryReadText(ref ReadOnlySpan<byte> rest, out string? text)
    {
        text = null;
        if (rest.Length < 2) return false;
        ushort length = BinaryPrimitives.ReadUInt16LittleEndian(rest);
        rest = rest[2..];
        if (length == NoTag) return true;
        if (length > rest.Length) return false;
        text = Encoding.UTF8.GetString(rest[..length]);
        rest = rest[length..];
        return true;
    }
}
