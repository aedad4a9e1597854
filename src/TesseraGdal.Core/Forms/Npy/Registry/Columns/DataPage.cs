namespace TesseraGdal.Forms.Npy.Registry.Columns;

/// <summary>A page of a column: its header's facts, checked, and where its body lies in the chunk.</summary>
internal readonly record struct DataPage
{
    public const int TypeData = 0, TypeIndex = 1, TypeDictionary = 2, TypeDataV2 = 3;

    public int Type { get; init; }

    /// <summary>Values, nulls counted.</summary>
    public int Values { get; init; }

    public int Encoding { get; init; }

    /// <summary>Length of the body once it is decompressed.</summary>
    public int FullLength { get; init; }

    /// <summary>First byte of the body in the chunk.</summary>
    public int Offset { get; init; }

    /// <summary>Length of the body as stored.</summary>
    public int Length { get; init; }

    /// <summary>Nulls; pages of the second kind only.</summary>
    public int Nulls { get; init; }

    /// <summary>Bytes of definition levels before the values, never compressed; pages of the second kind only.</summary>
    public int LevelsLength { get; init; }

    /// <summary>Whether the values are compressed; pages of the second kind may say no.</summary>
    public bool IsCompressed { get; init; }
}
