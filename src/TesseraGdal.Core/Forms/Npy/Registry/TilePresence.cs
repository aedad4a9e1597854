using TesseraGdal.Catalog;
using TesseraGdal.Forms.Npy.Registry.Index;

namespace TesseraGdal.Forms.Npy.Registry;

/// <summary>Which tiles exist, as one manifest lists them: its index, and what is known of the manifest by now.</summary>
/// <param name="Dataset">Whose tiles these are.</param>
/// <param name="Index">The look-up table.</param>
/// <param name="Facts">What is known of the manifest, or of the folder that was listed.</param>
/// <param name="Registry">Who found it out: held, so that those who ask for the same find it as long as anyone uses this.</param>
internal sealed record TilePresence(Dataset Dataset, TileIndex Index, IndexFacts Facts, TileRegistry? Registry) : IPresence
{
    /// <summary>Where the manifest came from: the name of the store that answered. The folder, where there is no manifest and it was listed.</summary>
    public string Source => Facts.Source;

    /// <summary>The manifest's entity tag, or null where its store gives none; of a listed folder one that changes with the tiles.</summary>
    public string? Tag => Facts.ETag;

    /// <inheritdoc/>
    public IReadOnlyList<int> Years => Index.Years;

    /// <inheritdoc/>
    public int FirstYear => Index.FirstYear;

    /// <inheritdoc/>
    public int Count(int year) => Index.Count(year);

    /// <inheritdoc/>
    public bool RowHas(int row, ushort mask) => Index.RowHas(row, mask);

    /// <inheritdoc/>
    public ushort At(int row, int column) => Index.At(row, column);

    /// <inheritdoc/>
    public void CopyRow(int row, Span<ushort> cells) => Index.CopyRow(row, cells);
}
