using TesseraGdal.Catalog;
using TesseraGdal.Forms.Npy.Registry.Folders;
using TesseraGdal.Kinds;
using TesseraGdal.Settings;
using TesseraGdal.Storage;
using TesseraGdal.Storage.Sources;

namespace TesseraGdal.Openers;

/// <summary>From <c>TESSERA_SOURCE</c> and <c>TESSERA_LAYOUT</c> to the chain of places that are asked for an object, in order.</summary>
internal static class SourceResolver
{
    /// <summary>
    /// The chain of a setting. <c>auto</c> is all known sources. A source of one's own whose layout is not said is asked under each layout in turn:
    /// what is not there under one may be under the other. A layout that does not tell datasets apart is for folders only, which say what they hold.
    /// </summary>
    /// <exception cref="TesseraException">The source is none that is known, no URL of a bucket and no folder; or it does not have that layout.</exception>
    public static IReadOnlyList<SourceRoute> Resolve(TesseraSettings settings)
    {
        string source = settings.Source;
        if (settings.IsKnownSource) return Known(Catalogue.FindSource(source) is { } one ? [one] : Catalogue.Sources, settings.Layout, source);

        StoreAddress address = AddressOf(source, settings);
        if (address.Directory is not null) return OfFolder(address, settings.Layout);
        if (settings.Layout is { HoldsOneDataset: true })
            throw new TesseraException(TesseraErrorKind.InvalidArgument, $"TESSERA_LAYOUT={settings.Layout} is the layout of local folders, and TESSERA_SOURCE={Quoted.Of(source)} is none.");
        return [.. Catalogue.Layouts.Where(layout => settings.Layout is null ? !layout.HoldsOneDataset : layout == settings.Layout).Select(layout => RouteOf(address, layout))];
    }

    private static SourceRoute RouteOf(StoreAddress address, Layout layout) => new(address, key => FormLookup.KeyOf(layout, key), layout.Name);

    private static SourceRoute[] OfFolder(StoreAddress address, Layout? only)
    {
        IEnumerable<Layout> apart = Catalogue.Layouts.Where(layout => !layout.HoldsOneDataset);
        if (only is { HoldsOneDataset: false }) return [RouteOf(address, only)];
        LocalFolder folder = LocalFolder.Open(address.Directory!);
        SourceRoute[] own = folder.HasOwnTiles || only is not null ? [OwnRoute(address, folder)] : [];
        return only is not null ? own : [.. apart.Select(layout => RouteOf(address, layout)), .. own];
    }

    /// <summary>Of another dataset than the folder's, it has no object: paths there do not tell datasets apart. Its owner is part of the label, as the map depends on it.</summary>
    private static SourceRoute OwnRoute(StoreAddress address, LocalFolder folder)
    {
        Layout layout = Catalogue.Layouts.First(layout => layout.HoldsOneDataset);
        return new SourceRoute(address, KeyOf, $"{layout.Name} {folder.Owner}".TrimEnd());

        string KeyOf(string key)
        {
            string own = FormLookup.KeyOf(layout, key);
            if (DatasetKey.TryParse(key) is not { Dataset: var dataset } || folder.Holds(dataset)) return own;
            throw new ObjectException(
                ObjectFailure.NotFound, key, address.Name, $"the folder holds {folder.Owner}, and not {dataset}", "Ask for what it holds, or name another folder.");
        }
    }

    private static SourceRoute[] Known(IReadOnlyList<DataSource> sources, Layout? layout, string asked)
    {
        SourceRoute[] routes = [.. sources.Where(s => layout is null || s.Layout == layout).Select(RouteOf)];
        if (routes.Length > 0) return routes;
        throw new TesseraException(TesseraErrorKind.InvalidArgument,
            $"TESSERA_LAYOUT={layout} is not the layout of the source {Quoted.Of(asked)}, which is {sources[0].Layout}: leave TESSERA_LAYOUT at auto.");
    }

    private static SourceRoute RouteOf(DataSource source) =>
        new(StoreAddress.OfS3(source.Endpoint, source.Bucket, source.Prefix, source.Region, source.PathStyle), key => FormLookup.KeyOf(source.Layout, key), source.Name);

    private static StoreAddress AddressOf(string source, TesseraSettings settings)
    {
        if (source.StartsWith("s3://", StringComparison.OrdinalIgnoreCase))
        {
            (string bucket, string prefix) = Cut(source["s3://".Length..]);
            return StoreAddress.OfS3(settings.S3Endpoint, bucket, prefix, region: null, pathStyle: !settings.S3VirtualHosting);
        }
        if (source.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || source.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            return OfUrl(source);
        if (settings.SourceFolder is not { } folder) throw Wrong(source, "is none of these");
        return Directory.Exists(folder) ? StoreAddress.OfDirectory(folder) : throw Wrong(source, "is no known source, and no folder that exists");
    }

    /// <summary><c>http(s)://endpoint/bucket/prefix</c>.</summary>
    private static StoreAddress OfUrl(string source)
    {
        if (!Uri.TryCreate(source, UriKind.Absolute, out Uri? url) || url.Query.Length > 0 || url.Fragment.Length > 0 || url.UserInfo.Length > 0)
            throw Wrong(source, "is no URL of a bucket: it may have no '?', '#' or '@'");
        (string bucket, string prefix) = Cut(Uri.UnescapeDataString(url.AbsolutePath.TrimStart('/')));
        if (bucket.Length == 0) throw Wrong(source, "names no bucket after the host");
        return StoreAddress.OfS3(new Uri(url.GetLeftPart(UriPartial.Authority)), bucket, prefix);
    }

    private static (string Bucket, string Prefix) Cut(string path)
    {
        int slash = path.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (path, "") : (path[..slash], path[(slash + 1)..]);
    }

    private static TesseraException Wrong(string source, string problem) =>
        new(TesseraErrorKind.InvalidArgument,
            $"TESSERA_SOURCE={Quoted.Of(source)} {problem}. Allowed is auto, {string.Join(", ", Catalogue.Sources.Select(s => s.Name))}, " +
            "s3://bucket/prefix, http(s)://endpoint/bucket/prefix, or a folder.");
}
