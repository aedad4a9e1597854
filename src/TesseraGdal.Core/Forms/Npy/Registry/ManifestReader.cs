using System.Diagnostics;
using TesseraGdal.Catalog;
using TesseraGdal.Forms.Npy.Registry.Columns;
using TesseraGdal.Forms.Npy.Registry.Index;
using TesseraGdal.Geometry;
using TesseraGdal.Storage;

namespace TesseraGdal.Forms.Npy.Registry;

/// <summary>
/// Reads from a Parquet manifest which tiles of a dataset exist: the footer, then of each row group that can hold the dataset only the
/// columns that say so. One row group, and one column of it, is in memory at a time. Tolerates what formats.md §2.1 says to tolerate.
/// </summary>
internal sealed class ManifestReader
{
    private const string Year = "year", Lon = "lon", Lat = "lat", LonI = "lon_i", LatI = "lat_i", GridSize = "grid_size", ScalesSize = "scales_size";
    private static readonly HashSet<string> Wanted = [Year, Lon, Lat, LonI, LatI, GridSize, ScalesSize, RowFilter.Version, RowFilter.Variant];

    private readonly ManifestObject _object;
    private readonly ParquetFooter _footer;
    private readonly RowFilter _filter;
    private readonly ColumnDecoder _decoder = new();
    private readonly YearGrid _grid = new();
    private double[] _numbers = [];
    private int[] _cells = [];
    private short[] _years = [];
    private bool[] _isPresent = [], _isOurs = [];
    private long _strayRows;

    private ManifestReader(ManifestObject source, ParquetFooter footer, RowFilter filter) => (_object, _footer, _filter) = (source, footer, filter);

    /// <summary>Reads a manifest.</summary>
    /// <param name="dataset">Whose tiles are wanted.</param>
    /// <param name="store">Holds the manifest.</param>
    /// <param name="facts">The manifest as the store has it.</param>
    /// <param name="verify">When it is compared with its published checksum.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="TesseraException">It cannot be had, or is not a manifest.</exception>
    public static async ValueTask<YearGrid> ReadAsync(Dataset dataset, IObjectStore store, ObjectFacts facts, VerifyMode verify, CancellationToken cancellationToken)
    {
        try
        {
            ManifestObject source = await ManifestObject.OpenAsync(store, facts.Key, facts, verify, cancellationToken).ConfigureAwait(false);
            ParquetFooter footer = ParquetFooter.Parse(source.Footer.Span, source.FooterOffset, Wanted);
            var reader = new ManifestReader(source, footer, new RowFilter(dataset));
            reader.CheckColumns(dataset);
            return await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException e)
        {
            throw new TesseraException(
                TesseraErrorKind.CorruptData,
                $"{facts.Key} of {store.Name} cannot be read as a registry: {e.Message}. "
                + "Fetch or write it again, or name another manifest.parquet with TESSERA_REGISTRY.", e)
            {
                Rejected = [facts.Key],
            };
        }
    }

    /// <summary>geotessera asks for these columns and no others; we take integers in place of degrees too.</summary>
    private void CheckColumns(Dataset dataset)
    {
        var missing = new[] { Year, GridSize }.Where(name => !Has(name)).ToList();
        if (!Has(Lon) && !Has(LonI)) missing.Add($"{Lon} (or {LonI})");
        if (!Has(Lat) && !Has(LatI)) missing.Add($"{Lat} (or {LatI})");
        if (missing.Count > 0)
            throw new InvalidDataException($"it lacks the column {string.Join(", ", missing)}; it has {string.Join(", ", _footer.Columns.Take(20).Select(column => column.Name))}");
        if (_filter.MissingColumn(_footer.Columns) is { } column)
            throw new InvalidDataException($"it lacks the column {column}, so that nothing says which of its rows belong to {dataset.Name}");
        foreach (ParquetColumn found in _footer.Columns.Where(found => found.Depth == 1 && Wanted.Contains(found.Name)))
        {
            bool isText = found.Name is RowFilter.Version or RowFilter.Variant;
            if (isText ? !found.IsText : !found.IsNumeric)
                throw new InvalidDataException($"its column {found.Name} is {(found.IsDecimal ? "decimal" : found.IsRepeated ? "a list" : found.Type)}, where {(isText ? "text" : "plain numbers")} belong");
        }
    }

    private bool Has(string name) => _footer.Columns.Any(column => column.Depth == 1 && column.Name == name);

    private async ValueTask<YearGrid> ReadAsync(CancellationToken cancellationToken)
    {
        int skipped = 0;
        foreach (RowGroup group in _footer.RowGroups)
        {
            if (group.Rows == 0 || !_filter.MayMatch(group)) skipped++;
            else await ReadAsync(group, cancellationToken).ConfigureAwait(false);
        }
        if (TesseraLog.IsListening)
        {
            TesseraLog.Debug?.Invoke(
                $"Registry {_object.Facts.Key}: {_footer.Rows} rows in {_footer.RowGroups.Count} row groups, {skipped} of them skipped; "
                + $"{_object.BytesRead} of {_object.Facts.Length} bytes read; ignored {_strayRows} rows without a tile's place or year, "
                + $"{_grid.AbsentRows} of size 0, {_grid.RepeatedRows} repeated");
        }
        return _grid;
    }

    private async ValueTask ReadAsync(RowGroup group, CancellationToken cancellationToken)
    {
        ColumnChunk lon = Coordinate(group, LonI, Lon), lat = Coordinate(group, LatI, Lat);
        ColumnChunk year = group.Chunks[Year], size = group.Chunks[GridSize];
        ColumnChunk? scales = group.Chunks.GetValueOrDefault(ScalesSize);
        List<ColumnChunk> undecided = [.. _filter.Undecided(group)];
        List<ColumnChunk> needed = [year, lon, lat, size, .. undecided];
        if (scales is not null) needed.Add(scales);
        IReadOnlyDictionary<ColumnChunk, ReadOnlyMemory<byte>> bytes = await _object.ReadAsync(needed, cancellationToken).ConfigureAwait(false);

        MakeRoom(group.Rows);
        foreach (ColumnChunk column in undecided)
        {
            (string wanted, bool whenNull) = _filter.RuleOf(column.Column.Name);
            await _decoder.KeepWhereAsync(column, bytes[column], wanted, whenNull, _isOurs, cancellationToken).ConfigureAwait(false);
        }
        await ForEachAsync(lon, bytes, (i, value) => _cells[i] = CellGrid.ColumnOf(Hundredths(lon, value)), cancellationToken).ConfigureAwait(false);
        await ForEachAsync(lat, bytes, (i, value) => _cells[i] = Cell(_cells[i], CellGrid.RowOf(Hundredths(lat, value))), cancellationToken).ConfigureAwait(false);
        await ForEachAsync(year, bytes, (i, value) => _years[i] = value is >= YearGrid.FirstYear and <= YearGrid.LastYear && double.IsInteger(value) ? (short)value : (short)0, cancellationToken).ConfigureAwait(false);
        await ForEachAsync(size, bytes, (i, value) => _isPresent[i] &= value > 0, cancellationToken).ConfigureAwait(false);
        if (scales is not null) await ForEachAsync(scales, bytes, (i, value) => _isPresent[i] &= value > 0, cancellationToken).ConfigureAwait(false);
        Collect(group.Rows);
    }

    /// <summary>Integers are the truth where there are some for every row; else degrees.</summary>
    private static ColumnChunk Coordinate(RowGroup group, string integers, string degrees)
    {
        ColumnChunk? exact = group.Chunks.GetValueOrDefault(integers), rounded = group.Chunks.GetValueOrDefault(degrees);
        bool isWhole = exact is not null && (!exact.Column.IsOptional || exact.Nulls == 0);
        return (isWhole ? exact : rounded ?? exact) ?? throw new UnreachableException();
    }

    private void MakeRoom(int rows)
    {
        if (_cells.Length < rows) (_numbers, _cells, _years, _isPresent, _isOurs) = (new double[rows], new int[rows], new short[rows], new bool[rows], new bool[rows]);
        Array.Fill(_isPresent, true, 0, rows);
        Array.Fill(_isOurs, true, 0, rows);
    }

    private async ValueTask ForEachAsync(
        ColumnChunk chunk, IReadOnlyDictionary<ColumnChunk, ReadOnlyMemory<byte>> bytes, Action<int, double> take, CancellationToken cancellationToken)
    {
        await _decoder.NumbersAsync(chunk, bytes[chunk], _numbers, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < chunk.Values; i++) take(i, _numbers[i]);
    }

    /// <summary>A centre in hundredths of a degree; what is not near a hundredth, null or infinite becomes one that no tile has.</summary>
    private static long Hundredths(ColumnChunk chunk, double value)
    {
        const double Tolerance = 0.01; // of a hundredth: far more than what a degree loses as a 32-bit float
        double hundredths = chunk.Column.Name is Lon or Lat ? value * 100 : value;
        double rounded = Math.Round(hundredths);
        return Math.Abs(hundredths - rounded) <= Tolerance && Math.Abs(rounded) < 1e6 ? (long)rounded : long.MaxValue;
    }

    private static int Cell(int column, int row) => column < 0 || row < 0 ? -1 : (row * CellGrid.Columns) + column;

    private void Collect(int rows)
    {
        for (int i = 0; i < rows; i++)
        {
            if (!_isOurs[i]) continue;
            if (_cells[i] < 0 || _years[i] == 0) _strayRows++;
            else _grid.Add(_cells[i], _years[i], _isPresent[i]);
        }
    }
}
