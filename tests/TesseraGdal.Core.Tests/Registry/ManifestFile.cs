using Parquet;
using Parquet.Schema;

namespace TesseraGdal.Tests.Registry;

/// <summary>Writes small manifests, column by column, with Parquet.Net.</summary>
internal sealed class ManifestFile
{
    private readonly List<(DataField Field, Func<ParquetRowGroupWriter, int, int, Task> Write)> _columns = [];
    private int _rows;

    /// <summary>A manifest with the columns that geotessera cannot do without, for these tiles.</summary>
    public static ManifestFile Of(params (int Year, double Lon, double Lat, long Size)[] rows) => new ManifestFile()
        .With("lat", rows.Select(row => row.Lat)).With("lon", rows.Select(row => row.Lon))
        .With("year", rows.Select(row => (long)row.Year)).With("grid_size", rows.Select(row => row.Size));

    public ManifestFile With<T>(string name, IEnumerable<T> values) where T : struct
    {
        T[] all = [.. values];
        return Add(new DataField<T>(name), all.Length, (group, field, first, count) => group.WriteAsync<T>(field, all.AsMemory(first, count)));
    }

    public ManifestFile WithNulls<T>(string name, IEnumerable<T?> values) where T : struct
    {
        T?[] all = [.. values];
        return Add(new DataField<T>(name, nullable: true), all.Length, (group, field, first, count) => group.WriteAsync<T>(field, all.AsMemory(first, count)));
    }

    public ManifestFile With(string name, IEnumerable<string?> values)
    {
        string?[] all = [.. values];
        return Add(new DataField<string>(name, nullable: true), all.Length, (group, field, first, count) => group.WriteAsync(field, all[first..(first + count)]));
    }

    public ManifestFile WithBytes(string name, IEnumerable<byte[]> values)
    {
        byte[][] all = [.. values];
        return Add(new DataField<byte[]>(name), all.Length, (group, field, first, count) => group.WriteAsync(field, all[first..(first + count)]));
    }

    public ManifestFile WithTimes(string name, DateTimeTimeUnit unit, IEnumerable<DateTime> values)
    {
        DateTime[] all = [.. values];
        var field = new DateTimeDataField(name, DateTimeFormat.Timestamp, isAdjustedToUTC: true, unit: unit);
        return Add(field, all.Length, (group, given, first, count) => group.WriteAsync<DateTime>(given, all.AsMemory(first, count)));
    }

    public ManifestFile WithDecimals(string name, IEnumerable<decimal> values)
    {
        decimal[] all = [.. values];
        return Add(new DecimalDataField(name, 9, 2), all.Length, (group, field, first, count) => group.WriteAsync<decimal>(field, all.AsMemory(first, count)));
    }

    public ManifestFile Without(string name)
    {
        _columns.RemoveAll(column => column.Field.Name == name);
        return this;
    }

    /// <summary>Writes the file, and gives its folder.</summary>
    public async Task<string> SaveAsync(CompressionMethod compression = CompressionMethod.Snappy, int rowsPerGroup = int.MaxValue, string name = "manifest.parquet")
    {
        string folder = TempFolder.Create();
        await SaveAsync(Path.Combine(folder, name), compression, rowsPerGroup);
        return folder;
    }

    public async Task SaveAsync(string path, CompressionMethod compression = CompressionMethod.Snappy, int rowsPerGroup = int.MaxValue)
    {
        await using FileStream file = File.Create(path);
        var options = new ParquetOptions { CompressionMethod = compression };
        await using ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(_columns.Select(column => (Field)column.Field)), file, options);
        for (int first = 0; first < _rows; first += Math.Min(rowsPerGroup, _rows - first))
        {
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            foreach ((DataField _, Func<ParquetRowGroupWriter, int, int, Task> write) in _columns) await write(group, first, Math.Min(rowsPerGroup, _rows - first));
        }
    }

    private ManifestFile Add(DataField field, int rows, Func<ParquetRowGroupWriter, DataField, int, int, Task> write)
    {
        _rows = rows;
        _columns.Add((field, (group, first, count) => write(group, field, first, count)));
        return this;
    }
}
