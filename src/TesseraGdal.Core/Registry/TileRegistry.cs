using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using TesseraGdal.Catalog;
using TesseraGdal.Geometry;
using TesseraGdal.Registry.Folders;
using TesseraGdal.Storage;

namespace TesseraGdal.Registry;

/// <summary>
/// Which tiles of a dataset exist, by year. Into this room come a dataset and a store that holds its manifest; out go answers.
/// The manifest is read once, a tenth of its bytes, and kept as a mapped grid of year bits; from then on an answer is a look at two bytes,
/// and the source is only asked whether its manifest has changed, when <see cref="RegistryOptions.TimeToLive"/> is over.
/// All members are safe from any thread.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "The gate owns no handle until its AvailableWaitHandle is asked for.")]
internal sealed class TileRegistry
{
    /// <summary>After a source has been asked in vain it is left alone for so long, by other processes too.</summary>
    private static readonly TimeSpan Respite = TimeSpan.FromMinutes(10);

    /// <summary>A source that is asked for changes is waited for so long: what is there is good enough, and someone is waiting for it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.75);

    /// <summary>An index has 13 MB: few are kept that no open dataset looks into.</summary>
    private static readonly RecentlyUsed<(string Identity, RegistryOptions Options), TileRegistry> Shared = new(8);

    private readonly string _identity;
    private readonly RegistryOptions _options;
    private readonly string? _path;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly FolderListing _listing = new();
    private volatile State? _state;
    private bool _hasWarned;

    private TileRegistry(Dataset dataset, string identity, RegistryOptions options)
    {
        (Dataset, _identity, _options) = (dataset, identity, options);
        if (!string.IsNullOrEmpty(options.CacheDirectory)) _path = IndexFile.PathOf(options.CacheDirectory, dataset.Name, identity);
    }

    /// <summary>The dataset whose tiles these are.</summary>
    public Dataset Dataset { get; }

    /// <summary>Where the manifest came from: the name of the store that answered. The folder, where there is no manifest and it was listed.</summary>
    public string Source => Now.Facts.Source;

    /// <summary>The manifest's entity tag, or null where its store gives none; of a listed folder one that changes with the tiles.</summary>
    public string? ETag => Now.Facts.ETag;

    /// <summary>When the source last said that this is its manifest.</summary>
    public DateTimeOffset CheckedAt => Now.Facts.CheckedAt;

    /// <summary>Years that have tiles, ascending; empty where there is no tile at all.</summary>
    public IReadOnlyList<int> Years => Now.Index.Years;

    /// <summary>The look-up table as it is now: what is read from it stays of one manifest.</summary>
    internal TileIndex Index => Now.Index;

    private State Now => _state ?? throw new InvalidOperationException("The registry has not been opened.");

    /// <summary>Opens the registry of a dataset, or gives the one that is open; asks its source for changes where that is due.</summary>
    /// <param name="dataset">Whose tiles are wanted.</param>
    /// <param name="direct">The source, without the cache of blocks: the index is the cache here. Opened offline where <see cref="RegistryOptions.Offline"/> is set.</param>
    /// <param name="manifestKey">Key of the manifest in it. Both are unused where <see cref="RegistryOptions.Location"/> is set, or <see cref="RegistryOptions.Folder"/> has no manifest.</param>
    /// <param name="options">Where it is found, and how long it is believed.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <exception cref="TesseraException">The manifest cannot be had and no index is at hand, or it is no manifest; or the folder that was named cannot be listed or holds another dataset.</exception>
    public static async ValueTask<TileRegistry> OpenAsync(
        Dataset dataset, IObjectStore direct, string manifestKey, RegistryOptions options, CancellationToken cancellationToken)
    {
        if (TileFolders.Of(dataset, options) is { } folders)
        {
            TileRegistry listed = SharedOf(dataset, IdentityOf(dataset, folders.Root, ""), options);
            await listed.ListAsync(folders, cancellationToken).ConfigureAwait(false);
            return listed;
        }
        (IObjectStore store, string key) = Find(direct, manifestKey, options);
        TileRegistry registry = SharedOf(dataset, IdentityOf(dataset, store.Name, key), options);
        await registry.RefreshAsync(store, key, cancellationToken).ConfigureAwait(false);
        return registry;
    }

    /// <summary>Opens a registry that no one shares, as another process would.</summary>
    internal static async ValueTask<TileRegistry> OpenAloneAsync(
        Dataset dataset, IObjectStore direct, string manifestKey, RegistryOptions options, CancellationToken cancellationToken)
    {
        (IObjectStore store, string key) = Find(direct, manifestKey, options);
        var registry = new TileRegistry(dataset, IdentityOf(dataset, store.Name, key), options);
        await registry.RefreshAsync(store, key, cancellationToken).ConfigureAwait(false);
        return registry;
    }

    /// <summary>Tiles of a year; 0 for a year without any.</summary>
    public int Count(int year) => Now.Index.Count(year);

    /// <summary>Whether a tile exists in a year. False for what is no tile: a centre that is not an odd multiple of 0.05°.</summary>
    public bool Contains(int year, TileId tile) => Now.Index.Contains(year, tile);

    /// <summary>Years in which a tile exists, ascending; empty where it never does.</summary>
    public IReadOnlyList<int> YearsOf(TileId tile) => Now.Index.YearsOf(tile);

    /// <summary>The existing tile whose centre is nearest along a great circle, itself included.</summary>
    /// <param name="year">The year that it must have, or null for any.</param>
    /// <param name="tile">The place to search around.</param>
    /// <returns>Null where no tile has that year, or <paramref name="tile"/> is none.</returns>
    public TileId? Nearest(int? year, TileId tile)
    {
        TileIndex index = Now.Index;
        return TileSearch.Nearest(index, index.MaskOf(year), tile);
    }

    /// <summary>The tiles of a box of cells that exist in a year, from north to south, and in each row from west to east.</summary>
    /// <param name="year">The year, or null for tiles of any year.</param>
    /// <param name="southWest">A corner of the box, itself in it; need not exist.</param>
    /// <param name="northEast">The opposite corner; where it lies west of the other, the box crosses 180°.</param>
    /// <exception cref="TesseraException">A corner is no tile's place.</exception>
    public IEnumerable<TileId> Tiles(int? year, TileId southWest, TileId northEast)
    {
        TileIndex index = Now.Index;
        return TileSearch.Box(index, index.MaskOf(year), southWest, northEast);
    }

    /// <summary>The zones that have tiles, those of the north first, each hemisphere from west to east.</summary>
    /// <param name="year">The year, or null for tiles of any year.</param>
    public IReadOnlyList<ZoneTiles> Zones(int? year)
    {
        TileIndex index = Now.Index;
        return ZoneSurvey.Of(index, index.MaskOf(year));
    }

    /// <summary>What each year has, ascending by year.</summary>
    public IReadOnlyList<YearTiles> Summarize()
    {
        TileIndex index = Now.Index;
        int[] zones = ZoneSurvey.CountByYear(index);
        return [.. index.Years.Select(year => new YearTiles(year, index.Count(year), zones[index.BitOf(year)]))];
    }

    private static (IObjectStore Store, string Key) Find(IObjectStore direct, string key, RegistryOptions options) =>
        string.IsNullOrEmpty(options.Location) ? (direct, key) : RegistryLocation.Find(options.Location, options.Storage with { Offline = options.Offline });

    private static TileRegistry SharedOf(Dataset dataset, string identity, RegistryOptions options) =>
        Shared.GetOrAdd((identity, options), name => new TileRegistry(dataset, name.Identity, name.Options));

    private static string IdentityOf(Dataset dataset, string store, string key) => $"{store}\n{key}\n{dataset.Name} {dataset.Version} {dataset.Variant}";

    private async ValueTask ListAsync(TileFolders folders, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _listing.Update(folders, _options.Clock, cancellationToken);
            if (!_listing.HasChanged) return;
            var facts = new IndexFacts { Identity = _identity, Source = folders.Root, CheckedAt = _options.Clock.GetUtcNow() };
            TileIndex index = _listing.ToIndex(facts);
            _state = new State(index, facts with { ETag = index.Crc.ToString("x8", CultureInfo.InvariantCulture) });
        }
        finally
        {
            _gate.Release();
        }
    }

    private async ValueTask RefreshAsync(IObjectStore store, string key, CancellationToken cancellationToken)
    {
        if (_state is { } state && !IsDue(state.Facts)) return;
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Another process may have renewed what this one holds.
            state = State.Of(_path is null ? null : IndexFile.TryOpen(_path, _identity)) ?? _state ?? await StandInAsync(cancellationToken).ConfigureAwait(false);
            if (state is null) state = await FirstAsync(store, key, cancellationToken).ConfigureAwait(false);
            else if (IsDue(state.Facts)) state = await RevalidateAsync(state, store, key, cancellationToken).ConfigureAwait(false);
            _state = state;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>A time of checking that lies in the future is none.</summary>
    private bool IsDue(IndexFacts facts)
    {
        DateTimeOffset now = _options.Clock.GetUtcNow();
        TimeSpan respite = Respite < _options.TimeToLive ? Respite : _options.TimeToLive;
        return (now - facts.CheckedAt >= _options.TimeToLive || facts.CheckedAt > now) && (now - facts.FailedAt >= respite || facts.FailedAt > now);
    }

    /// <summary>The manifest that geotessera has fetched, if there is one that can be read.</summary>
    private async ValueTask<State?> StandInAsync(CancellationToken cancellationToken)
    {
        if (!_options.UseGeotesseraCache) return null;
        try
        {
            string folder = _options.GeotesseraFolder ?? GeotesseraCache.DefaultFolder();
            if (await GeotesseraCache.FindAsync(folder, Dataset, cancellationToken).ConfigureAwait(false) is not var (store, manifest, tag)) return null;
            IndexFacts facts = IndexFacts.From(manifest, _identity, manifest.LastModified ?? DateTimeOffset.UnixEpoch) with { ETag = tag };
            return State.Of(await IndexBuilder.BuildAsync(Dataset, store, manifest, facts, _path, _options.Storage.Verify, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e) when (e is TesseraException or IOException or UnauthorizedAccessException)
        {
            TesseraLog.Warn?.Invoke($"The manifest in geotessera's cache is not used: {e.Message}");
            return null;
        }
    }

    private async ValueTask<State> FirstAsync(IObjectStore store, string key, CancellationToken cancellationToken)
    {
        try
        {
            return await BuildAsync(store, key, cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectException e) when (e.Failure == ObjectFailure.Offline)
        {
            throw new TesseraException(
                TesseraErrorKind.Offline,
                $"The registry {key} of {store.Name} has not been fetched yet, and may not be while offline. "
                + "Open a tile once with TESSERA_OFFLINE=NO, or name a local manifest.parquet with TESSERA_REGISTRY.", e);
        }
        catch (ObjectException e) when (!string.IsNullOrEmpty(_options.Location) && e.MayMeanAbsence)
        {
            throw RegistryLocation.NotServed(_options.Location, e);
        }
    }

    private async ValueTask<State> RevalidateAsync(State state, IObjectStore store, string key, CancellationToken cancellationToken)
    {
        bool isWhole = state.Index.IsWhole();
        if (!isWhole && _path is not null) IndexFile.TryRemove(_path);
        using var over = new CancellationTokenSource(isWhole ? Patience : Timeout.InfiniteTimeSpan, _options.Clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        try
        {
            ObjectFacts manifest = await store.StatAsync(key, limit.Token).ConfigureAwait(false);
            if (!isWhole || !state.Facts.IsOf(manifest)) return await BuildAsync(store, key, cancellationToken).ConfigureAwait(false);
            return Renew(state with { Facts = state.Facts with { CheckedAt = _options.Clock.GetUtcNow(), FailedAt = DateTimeOffset.UnixEpoch } });
        }
        catch (TesseraException e) when (isWhole)
        {
            return GoOn(state, e.Message);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return GoOn(state, FormattableString.Invariant($"{store.Name} did not answer in {Patience.TotalSeconds} s."));
        }
    }

    private State GoOn(State state, string reason)
    {
        WarnOnce($"The registry of {Dataset.Name} could not be asked for changes; going on with that of {state.Facts.CheckedAt:yyyy-MM-dd HH:mm} UTC. {reason}");
        return Renew(state with { Facts = state.Facts with { FailedAt = _options.Clock.GetUtcNow() } });
    }

    private State Renew(State state)
    {
        if (_path is not null) IndexFile.TryRenew(_path, state.Facts);
        return state;
    }

    /// <summary>A manifest that is replaced while it is read is read again, once; and so is one that is none or is damaged, of another source where there is one.</summary>
    private async ValueTask<State> BuildAsync(IObjectStore store, string key, CancellationToken cancellationToken)
    {
        for (bool isSecond = false; ; isSecond = true)
        {
            ObjectFacts manifest = await store.StatAsync(key, cancellationToken).ConfigureAwait(false);
            try
            {
                var facts = IndexFacts.From(manifest, _identity, _options.Clock.GetUtcNow());
                return State.Of(await IndexBuilder.BuildAsync(Dataset, store, manifest, facts, _path, _options.Storage.Verify, cancellationToken).ConfigureAwait(false));
            }
            catch (ObjectException e) when (e.Failure == ObjectFailure.Changed && !isSecond)
            {
                TesseraLog.Debug?.Invoke(e.Message);
            }
            catch (TesseraException e) when (e.Rejected.Count > 0 && store is ISourceChain chain && !isSecond)
            {
                TesseraLog.Debug?.Invoke($"Asked for once more: {e.Message}");
                store = chain.After(manifest);
            }
        }
    }

    private void WarnOnce(string message)
    {
        if (_hasWarned) TesseraLog.Debug?.Invoke(message);
        else TesseraLog.Warn?.Invoke(message);
        _hasWarned = true;
    }

    /// <summary>An index, and what is known of its manifest by now.</summary>
    private sealed record State(TileIndex Index, IndexFacts Facts)
    {
        [return: NotNullIfNotNull(nameof(index))]
        public static State? Of(TileIndex? index) => index is null ? null : new State(index, index.Facts);
    }
}
