using System.Globalization;
using TesseraGdal.Catalog;
using TesseraGdal.Files.Tiff;
using TesseraGdal.Geometry;
using TesseraGdal.Naming;
using TesseraGdal.Rasters;
using TesseraGdal.Registry;

namespace TesseraGdal.Files;

/// <summary>
/// <c>/vsitessera/</c> (design.md §2): which folders and files there are, by the registry, and their bytes. Paths are given without the prefix; settings
/// come from the configuration, since a path has no options. Where there is no such file or folder, methods throw a
/// <see cref="TesseraException"/> of the kind NotFound whose message says why.
/// </summary>
internal static class FileSystem
{
    private static readonly Dictionary<string, string> NoOptions = [];

    /// <summary>What a path leads to. Of a TIFF the length is exact; no pixel is read for it.</summary>
    /// <param name="path">The path, without <c>/vsitessera/</c>.</param>
    /// <param name="configuration">As in <see cref="Opening"/>.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="TesseraException">There is no such thing (NotFound), or that could not be found out.</exception>
    public static async ValueTask<FileFacts> StatAsync(string path, Func<string, string?> configuration, CancellationToken cancellationToken)
    {
        FilePath found = Parse(path);
        if (found is not FolderPath folder) return (await OpenAsync(found, path, configuration, cancellationToken).ConfigureAwait(false)).Facts;
        await DemandAsync(folder, path, configuration, cancellationToken).ConfigureAwait(false);
        return FileFacts.Folder;
    }

    /// <summary>Opens a file.</summary>
    /// <param name="path">The path, without <c>/vsitessera/</c>.</param>
    /// <param name="configuration">As in <see cref="Opening"/>.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="TesseraException">There is no such file (NotFound), or it cannot be had.</exception>
    public static ValueTask<IVirtualFile> OpenAsync(string path, Func<string, string?> configuration, CancellationToken cancellationToken) =>
        Parse(path) is var found and not FolderPath ? OpenAsync(found, path, configuration, cancellationToken) : throw NotFound($"{Shown(path)} is a folder.");

    /// <summary>Names of what is in a folder: datasets, years, zones, or the files of the tiles that the registry has, each a TIFF and the two objects it is made of.</summary>
    /// <param name="path">The path, without <c>/vsitessera/</c>.</param>
    /// <param name="configuration">As in <see cref="Opening"/>.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="TesseraException">There is no such folder (NotFound), or that could not be found out.</exception>
    public static async ValueTask<IEnumerable<string>> ListAsync(string path, Func<string, string?> configuration, CancellationToken cancellationToken)
    {
        if (Parse(path) is not FolderPath folder) throw NotFound($"{Shown(path)} is a file.");
        TileRegistry? registry = await DemandAsync(folder, path, configuration, cancellationToken).ConfigureAwait(false);
        return folder switch
        {
            { Dataset: null } => (await CatalogueOpener.DatasetsOfAsync(new Opening(new CatalogueName(NameQuery.None), NoOptions, configuration), cancellationToken).ConfigureAwait(false))
                .Select(dataset => dataset.Name),
            _ when registry is null => [],
            { IsOfLandmasks: true } => registry.Tiles(null, SouthWest, NorthEast).Select(tile => Path.GetFileName(TesseraObject.Landmask(folder.Dataset, tile).LogicalKey)),
            { Year: null } => ["manifest.parquet", "landmasks", .. registry.Years.Select(year => year.ToString(CultureInfo.InvariantCulture))],
            { Zone: null } => registry.Zones(folder.Year).Select(zone => zone.Zone.ToString()),
            { Year: { } year, Zone: { } zone } => TilesOf(registry, year, zone).SelectMany(tile => (string[])[$"{tile}.tif", $"{tile}.npy", $"{tile}_scales.npy"]),
        };
    }

    private static readonly TileId SouthWest = TileId.FromPoint(-180, -90), NorthEast = TileId.FromPoint(179.95, 89.95);

    private static IEnumerable<TileId> TilesOf(TileRegistry registry, int year, UtmZone zone)
    {
        GeoBox box = registry.Zones(year).First(found => found.Zone == zone).Extent;
        const double half = 0.05; // of a cell: the box's corners are corners of cells
        return registry.Tiles(year, TileId.FromPoint(box.West + half, box.South + half), TileId.FromPoint(box.East - half, box.North - half));
    }

    /// <summary>Passes where a folder exists.</summary>
    /// <returns>The registry of its dataset; null for the root, and where the dataset is published without one.</returns>
    private static async ValueTask<TileRegistry?> DemandAsync(FolderPath folder, string path, Func<string, string?> configuration, CancellationToken cancellationToken)
    {
        if (folder.Dataset is not { } dataset) return null;
        var opening = new Opening(new CoverageName(dataset, NameQuery.None), NoOptions, configuration);
        TileRegistry? registry = await DatasetRegistry.TryOpenAsync(dataset, opening, cancellationToken).ConfigureAwait(false);
        if (folder.Year is not { } year) return registry;
        if (registry is null || registry.Count(year) == 0) throw NotFound($"{Shown(path)} does not exist: {dataset} has no tiles of {year}.");
        if (folder.Zone is { } zone && registry.Zones(year).All(found => found.Zone != zone)) throw NotFound($"{Shown(path)} does not exist: {dataset} has no tiles of {year} in {zone}.");
        return registry;
    }

    private static async ValueTask<IVirtualFile> OpenAsync(FilePath found, string path, Func<string, string?> configuration, CancellationToken cancellationToken)
    {
        if (found is RasterPath raster)
        {
            IRaster opened = await RasterOpener.OpenAsync(raster.Name, NoOptions, configuration, cancellationToken).ConfigureAwait(false);
            return opened.Info.BandDescriptions.Count > 0
                ? new TiffFile(opened, null)
                : throw NotFound($"{Shown(path)} spans several zones: put one of them before .tif, as in …_utm31n.tif.");
        }
        TesseraObject item = ((ObjectPath)found).Object;
        var opening = new Opening(new CoverageName(item.Dataset, NameQuery.None), NoOptions, configuration);
        if (item.Kind is ObjectKind.Embeddings or ObjectKind.Scales)
            await TileFinder.DemandAsync(item.Dataset, new TileName(item.Dataset, item.Year, item.Tile, NameQuery.None), opening, cancellationToken).ConfigureAwait(false);
        return await StoredFile.OpenAsync(opening.Stores.Cached, item, cancellationToken).ConfigureAwait(false);
    }

    private static FilePath Parse(string path) =>
        FilePath.Parse(path) ?? throw NotFound($"There is nothing called {Shown(path)}; tiles are called as in {FilePath.Root}v1/2024/utm31n/grid_0.15_52.05.tif.");

    private static string Shown(string path) => Quoted.Of(FilePath.Root + path);

    private static TesseraException NotFound(string message) => new(TesseraErrorKind.NotFound, message);
}
