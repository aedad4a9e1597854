using TesseraGdal.Catalog;
using TesseraGdal.Forms.Npy.Objects;
using TesseraGdal.Forms.Npy.Tiles;
using TesseraGdal.Rasters;
using TesseraGdal.Rasters.Stored;
using TesseraGdal.Storage;
using TesseraGdal.Storage.Sources;

namespace TesseraGdal.Forms.Npy;

/// <summary>
/// Tiles in .npy files, a landmask beside each, and a Parquet manifest that lists them. Into this room come a dataset, a chain of stores and options; out go what
/// exists and rasters. Only this room knows what a manifest, a landmask and a header are.
/// </summary>
internal sealed class NpyForm : Form
{
    private const string FileSuffix = ".npy";

    /// <inheritdoc/>
    public override string Name => NpyObject.FormName;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Folders { get; } = [NpyObject.LandmaskFolder];

    /// <summary>What is not published as tiles may be in a folder all the same: geotessera makes tiles of Zarr too.</summary>
    public override bool MayHave(Dataset dataset, PresenceOptions options) => base.MayHave(dataset, options) || options.Folder is not null;

    /// <inheritdoc/>
    public override string? KeyOf(Layout layout, DatasetKey key) =>
        NpyObject.TryParse(key, out NpyObject? item) ? NpyLayout.Of(layout)?.KeyOf(item) : null;

    /// <inheritdoc/>
    public override IDatasetForm Open(Dataset dataset, FormAccess access) => new NpyDataset(this, dataset, access);

    /// <inheritdoc/>
    public override StoredPath? ParsePath(DatasetKey key)
    {
        if (!NpyObject.TryParse(key, out NpyObject? item)) return null;
        bool isOfTile = item.Kind is NpyObjectKind.Embeddings or NpyObjectKind.Scales;
        return new StoredPath(this, key)
        {
            Tile = isOfTile ? (item.Year, item.Tile) : null,
            Zone = isOfTile ? item.Tile.Zone : null,
            IsRaster = item.Kind == NpyObjectKind.Embeddings,
        };
    }

    /// <inheritdoc/>
    public override bool IsFile(string path) => path.EndsWith(FileSuffix, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override async ValueTask<ISampledRaster> OpenFileAsync(string path, StorageOptions storage, ReadOptions options, CancellationToken cancellationToken)
    {
        LocalTile tile = LocalTile.Find(path);
        StorePair stores = ObjectStores.Open([new SourceRoute(StoreAddress.OfDirectory(tile.Root), key => key, "local")], storage);
        return await TileRaster.OpenAsync(tile.Source, stores.Cached, options, cancellationToken).ConfigureAwait(false);
    }
}
