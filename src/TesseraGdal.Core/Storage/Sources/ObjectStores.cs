using System.Runtime.CompilerServices;
using TesseraGdal.Storage.Cache;
using TesseraGdal.Storage.S3;

namespace TesseraGdal.Storage.Sources;

/// <summary>
/// Builds the stores for a chain of sources; equal chains with equal options share one set of stores in a process. Each source is, from the wire up:
/// S3 (or nothing, offline) → at most so many requests at once → counted → tried again → known by logical keys. Over them the chain, and over that the cache.
/// A chain of folders alone needs no cache: the system keeps one.
/// </summary>
internal static class ObjectStores
{
    /// <summary>Stores have clients with open connections, and know what objects there are: some are kept that nothing is open of.</summary>
    private static readonly RecentlyUsed<(string Chain, StorageOptions Options), StorePair> Opened = new(16);

    /// <summary>The bytes in memory are a process's; of a budget that no store uses any more, there is one at most.</summary>
    private static readonly RecentlyUsed<long, BlockMemory> Memories = new(1);

    private static readonly RecentlyUsed<(string Folder, long Limit), DiskCache> Disks = new(16);

    /// <summary>Whoever holds one of a pair's stores holds the pair, so that it is found by who asks for the same.</summary>
    private static readonly ConditionalWeakTable<IObjectStore, StorePair> PairOf = [];

    /// <summary>Opens a chain of sources: cheap, and without a request.</summary>
    /// <param name="routes">The sources in order of preference; at least one.</param>
    /// <param name="options">How objects are fetched and kept.</param>
    /// <exception cref="TesseraException">There is no route.</exception>
    public static StorePair Open(IReadOnlyList<SourceRoute> routes, StorageOptions options)
    {
        if (routes.Count == 0) throw new TesseraException(TesseraErrorKind.InvalidArgument, "There is no source to read from. Check TESSERA_SOURCE.");
        return Opened.GetOrAdd((IdentityOf(routes), options), _ => Join(Build(routes, options)));
    }

    private static StorePair Join(StorePair pair)
    {
        PairOf.AddOrUpdate(pair.Direct, pair);
        PairOf.AddOrUpdate(pair.Cached, pair);
        return pair;
    }

    private static StorePair Build(IReadOnlyList<SourceRoute> routes, StorageOptions options)
    {
        // Routes of one address differ in how they map keys: they share what is beneath.
        Dictionary<StoreAddress, IObjectStore> sources = routes.Select(route => route.Address).Distinct().ToDictionary(address => address, address => BuildSource(address, options));
        var chain = new MirroredObjectStore([.. routes.Select(route => new MappedObjectStore(sources[route.Address], route.KeyOf))]);
        if (routes.All(route => route.Address.Directory is not null)) return new StorePair(chain, chain);
        BlockMemory memory = Memories.GetOrAdd(options.CacheMemory, static budget => new BlockMemory(budget));
        DiskCache? disk = string.IsNullOrWhiteSpace(options.CacheDirectory) || options.CacheSize <= 0
            ? null
            : Disks.GetOrAdd((options.CacheDirectory, options.CacheSize), static key => new DiskCache(key.Folder, key.Limit));
        return new StorePair(chain, new CachedObjectStore(chain, options, memory, disk, CachePath.OfChain(routes[0].Label, IdentityOf(routes))));
    }

    private static IObjectStore BuildSource(StoreAddress address, StorageOptions options)
    {
        if (address.Directory is { } folder) return new DirectoryObjectStore(folder);
        if (options.Offline) return new OfflineObjectStore(address.Name);
        return new RetryingObjectStore(new CountingObjectStore(new ThrottledObjectStore(new S3ObjectStore(address, options), options.MaxConnections)), options.Retries, options.RetryDelay);
    }

    /// <summary>What makes a chain's objects what they are: its addresses and how they map keys.</summary>
    private static string IdentityOf(IReadOnlyList<SourceRoute> routes) => string.Join('\n', routes.Select(route => $"{route.Label}\t{route.Address.Name}"));
}
