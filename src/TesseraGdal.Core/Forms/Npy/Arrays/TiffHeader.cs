using System.Buffers.Binary;

namespace TesseraGdal.Forms.Npy.Arrays;

/// <summary>
/// The first directory of a TIFF or BigTIFF in memory, of either byte order: just its fields. It is how a landmask's georeference is
/// read, at a fraction of what it costs to start a whole TIFF library, and it is the gate before that library: no field of
/// the directory lies outside the file.
/// </summary>
internal sealed class TiffHeader
{
    /// <summary>Most fields of a directory that are accepted; a GeoTIFF has about 20.</summary>
    private const int MaxFields = 1024;

    private readonly ReadOnlyMemory<byte> _file;
    private readonly string _name;
    private readonly bool _isBigEndian;
    private readonly Dictionary<ushort, TiffField> _fields = [];

    /// <summary>Reads the directory.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="name">Name of the object, for messages.</param>
    /// <exception cref="TesseraException">CorruptData: says what is wrong.</exception>
    public TiffHeader(ReadOnlyMemory<byte> file, string name)
    {
        _file = file;
        _name = name;
        ReadOnlySpan<byte> bytes = file.Span;
        if (bytes.Length < 8 || !(bytes.StartsWith("II"u8) || bytes.StartsWith("MM"u8)))
            throw Wrong("it does not begin as a TIFF does");
        _isBigEndian = bytes[0] == 'M';
        switch (UInt16(2))
        {
            case 42:
                ReadFields(UInt32(4), isBig: false);
                break;
            case 43 when bytes.Length >= 16 && UInt16(4) == 8 && UInt16(6) == 0:
                ReadFields(UInt64(8), isBig: true);
                break;
            default:
                throw Wrong("it does not begin as a TIFF does");
        }
    }

    /// <summary>Whether the directory has a field.</summary>
    public bool Has(ushort tag) => _fields.ContainsKey(tag);

    /// <summary>The one value of an unsigned integer field.</summary>
    /// <exception cref="TesseraException">CorruptData: it is not there, or is no integer or more than one.</exception>
    public long Integer(ushort tag, string title)
    {
        if (!_fields.TryGetValue(tag, out TiffField field)) throw Wrong($"it has no {title}");
        if (field.Count != 1) throw Wrong($"its {title} is not one number");
        return Value(field.Type, field.Offset, title);
    }

    /// <summary>The one value of an unsigned integer field, or what it is where the field is not there.</summary>
    public long Integer(ushort tag, string title, long otherwise) => Has(tag) ? Integer(tag, title) : otherwise;

    /// <summary>The values of an unsigned integer field of any number of them.</summary>
    /// <exception cref="TesseraException">CorruptData: it is not there, or its values are no integers.</exception>
    public long[] Integers(ushort tag, string title)
    {
        if (!_fields.TryGetValue(tag, out TiffField field)) throw Wrong($"it has no {title}");
        int size = TiffField.SizeOf(field.Type);
        var values = new long[field.Count];
        for (int i = 0; i < values.Length; i++)
            values[i] = Value(field.Type, field.Offset + i * size, title);
        return values;
    }

    /// <summary>The values of a field of doubles, or null where there is none.</summary>
    public double[]? Doubles(ushort tag, string title)
    {
        if (!_fields.TryGetValue(tag, out TiffField field)) return null;
        if (field.Type != TiffField.Double) throw Wrong($"its {title} are not doubles");
        var values = new double[field.Count];
        for (int i = 0; i < values.Length; i++)
            values[i] = BitConverter.UInt64BitsToDouble(UInt64(field.Offset + i * sizeof(double)));
        return values;
    }

    /// <summary>The values of a field of 16-bit integers, or null where there is none.</summary>
    public ushort[]? Shorts(ushort tag, string title)
    {
        if (!_fields.TryGetValue(tag, out TiffField field)) return null;
        if (field.Type != TiffField.Short) throw Wrong($"its {title} are not 16-bit integers");
        var values = new ushort[field.Count];
        for (int i = 0; i < values.Length; i++)
            values[i] = UInt16(field.Offset + i * sizeof(ushort));
        return values;
    }

    /// <summary>An error that names the object and what is wrong with it.</summary>
    public TesseraException Wrong(string what) => LandmaskError.Wrong(_name, what);

    private void ReadFields(ulong start, bool isBig)
    {
        (int countLength, int entryLength, int inline) = isBig ? (8, 20, 8) : (2, 12, 4);
        if (start < 8 || start > (ulong)(_file.Length - countLength)) throw Wrong("its directory lies outside the file");
        ulong count = isBig ? UInt64((int)start) : UInt16((int)start);
        if (count is 0 or > MaxFields) throw Wrong($"its directory has {count} fields");
        if (start + (ulong)countLength + count * (ulong)entryLength > (ulong)_file.Length) throw Wrong("its directory lies outside the file");
        for (int i = 0; i < (int)count; i++)
            ReadField((int)start + countLength + i * entryLength, isBig, inline);
    }

    private void ReadField(int entry, bool isBig, int inline)
    {
        ushort tag = UInt16(entry), type = UInt16(entry + 2);
        int size = TiffField.SizeOf(type);
        if (size == 0) throw Wrong($"its field {tag} is of a type {type} that TIFF does not have");
        ulong count = isBig ? UInt64(entry + 4) : UInt32(entry + 4);
        int place = entry + (isBig ? 12 : 8);
        if (count > (ulong)(_file.Length / size)) throw Wrong($"its field {tag} is larger than the file");
        ulong length = count * (ulong)size;
        ulong offset = length <= (ulong)inline ? (ulong)place : isBig ? UInt64(place) : UInt32(place);
        if (offset > (ulong)_file.Length - length) throw Wrong($"its field {tag} lies outside the file");
        _fields[tag] = new TiffField(type, (int)count, (int)offset);
    }

    private long Value(ushort type, int at, string title) => type switch
    {
        TiffField.Byte => _file.Span[at],
        TiffField.Short => UInt16(at),
        TiffField.Long => UInt32(at),
        TiffField.Long8 when UInt64(at) <= long.MaxValue => (long)UInt64(at),
        _ => throw Wrong($"its {title} is not an unsigned integer"),
    };

    private ushort UInt16(int at) => _isBigEndian
        ? BinaryPrimitives.ReadUInt16BigEndian(_file.Span[at..])
        : BinaryPrimitives.ReadUInt16LittleEndian(_file.Span[at..]);

    private uint UInt32(int at) => _isBigEndian
        ? BinaryPrimitives.ReadUInt32BigEndian(_file.Span[at..])
        : BinaryPrimitives.ReadUInt32LittleEndian(_file.Span[at..]);

    private ulong UInt64(int at) => _isBigEndian
        ? BinaryPrimitives.ReadUInt64BigEndian(_file.Span[at..])
        : BinaryPrimitives.ReadUInt64LittleEndian(_file.Span[at..]);
}
