namespace TesseraGdal.Forms.Npy.Registry.Columns;

/// <summary>The values of one column in one row group: where their bytes are, and what the writer says of them.</summary>
internal sealed record ColumnChunk
{
    public required ParquetColumn Column { get; init; }

    /// <summary>First byte in the file.</summary>
    public required long Offset { get; init; }

    /// <summary>Bytes, with the headers of its pages.</summary>
    public required int Length { get; init; }

    /// <summary>Values, nulls counted.</summary>
    public required int Values { get; init; }

    /// <summary>Compression of its pages, by Parquet's number.</summary>
    public required int Codec { get; init; }

    /// <summary>Smallest value as stored, or a lower bound; null where the writer does not say.</summary>
    public byte[]? Minimum { get; init; }

    /// <summary>Largest value as stored, or an upper bound; null where the writer does not say.</summary>
    public byte[]? Maximum { get; init; }

    /// <summary>Whether <see cref="Minimum"/> and <see cref="Maximum"/> occur, and are not mere bounds.</summary>
    public bool BoundsOccur { get; init; } = true;

    /// <summary>Nulls, or null where the writer does not say.</summary>
    public long? Nulls { get; init; }
}
