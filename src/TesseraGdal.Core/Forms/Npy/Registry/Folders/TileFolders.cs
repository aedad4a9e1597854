using TesseraGdal.Catalog;
using TesseraGdal.Forms.Npy.Objects;

namespace TesseraGdal.Forms.Npy.Registry.Folders;

/// <summary>Where a local folder without a manifest has a dataset's tiles: what is there is then found by listing.</summary>
/// <param name="Root">The folder that was named as the source.</param>
/// <param name="Paths">Folders in it that may have years.</param>
internal sealed record TileFolders(string Root, IReadOnlyList<string> Paths)
{
    /// <summary>The folders to list for a dataset.</summary>
    /// <returns>Null where the source is no folder, or has a manifest, or another registry is named.</returns>
    /// <exception cref="TesseraException">The folder holds another dataset, or its note cannot be read.</exception>
    public static TileFolders? Of(Dataset dataset, PresenceOptions options)
    {
        if (options.Folder is null || !string.IsNullOrEmpty(options.Location)) return null;
        LocalFolder folder = LocalFolder.Open(options.Folder);
        IReadOnlyList<NpyLayout> layouts = folder.LayoutsOf(dataset, options.FolderLayout);
        if (folder.Owner is null && TesseraLog.IsListening && layouts.Any(layout => layout.HoldsOneDataset))
            TesseraLog.Debug?.Invoke($"Nothing in {folder.FullPath} says which dataset its tiles are of; that it is {dataset}, as asked, is believed.");
        return layouts.Any(layout => folder.HasManifest(layout, dataset))
            ? null
            : new TileFolders(folder.FullPath, [.. layouts.Select(layout => folder.In(layout.TilesOf(dataset))).Distinct()]);
    }
}
