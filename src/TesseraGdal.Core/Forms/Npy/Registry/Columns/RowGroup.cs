namespace TesseraGdal.Forms.Npy.Registry.Columns;

/// <summary>A horizontal slice of a Parquet file.</summary>
/// <param name="Rows">Its rows.</param>
/// <param name="Chunks">The wanted columns that it has, by name.</param>
internal sealed record RowGroup(int Rows, IReadOnlyDictionary<string, ColumnChunk> Chunks);
