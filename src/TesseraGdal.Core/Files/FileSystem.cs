using System.Globalization;
using TesseraGdal.Catalog;
using TesseraGdal.Files.Tiff;
using TesseraGdal.Files.Virtual;
using TesseraGdal.Forms;
using TesseraGdal.Naming;
using TesseraGdal.Openers;
using TesseraGdal.Rasters;
using TesseraGdal.Storage;

namespace TesseraGdal.Files;

/// <summary>
/// <c>/vsitessera/</c> (design.md §2): which folders and files there are, and their bytes. Paths are given without the prefix; settings
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
        if (folder.Dataset is { } dataset) await DemandAsync(folder, dataset, path, configuration, cancellationToken).ConfigureAwait(false);
        return FileFacts.Folder;
    }

    /// <summary>Opens a file.</summary>
    /// <param name="path">The path, without <c>/vsitessera/</c>.</param>
    /// <param name="configuration">As in <see cref="Opening"/>.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="TesseraException">There is no such file (NotFound), or it cannot be had.</exception>
    public static ValueTask<IVirtualFile> OpenAsync(string path, Func<string, string?> configuration, CancellationToken cancellationToken) =>
        Parse(path) is var found and not FolderPath ? OpenAsync(found, path, configuration, cancellationToken) : throw NotFound($"{Shown(path)} is a folder.");

    /// <summary>Names of what is in a folder: datasets, years, zones, or the files of the tiles that exist, each a TIFF and the files that its form stores.</summary>
    /// <param name="path">The path, without <c>/vsitessera/</c>.</param>
    /// <param name="configuration">As in <see cref="Opening"/>.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="TesseraException">There is no such folder (NotFound), or that could not be found out.</exception>
    public static async ValueTask<IEnumerable<string>> ListAsync(string path, Func<string, string?> configuration, CancellationToken cancellationToken)
    {
        if (Parse(path) is not FolderPath folder) throw NotFound($"{Shown(path)} is a file.");
        if (folder.Dataset is null)
        {
            var opening = new Opening(new CatalogueName(NameQuery.None), NoOptions, configuration);
            return (await CatalogueOpener.DatasetsOfAsync(opening, cancellationToken).ConfigureAwait(false)).Select(dataset => dataset.Name);
        }
        (IDatasetForm form, IPresence? presence) = await DemandAsync(folder, folder.Dataset, path, configuration, cancellationToken).ConfigureAwait(false);
        if (presence is null) return [];
        return folder switch
        {
            { Name: { } name } => form.FilesIn(name, presence),
            { Year: null } => [.. form.FilesIn(null, presence), .. form.Folders, .. presence.Years.Select(year => year.ToString(CultureInfo.InvariantCulture))],
            { Zone: null } => presence.Zones(folder.Year).Select(zone => zone.Zone.ToString()),
            { Year: { } year, Zone: { } zone } => presence.Cells(year, zone).SelectMany(tile => form.FilesOf(tile).Prepend($"{tile}.tif")),
        };
    }

    /// <summary>Passes where a folder exists.</summary>
    /// <returns>Its dataset, and what exists of it; null where that is not known.</returns>
    private static async ValueTask<(IDatasetForm Form, IPresence? Presence)> DemandAsync(
        FolderPath folder, Dataset dataset, string path, Func<string, string?> configuration, CancellationToken cancellationToken)
    {
        IDatasetForm form = new Opening(new CoverageName(dataset, NameQuery.None), NoOptions, configuration).FormOf(dataset);
        IPresence? presence = await form.FindAsync(cancellationToken).ConfigureAwait(false);
        if (folder.Year is not { } year) return (form, presence);
        if (presence is null || presence.Count(year) == 0) throw NotFound($"{Shown(path)} does not exist: {dataset} has no tiles of {year}.");
        if (folder.Zone is { } zone && !presence.Cells(year, zone).Any()) throw NotFound($"{Shown(path)} does not exist: {dataset} has no tiles of {year} in {zone}.");
        return (form, presence);
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
        StoredPath file = ((StoredFilePath)found).File;
        Dataset dataset = file.Key.Dataset;
        var opening = new Opening(new CoverageName(dataset, NameQuery.None), NoOptions, configuration);
        IDatasetForm form = file.Tile is var (year, tile)
            ? (await opening.DemandTileAsync(dataset, new TileName(dataset, year, tile, NameQuery.None), cancellationToken).ConfigureAwait(false)).Form
            : opening.FormOf(dataset);
        (IObjectStore store, ObjectFacts facts) = await form.LookAsync(file, cancellationToken).ConfigureAwait(false);
        return new StoredFile(store, facts);
    }

    private static FilePath Parse(string path) =>
        FilePath.Parse(path) ?? throw NotFound($"There is nothing called {Shown(path)}; tiles are called as in {FilePath.Root}v1/2024/utm31n/grid_0.15_52.05.tif.");

    private static string Shown(string path) => Quoted.Of(FilePath.Root + path);

    private static TesseraException NotFound(string message) => new(TesseraErrorKind.NotFound, message);
}
