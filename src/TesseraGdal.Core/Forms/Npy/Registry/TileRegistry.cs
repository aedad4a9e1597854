using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using TesseraGdal.Catalog;
using TesseraGdal.Forms.Npy.Registry.Folders;
using TesseraGdal.Forms.Npy.Registry.Index;
using TesseraGdal.Storage;

namespace TesseraGdal.Forms.Npy.Registry;

/// <summary>
/// Finds out which tiles of a dataset exist, by year. Into this room come a dataset and a store that holds its manifest; out goes a <see cref="TilePresence"/>.
/// The manifest is read once, a tenth of its bytes, and kept as a mapped grid of year bits; from then on an answer is a look at two bytes,
/// and the source is only asked whether its manifest has changed, when <see cref="PresenceOptions.TimeToLive"/> is over.
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
    private static readonly RecentlyUsed<(string Identity, PresenceOptions Options), TileRegistry> Shared = new(8);

    private readonly Dataset _dataset;
    private readonly string _identity;
    private readonly PresenceOptions _options;
    private readonly string? _path;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly FolderListing _listing = new();
    private volatile TilePresence? _state;
    private bool _hasWarned;

    private TileRegistry(Dataset dataset, string identity, PresenceOptions options)
    {
        (_dataset, _identity, _options) = (dataset, identity, options);
        if (!string.IsNullOrEmpty(options.CacheDirectory)) _path = IndexFile.PathOf(options.CacheDirectory, dataset.Name, identity);
    }

    /// <summary>Finds out which tiles a dataset has: by what is open in this process, by the index on disk, or by its source; asks the source for changes where that is due.</summary>
    /// <param name="dataset">Whose tiles are wanted.</param>
    /// <param name="direct">The source, without the cache of blocks: the index is the cache here. Opened offline where <see cref="PresenceOptions.Offline"/> is set.</param>
    /// <param name="manifestKey">Key of the manifest in it. Both are unused where <see cref="PresenceOptions.Location"/> is set, or <see cref="PresenceOptions.Folder"/> has no manifest.</param>
    /// <param name="options">Where it is found, and how long it is believed.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <exception cref="TesseraException">The manifest cannot be had and no index is at hand, or it is no manifest; or the folder that was named cannot be listed or holds another dataset.</exception>
    public static async ValueTask<TilePresence> OpenAsync(
        Dataset dataset, IObjectStore direct, string manifestKey, PresenceOptions options, CancellationToken cancellationToken)
    {
        if (TileFolders.Of(dataset, options) is { } folders)
        {
            return await SharedOf(dataset, IdentityOf(dataset, folders.Root, ""), options).ListAsync(folders, cancellationToken).ConfigureAwait(false);
        }
        (IObjectStore store, string key) = Find(direct, manifestKey, options);
        return await SharedOf(dataset, IdentityOf(dataset, store.Name, key), options).RefreshAsync(store, key, cancellationToken).ConfigureAwait(false);
    }

    private static (IObjectStore Store, string Key) Find(IObjectStore direct, string key, PresenceOptions options) =>
        string.IsNullOrEmpty(options.Location) ? (direct, key) : RegistryLocation.Find(options.Location, options.Storage with { Offline = options.Offline });

    private static TileRegistry SharedOf(Dataset dataset, string identity, PresenceOptions options) =>
        Shared.GetOrAdd((identity, options), name => new TileRegistry(dataset, name.Identity, name.Options));

    private static string IdentityOf(Dataset dataset, string store, string key) => $"{store}\n{key}\n{dataset.Name} {dataset.Version} {dataset.Variant}";

    /// <summary>An index as it was opened; null for none.</summary>
    [return: NotNullIfNotNull(nameof(index))]
    private TilePresence? PresenceOf(TileIndex? index) => index is null ? null : new TilePresence(_dataset, index, index.Facts, this);

    private async ValueTask<TilePresence> ListAsync(TileFolders folders, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _listing.Update(folders, _options.Clock, cancellationToken);
            if (!_listing.HasChanged && _state is { } known) return known;
            var facts = new IndexFacts { Identity = _identity, Source = folders.Root, CheckedAt = _options.Clock.GetUtcNow() };
            TileIndex index = _listing.ToIndex(facts);
            return _state = new TilePresence(_dataset, index, facts with { ETag = index.Crc.ToString("x8", CultureInfo.InvariantCulture) }, this);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async ValueTask<TilePresence> RefreshAsync(IObjectStore store, string key, CancellationToken cancellationToken)
    {
        if (_state is { } state && !IsDue(state.Facts)) return state;
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_state is { } meanwhile && !IsDue(meanwhile.Facts)) return meanwhile; // found out by who held the gate
            // Another process may have renewed what this one holds.
            state = PresenceOf(_path is null ? null : IndexFile.TryOpen(_path, _identity)) ?? _state ?? await StandInAsync(cancellationToken).ConfigureAwait(false);
            if (state is null) state = await FirstAsync(store, key, cancellationToken).ConfigureAwait(false);
            else if (IsDue(state.Facts)) state = await RevalidateAsync(state, store, key, cancellationToken).ConfigureAwait(false);
            return _state = state;
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
    private async ValueTask<TilePresence?> StandInAsync(CancellationToken cancellationToken)
    {
        if (!_options.UseGeotesseraCache) return null;
        try
        {
            string folder = _options.GeotesseraFolder ?? GeotesseraCache.DefaultFolder();
            if (await GeotesseraCache.FindAsync(folder, _dataset, cancellationToken).ConfigureAwait(false) is not var (store, manifest, tag)) return null;
            IndexFacts facts = IndexFacts.From(manifest, _identity, manifest.LastModified ?? DateTimeOffset.UnixEpoch) with { ETag = tag };
            return PresenceOf(await IndexBuilder.BuildAsync(_dataset, store, manifest, facts, _path, _options.Storage.Verify, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e) when (e is TesseraException or IOException or UnauthorizedAccessException)
        {
            TesseraLog.Warn?.Invoke($"The manifest in geotessera's cache is not used: {e.Message}");
            return null;
        }
    }

    private async ValueTask<TilePresence> FirstAsync(IObjectStore store, string key, CancellationToken cancellationToken)
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

    private async ValueTask<TilePresence> RevalidateAsync(TilePresence state, IObjectStore store, string key, CancellationToken cancellationToken)
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

    private TilePresence GoOn(TilePresence state, string reason)
    {
        WarnOnce($"The registry of {_dataset.Name} could not be asked for changes; going on with that of {state.Facts.CheckedAt:yyyy-MM-dd HH:mm} UTC. {reason}");
        return Renew(state with { Facts = state.Facts with { FailedAt = _options.Clock.GetUtcNow() } });
    }

    private TilePresence Renew(TilePresence state)
    {
        if (_path is not null) IndexFile.TryRenew(_path, state.Facts);
        return state;
    }

    /// <summary>A manifest that is replaced while it is read is read again, once; and so is one that is none or is damaged, of another source where there is one.</summary>
    private async ValueTask<TilePresence> BuildAsync(IObjectStore store, string key, CancellationToken cancellationToken)
    {
        for (bool isSecond = false; ; isSecond = true)
        {
            ObjectFacts manifest = await store.StatAsync(key, cancellationToken).ConfigureAwait(false);
            try
            {
                var facts = IndexFacts.From(manifest, _identity, _options.Clock.GetUtcNow());
                return PresenceOf(await IndexBuilder.BuildAsync(_dataset, store, manifest, facts, _path, _options.Storage.Verify, cancellationToken).ConfigureAwait(false));
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
}
