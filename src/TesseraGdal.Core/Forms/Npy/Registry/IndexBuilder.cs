using TesseraGdal.Catalog;
using TesseraGdal.Forms.Npy.Registry.Index;
using TesseraGdal.Storage;

namespace TesseraGdal.Forms.Npy.Registry;

/// <summary>From a manifest to an index: read once, kept under the cache's folder where there is one, in memory where not.</summary>
internal static class IndexBuilder
{
    /// <summary>Makes the index of a manifest.</summary>
    /// <param name="dataset">Whose tiles are wanted.</param>
    /// <param name="store">Holds the manifest.</param>
    /// <param name="manifest">The manifest as the store has it.</param>
    /// <param name="facts">What the index shall know of it.</param>
    /// <param name="path">Where the index is kept, or null.</param>
    /// <param name="verify">When the manifest is compared with its published checksum.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="TesseraException">The manifest cannot be had, or is none.</exception>
    public static async ValueTask<TileIndex> BuildAsync(
        Dataset dataset, IObjectStore store, ObjectFacts manifest, IndexFacts facts, string? path, VerifyMode verify, CancellationToken cancellationToken)
    {
        YearGrid grid = await ManifestReader.ReadAsync(dataset, store, manifest, verify, cancellationToken).ConfigureAwait(false);
        (IndexHeader header, ushort[] cells) = IndexPacker.Pack(grid, facts, $"The registry {manifest.Key} of {store.Name}");
        if (header.FirstYear == 0) TesseraLog.Warn?.Invoke($"The registry {manifest.Key} of {store.Name} has no tile of {dataset.Name} (version {dataset.Version}, variant {dataset.Variant}).");

        bool isKept = path is not null && IndexFile.TryWrite(path, header, cells);
        return (isKept ? IndexFile.TryOpen(path!, facts.Identity) : null) ?? TileIndex.Of(header, cells);
    }
}
