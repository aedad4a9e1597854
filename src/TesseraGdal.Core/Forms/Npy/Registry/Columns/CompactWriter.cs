using System.Buffers;

namespace TesseraGdal.Forms.Npy.Registry.Columns;

/// <summary>Writes the few forms of Thrift's compact protocol that a Parquet footer and a page header need.</summary>
internal sealed class CompactWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly Stack<int> _outer = new();
    private int _last;

    /// <summary>What has been written so far.</summary>
    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public CompactWriter Int32(int id, int value) => Head(id, CompactType.Int32).ZigZag(value);

    public CompactWriter Int64(int id, long value) => Head(id, CompactType.Int64).ZigZag(value);

    public CompactWriter Boolean(int id, bool value) => Head(id, value ? CompactType.True : CompactType.False);

    public CompactWriter Binary(int id, ReadOnlySpan<byte> value) => Head(id, CompactType.Binary).Element(value);

    /// <summary>Begins a list; its elements follow.</summary>
    public CompactWriter List(int id, CompactType element, int count) =>
        Head(id, CompactType.List).Put((byte)((Math.Min(count, 15) << 4) | (int)element)).CountBeyond14(count);

    /// <summary>Begins a struct as a field; <see cref="End"/> ends it.</summary>
    public CompactWriter Begin(int id) => Head(id, CompactType.Struct).Begin();

    /// <summary>Begins a struct as an element of a list, or the outermost one.</summary>
    public CompactWriter Begin()
    {
        _outer.Push(_last);
        _last = 0;
        return this;
    }

    public CompactWriter End()
    {
        _last = _outer.Pop();
        return Put((byte)CompactType.Stop);
    }

    /// <summary>Writes a number as an element of a list.</summary>
    public CompactWriter Element(int value) => ZigZag(value);

    /// <summary>Writes bytes as an element of a list.</summary>
    public CompactWriter Element(ReadOnlySpan<byte> value)
    {
        VarInt((ulong)value.Length);
        _bytes.Write(value);
        return this;
    }

    /// <summary>Ids ascend, and by less than 16: so the short form always does.</summary>
    private CompactWriter Head(int id, CompactType type)
    {
        int delta = id - _last;
        _last = id;
        return Put((byte)((delta << 4) | (int)type));
    }

    private CompactWriter CountBeyond14(int count) => count < 15 ? this : VarInt((ulong)count);

    private CompactWriter ZigZag(long value) => VarInt((ulong)((value << 1) ^ (value >> 63)));

    private CompactWriter VarInt(ulong value)
    {
        for (; value >= 0x80; value >>= 7) Put((byte)(value | 0x80));
        return Put((byte)value);
    }

    private CompactWriter Put(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
        return this;
    }
}
