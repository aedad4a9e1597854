using TesseraGdal.Catalog;
using TesseraGdal.Storage;

namespace TesseraGdal.Registry;

/// <summary>The manifests that geotessera keeps: <c>{cache}/geotessera/{dataset}/manifest.parquet</c>, and the tag beside it (formats.md §7).</summary>
internal static class GeotesseraCache
{
    private const string Manifest = "manifest.parquet";
    private const int MaxTag = 1024;

    /// <summary>Its folder for a dataset.</summary>
    public static string FolderOf(Dataset dataset)
    {
        string? root = OperatingSystem.IsWindows()
            ? Environment.GetEnvironmentVariable("LOCALAPPDATA")
            : Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        if (string.IsNullOrEmpty(root)) root = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return Path.Combine(root, "geotessera", dataset.NpyDirectory ?? dataset.Name);
    }

    /// <summary>
    /// The manifest of a dataset as an object, with the tag that its server gave. Where there is no tag, geotessera has set the file's time
    /// to the server's Last-Modified.
    /// </summary>
    /// <returns>Null where there is none.</returns>
    public static async ValueTask<(IObjectStore Store, ObjectFacts Facts)?> FindAsync(Dataset dataset, CancellationToken cancellationToken)
    {
        string folder = FolderOf(dataset);
        if (!File.Exists(Path.Combine(folder, Manifest))) return null;
        var store = new DirectoryObjectStore(folder);
        return (store, await store.StatAsync(Manifest, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The tag of the server's manifest, or null.</summary>
    public static string? TagOf(Dataset dataset)
    {
        var file = new FileInfo(Path.Combine(FolderOf(dataset), Manifest + ".etag"));
        if (!file.Exists || file.Length > MaxTag) return null;
        string tag = File.ReadAllText(file.FullName).Trim();
        if (tag.StartsWith("W/", StringComparison.Ordinal)) tag = tag[2..];
        tag = tag.Trim('"');
        return tag.Length == 0 ? null : tag;
    }
}
