namespace TesseraGdal.Forms.Npy.Registry.Columns;

/// <summary>
/// Reads Thrift's compact protocol from bytes that may be hostile: every length is checked against what is left before anything
/// is taken or allocated, every field has the type that it is read as, and nesting is bounded. Failures are <see cref="InvalidDataException"/>s.
/// (Parquet.Net's own reader trusts lengths and does not end at the end of the bytes.)
/// </summary>
internal ref struct CompactReader
{
    private const int MaxDepth = 32;
    private readonly ReadOnlySpan<byte> _bytes;

    public CompactReader(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>Bytes taken so far.</summary>
    public int Position { get; private set; }

    private readonly int Left => _bytes.Length - Position;

    /// <summary>Goes to the next field of a struct.</summary>
    /// <param name="id">The id of the field before, 0 for none; becomes this field's.</param>
    /// <param name="type">The field's type.</param>
    /// <returns>False at the end of the struct.</returns>
    public bool NextField(ref int id, out CompactType type)
    {
        byte head = Take();
        type = (CompactType)(head & 0x0F);
        if (type == CompactType.Stop) return false;
        int delta = head >> 4;
        id = delta != 0 ? id + delta : (short)ZigZag();
        return true;
    }

    /// <summary>Reads a whole number of any width.</summary>
    public long Integer(CompactType type)
    {
        if (type is not (CompactType.Int16 or CompactType.Int32 or CompactType.Int64)) throw Unexpected(type, "a number");
        return ZigZag();
    }

    /// <summary>Reads a whole number that must fit 32 bits.</summary>
    public int Int32(CompactType type)
    {
        long value = Integer(type);
        return value is >= int.MinValue and <= int.MaxValue ? (int)value : throw new InvalidDataException($"its metadata have the number {value}, which is too large for its field");
    }

    /// <summary>Reads a truth value; the type of its field is the value.</summary>
    public static bool Boolean(CompactType type) =>
        type is CompactType.True or CompactType.False ? type == CompactType.True : throw Unexpected(type, "a truth value");

    /// <summary>Reads bytes; a view of the bytes given to the constructor.</summary>
    public ReadOnlySpan<byte> Binary(CompactType type)
    {
        if (type != CompactType.Binary) throw Unexpected(type, "bytes");
        ulong length = VarInt();
        if (length > (ulong)Left) throw Cut();
        ReadOnlySpan<byte> value = _bytes.Slice(Position, (int)length);
        Position += (int)length;
        return value;
    }

    /// <summary>Reads the head of a list.</summary>
    /// <returns>How many elements follow: never more than bytes are left.</returns>
    public int List(CompactType type, CompactType element)
    {
        if (type != CompactType.List) throw Unexpected(type, "a list");
        int count = ListHead(out CompactType found);
        return count == 0 || found == element ? count : throw Unexpected(found, $"a list of {element}");
    }

    /// <summary>Checks that a field is a struct, whose fields follow.</summary>
    public static void Struct(CompactType type)
    {
        if (type != CompactType.Struct) throw Unexpected(type, "a struct");
    }

    /// <summary>Passes over a field that is of no interest.</summary>
    public void Skip(CompactType type) => Skip(type, 0);

    private void Skip(CompactType type, int depth)
    {
        if (depth > MaxDepth) throw new InvalidDataException("its metadata are nested too deeply");
        switch (type)
        {
            case CompactType.True or CompactType.False:
                break;
            case CompactType.Byte:
                Take();
                break;
            case CompactType.Int16 or CompactType.Int32 or CompactType.Int64:
                VarInt();
                break;
            case CompactType.Double:
                for (int i = 0; i < sizeof(double); i++) Take();
                break;
            case CompactType.Binary:
                Binary(type);
                break;
            case CompactType.List or CompactType.Set:
                SkipList(depth);
                break;
            case CompactType.Map:
                SkipMap(depth);
                break;
            case CompactType.Struct:
                int id = 0;
                while (NextField(ref id, out CompactType field)) Skip(field, depth + 1);
                break;
            default:
                throw Unexpected(type, "a field");
        }
    }

    private void SkipList(int depth)
    {
        int count = ListHead(out CompactType element);
        for (int i = 0; i < count; i++) SkipElement(element, depth + 1);
    }

    private void SkipMap(int depth)
    {
        ulong count = VarInt();
        if (count == 0) return;
        if (count > (ulong)Left) throw Cut();
        byte types = Take();
        for (ulong i = 0; i < count; i++)
        {
            SkipElement((CompactType)(types >> 4), depth + 1);
            SkipElement((CompactType)(types & 0x0F), depth + 1);
        }
    }

    /// <summary>A truth value takes a byte in a list, and none as a field.</summary>
    private void SkipElement(CompactType type, int depth) => Skip(type is CompactType.True or CompactType.False ? CompactType.Byte : type, depth);

    private int ListHead(out CompactType element)
    {
        byte head = Take();
        element = (CompactType)(head & 0x0F);
        ulong count = (ulong)(head >> 4);
        if (count == 15) count = VarInt();
        return count <= (ulong)Left ? (int)count : throw Cut();
    }

    private long ZigZag()
    {
        ulong value = VarInt();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    private ulong VarInt()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = Take();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
        throw new InvalidDataException("its metadata have a number of more than 64 bits");
    }

    private byte Take() => Position < _bytes.Length ? _bytes[Position++] : throw Cut();

    private static InvalidDataException Cut() => new("its metadata end in the middle of a field");

    private static InvalidDataException Unexpected(CompactType type, string wanted) => new($"its metadata have a field of type {(int)type} where {wanted} belongs");
}
