using System.Text;
using TesseraGdal.Catalog;
using TesseraGdal.Forms.Npy.Objects;
using TesseraGdal.Storage;
using TesseraGdal.Storage.Sources;

namespace TesseraGdal.Forms.Npy.Registry;

/// <summary>The manifests that geotessera keeps: <c>{cache}/geotessera/{dataset}/manifest.parquet</c>, and the tag beside it (formats.md §7).</summary>
internal static class GeotesseraCache
{
    private const string Manifest = "manifest.parquet", Tag = Manifest + ".etag";
    private const int MaxTag = 1024;

    /// <summary>Where geotessera keeps its caches on this system.</summary>
    public static string DefaultFolder()
    {
        string? root = Environment.GetEnvironmentVariable(OperatingSystem.IsWindows() ? "LOCALAPPDATA" : "XDG_CACHE_HOME");
        if (string.IsNullOrEmpty(root)) root = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return Path.Combine(root, "geotessera");
    }

    /// <summary>
    /// The manifest of a dataset as an object, with the tag that its server gave. Where there is no tag, geotessera has set the file's time
    /// to the server's Last-Modified.
    /// </summary>
    /// <returns>Null where there is none.</returns>
    public static async ValueTask<(IObjectStore Store, ObjectFacts Manifest, string? Tag)?> FindAsync(string folder, Dataset dataset, CancellationToken cancellationToken)
    {
        folder = Path.Combine(folder, dataset.FormNamed(NpyObject.FormName)?.Folder ?? dataset.Name);
        if (!File.Exists(Path.Combine(folder, Manifest))) return null;
        var store = new DirectoryObjectStore(folder);
        return (store, await store.StatAsync(Manifest, cancellationToken).ConfigureAwait(false), TagIn(Path.Combine(folder, Tag)));
    }

    private static string? TagIn(string path)
    {
        if (!File.Exists(path) || PlainFile.TryReadAll(path, MaxTag, out _) is not { } bytes) return null;
        string tag = Encoding.UTF8.GetString(bytes).Trim();
        if (tag.StartsWith("W/", StringComparison.Ordinal)) tag = tag[2..];
        tag = tag.Trim('"');
        return tag.Length == 0 ? null : tag;
    }
}
