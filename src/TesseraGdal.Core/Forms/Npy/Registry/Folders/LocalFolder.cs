using TesseraGdal.Catalog;
using TesseraGdal.Forms.Npy.Objects;

namespace TesseraGdal.Forms.Npy.Registry.Folders;

/// <summary>
/// A folder as a source: a mirror of a bucket, which tells datasets by their paths; or one that geotessera wrote, which holds a single dataset and says
/// which in a note (<see cref="FolderRecord"/>); or, by the same paths, a version's folder of a mirror, whose name tells the version. Where nothing tells, whoever
/// asks is believed. It is looked at when it is opened, and some files' existence when that is asked for.
/// </summary>
internal sealed class LocalFolder
{
    private readonly FolderRecord? _record;
    private readonly string? _version;

    private LocalFolder(string path)
    {
        FullPath = path;
        HasOwnTiles = Directory.Exists(In(GeotesseraLayout.TilesFolder)) || File.Exists(In(FolderRecord.FileName));
        _record = HasOwnTiles ? FolderRecord.Read(path) : null;
        string name = Path.GetFileName(path);
        _version = Catalogue.Datasets.FirstOrDefault(d => d.VersionPath == name)?.VersionPath;
    }

    /// <summary>The folder.</summary>
    public string FullPath { get; }

    /// <summary>Whether there is something in geotessera's own arrangement, directly in the folder.</summary>
    public bool HasOwnTiles { get; }

    /// <summary>Whose the tiles of that arrangement are, as a person would write it; null where nothing tells.</summary>
    public string? Owner => _record?.Text ?? (_version is null ? null : $"version {_version}");

    /// <summary>The dataset of that arrangement, by the note or by the folder's name; null where nothing tells, or the catalogue does not know it.</summary>
    public Dataset? OwnDataset => !HasOwnTiles ? null : _record is not null ? _record.Dataset : _version is null ? null : Catalogue.FindDataset(_version, NpyObject.FormName);

    /// <summary>The datasets that the folder tells of, in the catalogue's order: those of a mirror, by their folders and manifests, and <see cref="OwnDataset"/>.</summary>
    public IReadOnlyList<Dataset> Datasets =>
        [.. Catalogue.Datasets.Where(dataset => dataset == OwnDataset || NpyLayout.All.Any(layout => !layout.HoldsOneDataset && Has(layout, dataset)))];

    /// <summary>Looks at a folder.</summary>
    /// <param name="path">Its path, absolute or relative to the process's folder.</param>
    /// <exception cref="TesseraException">geotessera's note is there and cannot be read.</exception>
    public static LocalFolder Open(string path) => new(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));

    /// <summary>Whether the tiles of geotessera's arrangement are, or may be, those of a dataset.</summary>
    public bool Holds(Dataset dataset) => _record is not null ? _record.Dataset == dataset : _version is null || dataset.VersionPath == _version;

    /// <summary>The layouts that may have something of a dataset here.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="only">The one layout that is meant, or null for all.</param>
    /// <exception cref="TesseraException">The folder holds another dataset (InvalidArgument).</exception>
    public IReadOnlyList<NpyLayout> LayoutsOf(Dataset dataset, Layout? only)
    {
        NpyLayout[] layouts = [.. NpyLayout.All.Where(layout => only is null || layout.Layout == only).Where(layout => !layout.HoldsOneDataset || HasOwnTiles || only is not null)];
        if (Holds(dataset) || layouts.All(layout => !layout.HoldsOneDataset)) return layouts;
        NpyLayout[] others = [.. layouts.Where(layout => !layout.HoldsOneDataset && Has(layout, dataset))];
        return others.Length > 0 ? others : throw Refusal(dataset);
    }

    /// <summary>Whether there is a manifest of a dataset under a layout.</summary>
    internal bool HasManifest(NpyLayout layout, Dataset dataset) => File.Exists(In(layout.ManifestOf(dataset)));

    /// <summary>The error for whoever asks for another dataset than the one that is here: values of two must never be mixed (formats.md §0).</summary>
    public TesseraException Refusal(Dataset asked)
    {
        string how = _record is null ? "the folder's name" : FolderRecord.FileName;
        string remedy = OwnDataset is null ? "It can be read file by file only" : $"Ask for {OwnDataset}";
        return new TesseraException(TesseraErrorKind.InvalidArgument, $"The folder {FullPath} holds {Owner}, says {how}, and not {asked}. {remedy}, or name another folder.");
    }

    /// <summary>A path in the folder.</summary>
    /// <param name="key">Its parts, joined by <c>/</c>.</param>
    internal string In(string key) => Path.Combine(FullPath, key.Replace('/', Path.DirectorySeparatorChar));

    private bool Has(NpyLayout layout, Dataset dataset) => HasManifest(layout, dataset) || Directory.Exists(In(layout.TilesOf(dataset)));
}
