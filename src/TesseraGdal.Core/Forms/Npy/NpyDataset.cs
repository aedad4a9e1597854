using TesseraGdal.Catalog;
using TesseraGdal.Forms.Npy.Arrays;
using TesseraGdal.Forms.Npy.Objects;
using TesseraGdal.Forms.Npy.Registry;
using TesseraGdal.Geometry;
using TesseraGdal.Storage;

namespace TesseraGdal.Forms.Npy;

/// <summary>A dataset as tiles and a manifest.</summary>
internal sealed class NpyDataset(NpyForm form, Dataset dataset, FormAccess access) : IDatasetForm
{
    /// <summary>Bytes before the values of a stored array, as they are published.</summary>
    private const int PublishedHeader = 128;

    /// <inheritdoc/>
    public Dataset Dataset => dataset;

    /// <inheritdoc/>
    public string Remedy => "Open its tiles by their names, or name a manifest with TESSERA_REGISTRY.";

    private string ManifestKey => NpyObject.Manifest(dataset).LogicalKey;

    /// <summary>What the manifest lists; null where the source has none: some datasets are published without.</summary>
    public async ValueTask<IPresence?> FindAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await TileRegistry.OpenAsync(dataset, access.Stores.Direct, ManifestKey, access.Presence, cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectException e) when (access.Presence.Location is null && e.MayMeanAbsence)
        {
            TesseraLog.Debug?.Invoke($"{dataset} has no registry there: {e.Message}");
            return null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask AskAsync(CancellationToken cancellationToken) => await access.Stores.Direct.StatAsync(ManifestKey, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public IPixelSource PixelsOf(int year, IPresence? presence) => new NpyPixels(dataset, year, presence, access.Stores.Cached);

    /// <summary>Embeddings and scales, as they follow from the computed grid for tiles as they are published. A tile's landmask, some 13 kB, is not counted.</summary>
    public (int Files, long Bytes) SizeOf(TileId tile)
    {
        var grid = RasterGrid.Of(tile);
        return (2, (2 * PublishedHeader) + ((long)grid.Width * grid.Height * (TileArray.EmbeddingBands + sizeof(float))));
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Folders => form.Folders;

    /// <inheritdoc/>
    public IEnumerable<string> FilesIn(string? folder, IPresence presence) => folder is null
        ? [NpyObject.ManifestName]
        : presence.Cells(null).Select(tile => Path.GetFileName(NpyObject.Landmask(dataset, tile).LogicalKey));

    /// <inheritdoc/>
    public IEnumerable<string> FilesOf(TileId tile) => [$"{tile}.npy", $"{tile}_scales.npy"];

    /// <summary>
    /// Finds an object, and looks whether it begins as such an object does: a page of a portal in its place is dropped and asked for once more, as for a raster
    /// (<see cref="RejectedObjects"/>), and is an error then. A manifest is read as a registry is, and not by its beginning.
    /// </summary>
    public async ValueTask<(IObjectStore Store, ObjectFacts Facts)> LookAsync(StoredPath file, CancellationToken cancellationToken)
    {
        IObjectStore store = access.Stores.Cached;
        return (store, await RejectedObjects.ReadAsync(store, () => LookOnceAsync(store, NpyObject.Parse(file.Key), cancellationToken)).ConfigureAwait(false));
    }

    private static async ValueTask<ObjectFacts> LookOnceAsync(IObjectStore store, NpyObject item, CancellationToken cancellationToken)
    {
        string key = item.LogicalKey;
        switch (item.Kind)
        {
            case NpyObjectKind.Embeddings:
                return (await TileArray.OpenEmbeddingsAsync(store, key, cancellationToken).ConfigureAwait(false)).Facts;
            case NpyObjectKind.Scales:
                return (await TileArray.OpenScalesAsync(store, key, cancellationToken).ConfigureAwait(false)).Facts;
            case NpyObjectKind.Landmask:
                await Landmask.OpenAsync(store, key, cancellationToken).ConfigureAwait(false);
                break;
            default:
                break;
        }
        return await store.StatAsync(key, cancellationToken).ConfigureAwait(false);
    }
}
