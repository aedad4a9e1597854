using System.Buffers.Binary;

namespace TesseraGdal.Forms.Npy.Arrays;

/// <summary>
/// What the head of an .npy file says: where the data begin, the type of the elements and the shape (formats.md §3.1).
/// This room (Forms.Npy.Arrays) says what bytes mean: .npy arrays and landmask TIFFs. Bytes come in, from memory or an object store;
/// shapes, places and georeferences go out. It knows no raster and no name. Everything that comes in is hostile.
/// </summary>
internal sealed record NpyHeader
{
    /// <summary>Longest header that is accepted; NumPy itself writes 118 bytes for a tile and reads up to 10,000.</summary>
    public const int MaxLength = 64 * 1024;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Type of the elements.</summary>
    public required NpyElement Element { get; init; }

    /// <summary>Lengths of the dimensions, the slowest first; each ≥ 0, and the whole is within the object.</summary>
    public required IReadOnlyList<long> Shape { get; init; }

    /// <summary>Byte at which the data begin.</summary>
    public required int DataOffset { get; init; }

    /// <summary>Bytes of an element.</summary>
    public int ItemSize => Element == NpyElement.Int8 ? sizeof(sbyte) : sizeof(float);

    /// <summary>
    /// How many bytes the magic, the version and the header take: what <see cref="Parse"/> needs.
    /// </summary>
    /// <param name="start">The object's first bytes: 12 or more, or all of it.</param>
    /// <param name="objectLength">Length of the whole object.</param>
    /// <param name="name">Name of the object, for messages.</param>
    /// <exception cref="TesseraException">CorruptData: it is no .npy file of version 1.0 or 2.0.</exception>
    public static int LengthOf(ReadOnlySpan<byte> start, long objectLength, string name)
    {
        if (start.Length < Magic.Length || !start.StartsWith(Magic))
            throw NpyError.Wrong(name, "it does not begin with the magic of an .npy file, \\x93NUMPY");
        if (start.Length < 12)
            throw NpyError.Wrong(name, $"it ends after {start.Length} bytes, within its header");
        int prefix;
        long header;
        switch ((start[6], start[7]))
        {
            case (1, 0):
                prefix = 10;
                header = BinaryPrimitives.ReadUInt16LittleEndian(start[8..]);
                break;
            case (2, 0):
                prefix = 12;
                header = BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
                break;
            default:
                throw NpyError.Wrong(name, $"its .npy format version is {start[6]}.{start[7]}, and only 1.0 and 2.0 can be read");
        }
        if (header > MaxLength)
            throw NpyError.Wrong(name, $"its header of {header} bytes is longer than the {MaxLength} that are accepted");
        if (prefix + header > objectLength)
            throw NpyError.Wrong(name, $"its header should be {header} bytes long, and the whole object has {objectLength}");
        return prefix + (int)header;
    }

    /// <summary>Reads the header and checks it against the object's length.</summary>
    /// <param name="start">The object's first bytes, as many as <see cref="LengthOf"/> says or more.</param>
    /// <param name="objectLength">Length of the whole object; must be what the shape needs, to the byte.</param>
    /// <param name="name">Name of the object, for messages.</param>
    /// <exception cref="TesseraException">CorruptData: says what is wrong.</exception>
    public static NpyHeader Parse(ReadOnlySpan<byte> start, long objectLength, string name)
    {
        int offset = LengthOf(start, objectLength, name);
        if (start.Length < offset)
            throw NpyError.Wrong(name, $"only {start.Length} of the {offset} bytes of its header are there");
        NpyDictionary entries = new NpyDictionaryReader(start[(start[6] == 1 ? 10 : 12)..offset], name).Read();
        if (entries.FortranOrder)
            throw NpyError.Wrong(name, "its array is in Fortran order (fortran_order: True), and only C order can be read");
        var header = new NpyHeader { Element = ElementOf(entries.Descr, name), Shape = entries.Shape, DataOffset = offset };
        header.CheckLength(objectLength, name);
        return header;
    }

    private static NpyElement ElementOf(string descr, string name) => descr switch
    {
        "|i1" or "<i1" or ">i1" or "=i1" or "i1" => NpyElement.Int8,
        "<f4" or "=f4" or "f4" => NpyElement.Float32,
        ">f4" => NpyElement.Float32BigEndian,
        _ => throw NpyError.Wrong(name, $"its elements are of type '{NpyError.Quote(descr)}', and only int8 ('|i1') and float32 ('<f4', '>f4') can be read"),
    };

    private void CheckLength(long objectLength, string name)
    {
        // 128 bits hold any product of which the part so far is below 2^63, so nothing overflows before it is seen to be too much.
        UInt128 needed = (UInt128)ItemSize;
        bool isEmpty = Shape.Contains(0);
        foreach (long length in isEmpty ? [0] : Shape)
        {
            needed *= (UInt128)length;
            if (needed > long.MaxValue) break;
        }
        UInt128 expected = needed + (UInt128)DataOffset;
        if (expected == (UInt128)objectLength) return;
        string shape = NpyError.Shape(Shape);
        throw expected > (UInt128)objectLength
            ? NpyError.Wrong(name, $"it is truncated: it has {objectLength} bytes, and its shape {shape} needs {(needed > long.MaxValue ? "more than 2^63" : expected)}")
            : NpyError.Wrong(name, $"it has {objectLength} bytes, and its shape {shape} needs only {expected}");
    }
}
