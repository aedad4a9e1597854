using System.Text;

namespace TesseraGdal.Forms.Npy.Registry.Columns;

/// <summary>
/// What a Parquet file's footer says: its columns, and where the wanted ones lie in each row group. All numbers have been checked
/// against the file: offsets lie within it, lengths and counts have bounds. Failures are <see cref="InvalidDataException"/>s.
/// </summary>
internal sealed class ParquetFooter
{
    /// <summary>Rows of a row group that are taken: its columns are held in memory one after the other. Writers' defaults are 10^5 to 10^6.</summary>
    public const int MaxRowsPerGroup = 1 << 24;

    /// <summary>Bytes of one column in one row group that are taken.</summary>
    public const int MaxChunkLength = 256 << 20;

    private const int MaxStatistic = 256;
    private readonly long _dataEnd;
    private readonly IReadOnlySet<string> _wanted;
    private readonly List<ParquetColumn> _leaves = [];
    private readonly List<RowGroup> _rowGroups = [];

    private ParquetFooter(long dataEnd, IReadOnlySet<string> wanted) => (_dataEnd, _wanted) = (dataEnd, wanted);

    /// <summary>All leaf columns in the order of the schema.</summary>
    public IReadOnlyList<ParquetColumn> Columns => _leaves;

    /// <summary>The row groups in the order of the file.</summary>
    public IReadOnlyList<RowGroup> RowGroups => _rowGroups;

    /// <summary>Rows of the file.</summary>
    public long Rows { get; private set; }

    /// <summary>Reads a footer.</summary>
    /// <param name="bytes">The footer alone, without its length and the closing magic.</param>
    /// <param name="dataEnd">Offset of the footer: where the columns' bytes end.</param>
    /// <param name="wanted">Names of the plain columns whose chunks are kept.</param>
    public static ParquetFooter Parse(ReadOnlySpan<byte> bytes, long dataEnd, IReadOnlySet<string> wanted)
    {
        var footer = new ParquetFooter(dataEnd, wanted);
        footer.ReadFile(new CompactReader(bytes));
        return footer;
    }

    private void ReadFile(CompactReader reader)
    {
        for (int id = 0; reader.NextField(ref id, out CompactType type);)
        {
            switch (id)
            {
                case 2: ReadSchema(ref reader, reader.List(type, CompactType.Struct)); break;
                case 3: Rows = reader.Integer(type); break;
                case 4: ReadRowGroups(ref reader, reader.List(type, CompactType.Struct)); break;
                case 8: throw new InvalidDataException("it is encrypted");
                default: reader.Skip(type); break;
            }
        }
        if (_leaves.Count == 0) throw new InvalidDataException("its footer has no columns");
        if (_rowGroups.Sum(group => (long)group.Rows) != Rows) throw new InvalidDataException($"its footer counts {Rows} rows, its row groups do not");
    }

    /// <summary>The schema is a tree written depth first; only its leaves have a type.</summary>
    private void ReadSchema(ref CompactReader reader, int count)
    {
        var open = new Stack<int>();
        for (int i = 0; i < count; i++)
        {
            (ParquetColumn column, int children) = ReadSchemaElement(ref reader, open.Count);
            if (open.TryPop(out int siblings) && siblings > 1) open.Push(siblings - 1);
            else if (i > 0 && siblings < 1) throw new InvalidDataException("its schema is not one tree");
            if (children > 0) open.Push(children);
            else if (i > 0) _leaves.Add(column with { Depth = Math.Max(1, column.Depth) });
        }
    }

    private static (ParquetColumn Column, int Children) ReadSchemaElement(ref CompactReader reader, int depth)
    {
        string name = "";
        int physical = -1, repetition = 0, children = 0, converted = -1;
        bool isDecimal = false;
        for (int id = 0; reader.NextField(ref id, out CompactType type);)
        {
            switch (id)
            {
                case 1: physical = reader.Int32(type); break;
                case 3: repetition = reader.Int32(type); break;
                case 4: name = Encoding.UTF8.GetString(reader.Binary(type)); break;
                case 5: children = reader.Int32(type); break;
                case 6: converted = reader.Int32(type); break;
                case 10: isDecimal = ReadIsDecimal(ref reader, type); break;
                default: reader.Skip(type); break;
            }
        }
        const int ConvertedDecimal = 5;
        return (new ParquetColumn(name, depth, (PhysicalType)physical, repetition == 1, repetition == 2, isDecimal || converted == ConvertedDecimal), children);
    }

    /// <summary>The logical type is a union; its fifth member is DECIMAL.</summary>
    private static bool ReadIsDecimal(ref CompactReader reader, CompactType union)
    {
        CompactReader.Struct(union);
        bool isDecimal = false;
        for (int id = 0; reader.NextField(ref id, out CompactType type); reader.Skip(type)) isDecimal |= id == 5;
        return isDecimal;
    }

    private void ReadRowGroups(ref CompactReader reader, int count)
    {
        for (int i = 0; i < count; i++) _rowGroups.Add(ReadRowGroup(ref reader, i));
    }

    private RowGroup ReadRowGroup(ref CompactReader reader, int index)
    {
        var chunks = new Dictionary<string, ColumnChunk>();
        long rows = -1;
        int columns = 0;
        for (int id = 0; reader.NextField(ref id, out CompactType type);)
        {
            switch (id)
            {
                case 1:
                    columns = reader.List(type, CompactType.Struct);
                    for (int i = 0; i < columns; i++)
                        if (ReadChunk(ref reader, index, i) is { } chunk) chunks[chunk.Column.Name] = chunk;
                    break;
                case 3: rows = reader.Integer(type); break;
                default: reader.Skip(type); break;
            }
        }
        if (columns != _leaves.Count) throw new InvalidDataException($"its row group {index} has {columns} columns, its schema {_leaves.Count}");
        if (rows is < 0 or > MaxRowsPerGroup)
            throw new InvalidDataException($"its row group {index} has {rows} rows; up to {MaxRowsPerGroup} are read, so write it with smaller row groups");
        foreach (ColumnChunk chunk in chunks.Values.Where(chunk => chunk.Values != rows))
            throw new InvalidDataException($"column {chunk.Column.Name} has {chunk.Values} values in row group {index} of {rows} rows");
        return new RowGroup((int)rows, chunks);
    }

    private ColumnChunk? ReadChunk(ref CompactReader reader, int group, int index)
    {
        if (index >= _leaves.Count) throw new InvalidDataException($"its row group {group} has more columns than its schema");
        ColumnChunk? chunk = null;
        bool isElsewhere = false, isSeen = false;
        for (int id = 0; reader.NextField(ref id, out CompactType type);)
        {
            switch (id)
            {
                case 1:
                    isElsewhere = reader.Binary(type).Length > 0;
                    break;
                case 3:
                    CompactReader.Struct(type);
                    chunk = ReadChunkMetadata(ref reader, group, _leaves[index]);
                    isSeen = true;
                    break;
                default: reader.Skip(type); break;
            }
        }
        if (!isSeen) throw new InvalidDataException($"column {_leaves[index].Name} has no metadata in row group {group}; it may be encrypted");
        return chunk is not null && isElsewhere ? throw new InvalidDataException($"column {chunk.Column.Name} is in another file") : chunk;
    }

    private ColumnChunk? ReadChunkMetadata(ref CompactReader reader, int group, ParquetColumn column)
    {
        string last = "";
        int depth = 0, physical = -1, codec = -1;
        long values = -1, length = -1, data = 0, dictionary = 0;
        Statistics statistics = default;
        for (int id = 0; reader.NextField(ref id, out CompactType type);)
        {
            switch (id)
            {
                case 1: physical = reader.Int32(type); break;
                case 3:
                    depth = reader.List(type, CompactType.Binary);
                    for (int i = 0; i < depth; i++) last = Encoding.UTF8.GetString(reader.Binary(CompactType.Binary));
                    break;
                case 4: codec = reader.Int32(type); break;
                case 5: values = reader.Integer(type); break;
                case 7: length = reader.Integer(type); break;
                case 9: data = reader.Integer(type); break;
                case 11: dictionary = reader.Integer(type); break;
                case 12: statistics = ReadStatistics(ref reader, type); break;
                default: reader.Skip(type); break;
            }
        }
        if (last != column.Name || depth != column.Depth || (PhysicalType)physical != column.Type)
            throw new InvalidDataException($"column {column.Name} of its schema is '{last}', or of another type, in row group {group}");
        if (depth != 1 || !_wanted.Contains(column.Name)) return null;

        long offset = dictionary > 0 ? Math.Min(data, dictionary) : data;
        if (values is < 0 or > MaxRowsPerGroup || length is < 0 or > MaxChunkLength || offset < 4 || offset > _dataEnd - length)
            throw new InvalidDataException($"column {column.Name} has {values} values in {length} bytes from byte {offset} in row group {group}: not within the file, or beyond what is read");
        return new ColumnChunk
        {
            Column = column,
            Offset = offset,
            Length = (int)length,
            Values = (int)values,
            Codec = codec,
            Minimum = statistics.Minimum,
            Maximum = statistics.Maximum,
            BoundsOccur = !statistics.AreBounds,
            Nulls = statistics.Nulls,
        };
    }

    /// <summary>The older pair of bounds (fields 1 and 2) has no defined order for text, and is passed over.</summary>
    private static Statistics ReadStatistics(ref CompactReader reader, CompactType given)
    {
        CompactReader.Struct(given);
        Statistics statistics = default;
        for (int id = 0; reader.NextField(ref id, out CompactType type);)
        {
            switch (id)
            {
                case 3: statistics.Nulls = reader.Integer(type); break;
                case 5: statistics.Maximum = Bound(reader.Binary(type)); break;
                case 6: statistics.Minimum = Bound(reader.Binary(type)); break;
                case 7 or 8: statistics.AreBounds |= !CompactReader.Boolean(type); break;
                default: reader.Skip(type); break;
            }
        }
        return statistics;
    }

    private static byte[]? Bound(ReadOnlySpan<byte> value) => value.Length <= MaxStatistic ? value.ToArray() : null;

    private struct Statistics
    {
        public byte[]? Minimum;
        public byte[]? Maximum;
        public long? Nulls;
        public bool AreBounds;
    }
}
