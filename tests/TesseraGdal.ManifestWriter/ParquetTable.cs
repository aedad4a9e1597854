using System.Globalization;
using Parquet;
using Parquet.Schema;

namespace TesseraGdal.Tests.ManifestWriter;

/// <summary>Writes a table as one row group of Parquet, with the types that the publisher's columns have.</summary>
internal static class ParquetTable
{
    public static async Task WriteAsync(Table table, string path)
    {
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
        DataField[] fields = [.. table.Columns.Select(FieldOf)];
        await using FileStream file = File.Create(path);
        await using ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields.Cast<Field>()), file);
        using ParquetRowGroupWriter group = writer.CreateRowGroup();
        foreach (DataField field in fields) await WriteAsync(group, field, [.. table[field.Name]]);
    }

    private static DataField FieldOf(string column) => column switch
    {
        "year" or "grid_size" or "scales_size" or "file_size" => new DataField<long>(column, nullable: true),
        "lon_i" or "lat_i" => new DataField<int>(column, nullable: true),
        "lon" or "lat" => new DataField<double>(column, nullable: true),
        "grid_mtime" or "scales_mtime" or "mtime" => new DateTimeDataField(column, DateTimeFormat.Timestamp, isAdjustedToUTC: true, unit: DateTimeTimeUnit.Nanos, isNullable: true),
        "version" or "variant" or "directory" or "grid_path" or "scales_path" or "key" or "hash" or "scales_hash" => new DataField<string>(column, nullable: true),
        _ => throw new InvalidDataException($"'{column}' is no column of a manifest or of landmasks.parquet"),
    };

    /// <summary>An empty text is null, as pandas has it.</summary>
    private static Task WriteAsync(ParquetRowGroupWriter group, DataField field, string[] values) => field switch
    {
        DateTimeDataField => group.WriteAsync(field, Parsed(values, text => DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind))),
        { ClrType: var type } when type == typeof(long) => group.WriteAsync(field, Parsed(values, text => long.Parse(text, CultureInfo.InvariantCulture))),
        { ClrType: var type } when type == typeof(int) => group.WriteAsync(field, Parsed(values, text => int.Parse(text, CultureInfo.InvariantCulture))),
        { ClrType: var type } when type == typeof(double) => group.WriteAsync(field, Parsed(values, text => double.Parse(text, CultureInfo.InvariantCulture))),
        _ => group.WriteAsync(field, values.Select(text => text.Length == 0 ? null : text).ToArray()),
    };

    private static ReadOnlyMemory<T?> Parsed<T>(string[] values, Func<string, T> parse) where T : struct =>
        values.Select(text => text.Length == 0 ? (T?)null : parse(text)).ToArray();
}
