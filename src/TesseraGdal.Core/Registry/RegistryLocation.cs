using TesseraGdal.Storage;

namespace TesseraGdal.Registry;

/// <summary>What <c>TESSERA_REGISTRY</c> may name: a manifest file, a folder that has one, or a URL of either.</summary>
internal static class RegistryLocation
{
    /// <summary>The names that geotessera gave its manifests, the newer first.</summary>
    private static readonly string[] Names = ["manifest.parquet", "registry.parquet"];

    /// <summary>Finds the manifest that a location names.</summary>
    /// <param name="location">The setting's value.</param>
    /// <param name="options">How a URL is fetched.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <returns>The store, and the manifest's key in it.</returns>
    /// <exception cref="TesseraException">The location is none of these, or has no manifest.</exception>
    public static ValueTask<(IObjectStore Store, string Key)> FindAsync(string location, StorageOptions options, CancellationToken cancellationToken)
    {
        if (location.StartsWith("s3://", StringComparison.OrdinalIgnoreCase)
            || location.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
            || location.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            return FindUrlAsync(location, options, cancellationToken);
        return ValueTask.FromResult(FindLocal(location));
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

    private static async ValueTask<(IObjectStore Store, string Key)> FindUrlAsync(string location, StorageOptions options, CancellationToken cancellationToken)
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
        IObjectStore store = ObjectStores.Open([new SourceRoute(address, key => key, "registry")], options).Direct;
        return (store, isFile ? path[^1] : await FirstThereAsync(store, location, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Services that do not let anyone list say 403 for what is not there. Offline, the newer name is taken, since its index may be at hand.</summary>
    private static async ValueTask<string> FirstThereAsync(IObjectStore store, string location, CancellationToken cancellationToken)
    {
        foreach (string name in Names)
        {
            try
            {
                return (await store.StatAsync(name, cancellationToken).ConfigureAwait(false)).Key;
            }
            catch (ObjectException e) when (e.Failure == ObjectFailure.Offline)
            {
                return name;
            }
            catch (ObjectException e) when (e.MayMeanAbsence)
            {
                TesseraLog.Debug?.Invoke(e.Message);
            }
        }
        throw Missing(location, "it serves no " + string.Join(" and no ", Names));
    }

    private static TesseraException Missing(string location, string reason) =>
        new(TesseraErrorKind.NotFound, $"TESSERA_REGISTRY is '{location}': {reason}. Name a manifest file, a folder with one, or a URL of either.");
}
