using TesseraGdal.Storage;
using TesseraGdal.Storage.Sources;

namespace TesseraGdal.Forms.Npy.Registry;

/// <summary>What <c>TESSERA_REGISTRY</c> may name: a manifest file, a folder that has one, or a URL of either.</summary>
internal static class RegistryLocation
{
    /// <summary>The names that geotessera gave its manifests, the newer first.</summary>
    private static readonly string[] Names = ["manifest.parquet", "registry.parquet"];

    /// <summary>Finds the manifest that a location names, without a request.</summary>
    /// <param name="location">The setting's value.</param>
    /// <param name="options">How a URL is fetched.</param>
    /// <returns>The store, and the manifest's key in it.</returns>
    /// <exception cref="TesseraException">The location is none of these, or is a local one without a manifest.</exception>
    public static (IObjectStore Store, string Key) Find(string location, StorageOptions options)
    {
        if (location.StartsWith("s3://", StringComparison.OrdinalIgnoreCase)
            || location.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
            || location.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            return FindUrl(location, options);
        return FindLocal(location);
    }

    private static (IObjectStore Store, string Key) FindLocal(string location)
    {
        string path = Path.GetFullPath(location);
        if (File.Exists(path)) return (new DirectoryObjectStore(Path.GetDirectoryName(path)!), Path.GetFileName(path));
        string? name = Names.FirstOrDefault(name => File.Exists(Path.Combine(path, name)));
        if (name is not null) return (new DirectoryObjectStore(path), name);
        throw Directory.Exists(path)
            ? Missing(location, "the folder has no " + string.Join(" and no ", Names))
            : Missing(location, "there is no such file or folder");
    }

    /// <summary>
    /// No request is made. A URL without a file's name is a chain of both names, asked in turn as a source's layouts are: the manifest's key is the newer one,
    /// whichever is there, so that its index is found without asking.
    /// </summary>
    private static (IObjectStore Store, string Key) FindUrl(string location, StorageOptions options)
    {
        string[] parts = Uri.TryCreate(location, UriKind.Absolute, out Uri? url) ? url.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries) : [];
        bool isS3 = url?.Scheme == "s3";
        string[] path = [.. (isS3 ? parts.Prepend(url!.Host) : parts).Select(Uri.UnescapeDataString)];
        bool isFile = path.Length > 0 && path[^1].EndsWith(".parquet", StringComparison.OrdinalIgnoreCase);
        if (url is null || path.Length < (isFile ? 2 : 1)) throw Missing(location, "a URL needs a bucket: s3://bucket/…/manifest.parquet or https://endpoint/bucket/…/manifest.parquet");

        string prefix = string.Join('/', isFile ? path[1..^1] : path[1..]);
        if (url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0) throw Missing(location, "a URL of a manifest may have no '?', '#' or '@'");
        Uri? service = isS3 ? null : new Uri(url.GetLeftPart(UriPartial.Authority));
        StoreAddress address = StoreAddress.OfS3(service, path[0], prefix, pathStyle: !isS3);
        SourceRoute[] routes = isFile ? [new SourceRoute(address, key => key, "registry")] : [.. Names.Select(name => new SourceRoute(address, _ => name, name))];
        return (ObjectStores.Open(routes, options).Direct, isFile ? path[^1] : Names[0]);
    }

    /// <summary>The error of a location that serves no manifest. Services that do not let anyone list say 403 for what is not there.</summary>
    public static TesseraException NotServed(string location, ObjectException answer) => Missing(
        location, answer.Key == Names[0] ? $"it serves no {string.Join(" and no ", Names)} ({answer.StoreName}: {answer.Answer})" : answer.Message.TrimEnd('.'), answer);

    private static TesseraException Missing(string location, string reason, Exception? cause = null) =>
        new(TesseraErrorKind.NotFound, $"TESSERA_REGISTRY is '{location}': {reason}. Name a manifest file, a folder with one, or a URL of either.", cause);
}
