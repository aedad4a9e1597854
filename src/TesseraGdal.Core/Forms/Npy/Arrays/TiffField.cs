namespace TesseraGdal.Forms.Npy.Arrays;

/// <summary>One field of a TIFF directory: where its values lie, which has been checked to be within the file.</summary>
/// <param name="Type">Type of the values, as the TIFF specification numbers them.</param>
/// <param name="Count">Number of values.</param>
/// <param name="Offset">Byte of the file at which they begin.</param>
internal readonly record struct TiffField(ushort Type, int Count, int Offset)
{
    /// <summary>8-bit unsigned.</summary>
    public const ushort Byte = 1;

    /// <summary>16-bit unsigned.</summary>
    public const ushort Short = 3;

    /// <summary>32-bit unsigned.</summary>
    public const ushort Long = 4;

    /// <summary>IEEE double precision.</summary>
    public const ushort Double = 12;

    /// <summary>64-bit unsigned, of BigTIFF.</summary>
    public const ushort Long8 = 16;

    /// <summary>Bytes of a value of a type; 0 for types that the specification does not know.</summary>
    public static int SizeOf(ushort type) => type switch
    {
        Byte or 2 or 6 or 7 => 1,
        Short or 8 => 2,
        Long or 9 or 11 or 13 => 4,
        5 or 10 or Double or Long8 or 17 or 18 => 8,
        _ => 0,
    };
}
