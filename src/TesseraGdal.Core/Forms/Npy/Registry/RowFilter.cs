using System.Text;
using TesseraGdal.Catalog;
using TesseraGdal.Forms.Npy.Registry.Columns;

namespace TesseraGdal.Forms.Npy.Registry;

/// <summary>
/// Which rows of a manifest belong to a dataset: those with its version and variant. Where a column is missing or a cell is null
/// (registries of geotessera 0.7 know no other dataset), rows belong to the version's default variant, and to version 1.0 (formats.md §2.1).
/// </summary>
internal sealed class RowFilter
{
    public const string Version = "version", Variant = "variant";
    private const string OldestVersion = "1.0";
    private readonly Dictionary<string, (string Wanted, bool WhenNull)> _rules;

    public RowFilter(Dataset dataset) => _rules = new()
    {
        [Version] = (dataset.Version, dataset.Version == OldestVersion && dataset.IsDefaultVariant),
        [Variant] = (dataset.Variant, dataset.IsDefaultVariant),
    };

    /// <summary>Whether a file without these columns can hold rows of the dataset; if not, the missing column.</summary>
    public string? MissingColumn(IEnumerable<ParquetColumn> columns) =>
        _rules.FirstOrDefault(rule => !rule.Value.WhenNull && !columns.Any(column => column.Name == rule.Key && column.Depth == 1)).Key;

    /// <summary>Whether the statistics of a row group leave it possible that one of its rows belongs to the dataset.</summary>
    public bool MayMatch(RowGroup group) => _rules.All(rule => !group.Chunks.TryGetValue(rule.Key, out ColumnChunk? chunk) || MayHold(chunk, rule.Value));

    /// <summary>The columns whose values must be looked at, since the statistics of the row group do not tell that all its rows match.</summary>
    public IEnumerable<ColumnChunk> Undecided(RowGroup group) =>
        _rules.Where(rule => group.Chunks.TryGetValue(rule.Key, out ColumnChunk? chunk) && !HoldsOnly(chunk, rule.Value.Wanted)).Select(rule => group.Chunks[rule.Key]);

    /// <summary>The text that a row needs in a column to match, and whether null will do.</summary>
    public (string Wanted, bool WhenNull) RuleOf(string column) => _rules[column];

    private static bool MayHold(ColumnChunk chunk, (string Wanted, bool WhenNull) rule)
    {
        if (chunk.Minimum is not { } low || chunk.Maximum is not { } high || low.AsSpan().SequenceCompareTo(high) > 0) return true;
        if (rule.WhenNull && chunk.Nulls != 0) return true;
        byte[] wanted = Encoding.UTF8.GetBytes(rule.Wanted);
        return low.AsSpan().SequenceCompareTo(wanted) <= 0 && wanted.AsSpan().SequenceCompareTo(high) <= 0;
    }

    private static bool HoldsOnly(ColumnChunk chunk, string wanted)
    {
        byte[] text = Encoding.UTF8.GetBytes(wanted);
        return chunk.BoundsOccur && chunk.Nulls == 0 && text.AsSpan().SequenceEqual(chunk.Minimum) && text.AsSpan().SequenceEqual(chunk.Maximum);
    }
}
