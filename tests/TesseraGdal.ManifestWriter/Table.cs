namespace TesseraGdal.Tests.ManifestWriter;

/// <summary>Rows of text under named columns: a CSV without quoting, which tiles do not need.</summary>
internal sealed record Table(IReadOnlyList<string> Columns, IReadOnlyList<string[]> Rows)
{
    public static Table Read(string path)
    {
        string[] lines = [.. File.ReadAllLines(path).Where(line => line.Length > 0)];
        if (lines.Length == 0) throw new InvalidDataException($"{path} has no header");
        string[] columns = lines[0].Split(',');
        string[][] rows = [.. lines.Skip(1).Select(line => line.Split(','))];
        int wrong = Array.FindIndex(rows, row => row.Length != columns.Length);
        return wrong < 0 ? new Table(columns, rows) : throw new InvalidDataException($"{path}: row {wrong + 1} has {rows[wrong].Length} values under {columns.Length} columns");
    }

    /// <summary>The values of a column, from the first row to the last.</summary>
    public IEnumerable<string> this[string column]
    {
        get
        {
            int index = Columns.ToList().IndexOf(column);
            return Rows.Select(row => row[index]);
        }
    }
}
