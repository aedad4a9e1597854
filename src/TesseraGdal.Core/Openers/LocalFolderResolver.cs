using TesseraGdal.Catalog;
using TesseraGdal.Forms;
using TesseraGdal.Forms.Npy.Objects;
using TesseraGdal.Forms.Npy.Registry.Folders;
using TesseraGdal.Naming;

namespace TesseraGdal.Openers;

/// <summary>From a folder's name to the dataset in it, and to the source that the folder is.</summary>
internal static class LocalFolderResolver
{
    /// <summary>The name that means the same, with the folder as its source: <c>TESSERA:v1/source:/path/to/folder</c>; without a dataset where the folder mirrors several.</summary>
    /// <exception cref="TesseraException">See <see cref="Resolve"/>; or the name says another source; or the path cannot stand in a name.</exception>
    internal static DatasetName Rename(LocalFolderName name, Dataset? asked)
    {
        LocalPath.Refuse(name, "source");
        (Dataset? dataset, string source) = Resolve(name, asked);
        // Without their source, the names of what is in the folder would be those of other data.
        if (!NameQuery.CanHold(source))
            throw new TesseraException(TesseraErrorKind.InvalidArgument, $"{Quoted.Of(source)} cannot stand in the names of what is in it, as it has both '&' and a '?' or an option. Set TESSERA_SOURCE to the folder, or rename it.");
        NameQuery query = name.Query.With("source", source);
        return dataset is null ? new CatalogueName(query) : new CoverageName(dataset, query);
    }

    /// <summary>Looks into a folder.</summary>
    /// <param name="name">The folder's name.</param>
    /// <param name="asked">The dataset that is meant where the folder does not tell (<c>TESSERA_DATASET</c>), or null.</param>
    /// <returns>The one dataset of the folder, or null where it is a mirror of several; and its full path, as <c>TESSERA_SOURCE</c> takes it.</returns>
    /// <exception cref="TesseraException">There is no such folder, or nothing of ours in it, or it does not tell which dataset it holds.</exception>
    internal static (Dataset? Dataset, string Source) Resolve(LocalFolderName name, Dataset? asked)
    {
        string path = LocalPath.Full(name.Folder);
        if (!Directory.Exists(path)) throw NoFolder(name, path);

        LocalFolder folder = LocalFolder.Open(path);
        IReadOnlyList<Dataset> there = folder.Datasets;
        if (there.Count == 0) return (Believed(folder, asked), path);
        if (there.Count == 1) return (there[0], path);
        return (asked is not null && there.Contains(asked) ? asked : null, path);
    }

    /// <summary>The dataset of a folder that tells of none that is known.</summary>
    /// <exception cref="TesseraException">It has no tiles, or those of another dataset, or none is asked for.</exception>
    internal static Dataset Believed(LocalFolder folder, Dataset? asked)
    {
        if (!folder.HasOwnTiles)
        {
            throw new TesseraException(TesseraErrorKind.NotFound,
                $"The folder {folder.FullPath} has no tiles: neither those that geotessera writes, in global_0.1_degree_representation, nor a mirror of a bucket, with {string.Join(", ", MirrorFolders())}.");
        }
        if (folder.Owner is { } owner && (asked is null || !folder.Holds(asked)))
            throw new TesseraException(TesseraErrorKind.InvalidArgument, $"The folder {folder.FullPath} holds {owner}, and datasets that are known are {string.Join(", ", Catalogue.Datasets)}. Its tiles can be opened file by file.");
        return asked ?? throw new TesseraException(TesseraErrorKind.InvalidArgument,
            $"The folder {folder.FullPath} does not say which dataset its tiles are of: it has no tessera_metadata.json. Set TESSERA_DATASET to one of {string.Join(", ", Catalogue.Datasets)}.");
    }

    private static IEnumerable<string> MirrorFolders() =>
        NpyLayout.All.Where(layout => !layout.HoldsOneDataset).Select(layout => layout.TilesOf(Catalogue.Datasets[0]));

    /// <summary>A name without <c>./</c> may have been meant for a dataset: both readings are told.</summary>
    private static TesseraException NoFolder(LocalFolderName name, string path)
    {
        if (LocalPath.IsExplicit(name.Folder)) return new TesseraException(TesseraErrorKind.NotFound, $"The name {Quoted.Of(name.ToString())} is that of a folder, and there is no folder {Quoted.Of(path)}.{NameSuggestion.Of(name.ToString())}");
        return new TesseraException(TesseraErrorKind.InvalidArgument,
            $"The name {Quoted.Of(name.ToString())} cannot be understood: there is no dataset {Quoted.Of(LocalPath.FirstPart(name.Folder))}; datasets are {string.Join(", ", Catalogue.Datasets)}; " +
            $"and there is no folder {Quoted.Of(name.Folder)} in {Quoted.Of(Environment.CurrentDirectory)}.{NameSuggestion.Of(name.ToString())}");
    }
}
