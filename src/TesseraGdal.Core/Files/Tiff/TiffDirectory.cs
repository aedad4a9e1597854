using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace TesseraGdal.Files.Tiff;

/// <summary>
/// The tags of one image of a BigTIFF, little-endian: 8 bytes their number, 20 each (number, type, count, value), 8 the place of the next directory, and
/// then the values that are longer than 8 bytes.
/// </summary>
internal sealed class TiffDirectory
{
    private const int EntryLength = 20, InlineLength = 8;
    private const ushort Ascii = 2, Short = 3, Long = 4, Double = 12, Long8 = 16;

    private readonly SortedDictionary<TiffTag, Entry> _entries = [];

    /// <summary>Bytes that it takes, a multiple of 8.</summary>
    internal int Length => EndOfEntries + _entries.Values.Where(entry => entry.Value?.Length > InlineLength).Sum(entry => RoundUp(entry.Value!.Length));

    private int EndOfEntries => RoundUp(8 + _entries.Count * EntryLength + 8);

    /// <summary>16-bit numbers.</summary>
    internal void AddShorts(TiffTag tag, params ReadOnlySpan<ushort> values) => Add(tag, Short, values.Length, MemoryMarshal.AsBytes(values));

    /// <summary>A 32-bit number.</summary>
    internal void AddLong(TiffTag tag, uint value) => Add(tag, Long, 1, MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(ref value)));

    /// <summary>Floating-point numbers.</summary>
    internal void AddDoubles(TiffTag tag, params ReadOnlySpan<double> values) => Add(tag, Double, values.Length, MemoryMarshal.AsBytes(values));

    /// <summary>Text; a NUL is put at its end.</summary>
    internal void AddText(TiffTag tag, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text + '\0');
        Add(tag, Ascii, bytes.Length, bytes);
    }

    /// <summary>A list of numbers that is not kept but computed where it is read; where it is short enough, it stands in its entry.</summary>
    internal void AddSeries(TiffTag tag, TiffSeries series)
    {
        ushort type = series.ElementLength == sizeof(long) ? Long8 : Long;
        if (series.Length > InlineLength)
        {
            _entries[tag] = new Entry(type, series.Count, null, series.Position);
            return;
        }
        byte[] value = new byte[series.Length];
        series.CopyTo(0, value);
        Add(tag, type, series.Count, value);
    }

    /// <summary>Writes it.</summary>
    /// <param name="destination"><see cref="Length"/> bytes.</param>
    /// <param name="position">Where these lie in the file.</param>
    /// <param name="next">Where the next directory lies; 0 where there is none.</param>
    internal void Write(Span<byte> destination, long position, long next)
    {
        destination.Clear();
        BinaryPrimitives.WriteInt64LittleEndian(destination, _entries.Count);
        Span<byte> entries = destination[8..];
        int room = EndOfEntries;
        foreach ((TiffTag tag, Entry entry) in _entries)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(entries, (ushort)tag);
            BinaryPrimitives.WriteUInt16LittleEndian(entries[2..], entry.Type);
            BinaryPrimitives.WriteInt64LittleEndian(entries[4..], entry.Count);
            if (entry.Value is null) BinaryPrimitives.WriteInt64LittleEndian(entries[12..], entry.Position);
            else if (entry.Value.Length <= InlineLength) entry.Value.CopyTo(entries[12..]);
            else
            {
                BinaryPrimitives.WriteInt64LittleEndian(entries[12..], position + room);
                entry.Value.CopyTo(destination[room..]);
                room += RoundUp(entry.Value.Length);
            }
            entries = entries[EntryLength..];
        }
        BinaryPrimitives.WriteInt64LittleEndian(entries, next);
    }

    private void Add(TiffTag tag, ushort type, long count, ReadOnlySpan<byte> value) => _entries[tag] = new Entry(type, count, value.ToArray(), 0);

    private static int RoundUp(int length) => (length + 7) / 8 * 8;

    /// <summary>A tag's type and count, and its value or where that lies.</summary>
    private sealed record Entry(ushort Type, long Count, byte[]? Value, long Position);
}
