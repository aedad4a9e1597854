using TesseraGdal.Geometry;
using TesseraGdal.Rasters;
using TesseraGdal.Rasters.Stored;
using TesseraGdal.Storage;

namespace TesseraGdal.Forms.Npy.Tiles;

/// <summary>
/// A tile's reader, and what becomes of it when one of the tile's objects turns out to be no good (design.md §3).
/// <para>
/// Replaced: as long as no pixel of the old ones has been handed out, the tile is opened anew and read; after that the read fails, as pixels of two objects would be
/// mixed. Either way both objects are dropped from the cache, since embeddings and scales belong together, and who opens the tile next gets the new ones.
/// </para>
/// <para>
/// Wrong: what the reader of its format rejects (a landmask is decoded late) is dropped and asked for once more in the same read. After a wrong checksum the read fails, and
/// the next one opens the tile anew. In both cases pixels may have been handed out, if the objects are still the ones that they were of.
/// </para>
/// </summary>
internal sealed class RenewableReader
{
    /// <summary>How often a tile is opened anew in one read: an object that is another one at each request is an error.</summary>
    private const int MostRenewals = 2;

    private readonly TileSource _source;
    private readonly IObjectStore _store;
    private readonly ReadOptions _options;
    private readonly RasterGrid _grid;
    private readonly Lock _gate = new();
    private TileReader _current;
    private bool _hasHandedOut;
    private TileReader? _failed;

    /// <summary>Begins with the reader of an opened tile.</summary>
    /// <param name="source">The tile.</param>
    /// <param name="store">Where its objects are.</param>
    /// <param name="options">How it is read.</param>
    /// <param name="grid">Its grid, which may not change.</param>
    /// <param name="first">The reader.</param>
    public RenewableReader(TileSource source, IObjectStore store, ReadOptions options, RasterGrid grid, TileReader first)
    {
        _source = source;
        _store = store;
        _options = options;
        _grid = grid;
        _current = first;
    }

    /// <summary>The reader of the objects as they are.</summary>
    public TileReader Current
    {
        get { lock (_gate) return _current; }
    }

    /// <summary>As <see cref="TileReader.ReadAsync"/>.</summary>
    public ValueTask ReadAsync(SampledRead read, IProgress<double>? progress, CancellationToken cancellationToken) =>
        TryAsync(
            reader =>
            {
                read.Filter?.Begin();
                return reader.ReadAsync(read, progress, cancellationToken);
            },
            handsOut: true,
            cancellationToken);

    /// <summary>Fetches what a read would need.</summary>
    public ValueTask FetchAsync(SampledRead read, CancellationToken cancellationToken) =>
        TryAsync(reader => reader.FetchAsync(read, cancellationToken), handsOut: false, cancellationToken);

    private async ValueTask TryAsync(Func<TileReader, ValueTask> use, bool handsOut, CancellationToken cancellationToken)
    {
        HashSet<string> asked = [];
        if (Volatile.Read(ref _failed) is { } failed) await TryRenewAsync(failed, cancellationToken).ConfigureAwait(false);
        for (int renewals = 0; ; renewals++)
        {
            TileReader reader = Current;
            try
            {
                await use(reader).ConfigureAwait(false);
                if (!handsOut || MayHandOut(reader)) return;
            }
            catch (ObjectException e) when (e.Failure == ObjectFailure.Changed)
            {
                (_store as IObjectCache)?.Forget(_source.EmbeddingsKey);
                (_store as IObjectCache)?.Forget(_source.ScalesKey);
                if (HasHandedOut(reader) || renewals == MostRenewals || !await TryRenewAsync(reader, cancellationToken).ConfigureAwait(false)) throw;
                if (TesseraLog.IsListening) TesseraLog.Debug?.Invoke($"The tile is opened anew: {e.Message}");
            }
            catch (ObjectException e) when (e.Failure == ObjectFailure.Corrupt)
            {
                // Only once a reader has been told: where fetching ahead finds it out, the pixels before are wrong too, and the next read has to say so.
                if (handsOut) Volatile.Write(ref _failed, reader);
                throw;
            }
            catch (TesseraException e) when (e.Rejected.Count > 0)
            {
                if (!RejectedObjects.Reject(_store, e, asked) || !await TryRenewAsync(reader, cancellationToken).ConfigureAwait(false)) throw;
            }
        }
    }

    /// <summary>Whether pixels of this reader may be handed out: not if another read has found its objects replaced meanwhile.</summary>
    private bool MayHandOut(TileReader reader)
    {
        lock (_gate)
        {
            if (reader != _current) return false;
            return _hasHandedOut = true;
        }
    }

    /// <summary>Whether pixels of this very reader have been handed out.</summary>
    private bool HasHandedOut(TileReader reader)
    {
        lock (_gate) return reader == _current && _hasHandedOut;
    }

    /// <summary>Opens the tile anew, unless another read has done so; false where its grid is another now, or pixels of other objects were handed out.</summary>
    private async ValueTask<bool> TryRenewAsync(TileReader old, CancellationToken cancellationToken)
    {
        if (Current != old) return true;
        var (embeddings, scales, grid, landmask) = await TileOpening.OpenAsync(_source, _store, _options.NeedsLand, cancellationToken).ConfigureAwait(false);
        if (grid != _grid) return false;
        var renewed = new TileReader(_store, embeddings, scales, _options, landmask);
        lock (_gate)
        {
            if (old != _current) return true;
            if (_hasHandedOut && !IsOfSameObjects(renewed, old)) return false;
            _current = renewed;
            Interlocked.CompareExchange(ref _failed, null, old);
            return true;
        }
    }

    private static bool IsOfSameObjects(TileReader one, TileReader other) =>
        one.Embeddings.Facts.IsSameObject(other.Embeddings.Facts) && one.Scales.Facts.IsSameObject(other.Scales.Facts);
}
