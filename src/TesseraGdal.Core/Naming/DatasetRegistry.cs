using TesseraGdal.Catalog;
using TesseraGdal.Registry;
using TesseraGdal.Storage;

namespace TesseraGdal.Naming;

/// <summary>Opens the registry of a dataset that a name means.</summary>
internal static class DatasetRegistry
{
    /// <summary>The registry, for what cannot be opened without.</summary>
    /// <exception cref="TesseraException">The dataset has no tiles or its source no registry (NotFound), or the registry cannot be had.</exception>
    internal static async ValueTask<TileRegistry> DemandAsync(Dataset dataset, Opening opening, CancellationToken cancellationToken) =>
        await TryOpenAsync(dataset, opening, cancellationToken).ConfigureAwait(false)
        ?? throw NotFound($"{dataset} has no registry at {opening.Stores.Direct.Name}, so its years and zones are not known. Open its tiles by their names, or name a manifest with TESSERA_REGISTRY.");

    /// <summary>The registry, or null where the source has none: some datasets are published without a manifest (formats.md §0.1).</summary>
    /// <exception cref="TesseraException">The dataset has no tiles (NotFound), or the registry cannot be had.</exception>
    internal static async ValueTask<TileRegistry?> TryOpenAsync(Dataset dataset, Opening opening, CancellationToken cancellationToken)
    {
        // What is not published as tiles may be in a folder all the same: geotessera makes tiles of Zarr too.
        if (dataset.NpyDirectory is null && opening.Settings.Registry.Folder is null) throw WithoutTiles(dataset);
        RegistryOptions options = opening.Settings.Registry;
        try
        {
            return await TileRegistry.OpenAsync(dataset, opening.Stores.Direct, TesseraObject.Manifest(dataset).LogicalKey, options, cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectException e) when (options.Location is null && e.MayMeanAbsence)
        {
            TesseraLog.Debug?.Invoke($"{dataset} has no registry there: {e.Message}");
            return null;
        }
    }

    /// <summary>The error of a dataset that is not published as tiles.</summary>
    internal static TesseraException WithoutTiles(Dataset dataset) => NotFound(
        $"{dataset} has no .npy tiles: it is published as Zarr and Icechunk, which are not read yet. Datasets with tiles are {string.Join(", ", Catalogue.Datasets.Where(d => d.NpyDirectory is not null))}.");

    private static TesseraException NotFound(string message) => new(TesseraErrorKind.NotFound, message);
}
