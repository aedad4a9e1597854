namespace TesseraGdal.Forms.Npy.Registry.Columns;

/// <summary>A column as a Parquet schema describes it: a leaf, at any depth.</summary>
/// <param name="Name">Its own name, without its parents'.</param>
/// <param name="Depth">Names in its path: 1 for a plain column.</param>
/// <param name="Type">How values are stored.</param>
/// <param name="IsOptional">Whether values may be null.</param>
/// <param name="IsRepeated">Whether a row may have several values.</param>
/// <param name="IsDecimal">Whether integers stand for decimal fractions.</param>
internal sealed record ParquetColumn(string Name, int Depth, PhysicalType Type, bool IsOptional, bool IsRepeated, bool IsDecimal)
{
    /// <summary>Whether the column holds one number a row, in a form that is read here.</summary>
    public bool IsNumeric => IsPlain && !IsDecimal && Type is PhysicalType.Int32 or PhysicalType.Int64 or PhysicalType.Float or PhysicalType.Double;

    /// <summary>Whether the column holds whole numbers.</summary>
    public bool IsInteger => IsNumeric && Type is PhysicalType.Int32 or PhysicalType.Int64;

    /// <summary>Whether the column holds one text a row.</summary>
    public bool IsText => IsPlain && !IsDecimal && Type == PhysicalType.ByteArray;

    private bool IsPlain => Depth == 1 && !IsRepeated;
}
