using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace TesseraGdal.Storage.Cache;

/// <summary>
/// Objects in blocks of 16 KiB, kept in memory and on disk (design.md §3). In come ranges of objects; out go ranges of the store beneath, coalesced
/// up to 4 MiB, in parallel, each byte once however many threads want it, each with If-Match. Nothing that is known to be wrong is handed out or kept:
/// an object that changed, or whose whole is not what was published, is dropped and the read fails; a reader who named no object beforehand reads it anew instead.
/// What is kept is used without a request: an object's first blocks, by which it is found, give its length and tag, too.
/// <para>
/// The rooms: <see cref="KeptObjects"/> (what is known, by key) → <see cref="KeptObject"/> (one object's blocks) → <see cref="BlockMemory"/>, <see cref="DiskEntry"/>
/// and <see cref="FetchTable"/> (where a block is, or is on its way); <see cref="ObjectCheck"/> (is the whole right).
/// </para>
/// </summary>
internal sealed class CachedObjectStore : IObjectCache, IDisposable
{
    /// <summary>Bytes of the read by which an object is found: headers are shorter, and landmasks and most small objects come whole.</summary>
    private const int FirstRead = 4 * BlockGrid.Size;

    /// <summary>How often a read starts anew at most.</summary>
    private const int MostAnew = 2;

    /// <summary>Rejected objects that are remembered at most.</summary>
    private const int MostRejected = 1024;

    private readonly IObjectStore _inner;
    private readonly BlockMemory _memory;
    private readonly DiskCache? _disk;
    private readonly string _folder;
    private readonly FetchSource _source;
    private readonly KeptObjects _objects = new();

    /// <summary>
    /// What was found wrong, by the facts that were handed out of it: who goes on reading it must hear of it, even if it was another's read
    /// (a prefetch, say) that completed the object; the blocks that he took before are part of it.
    /// </summary>
    private readonly ConditionalWeakTable<ObjectFacts, ObjectException> _condemned = [];

    /// <summary>Objects that were found wrong and are to be asked of another source, where there is one, when they are fetched next.</summary>
    private readonly ConcurrentDictionary<string, ObjectFacts> _rejected = new();

    /// <summary>Puts a cache in front of a store.</summary>
    /// <param name="inner">The store; by <see cref="ISourceChain"/> it can be asked about one of its sources.</param>
    /// <param name="options">Connections, and when to check.</param>
    /// <param name="memory">Where blocks are held in memory.</param>
    /// <param name="disk">Where they are held on disk, or null.</param>
    /// <param name="chain">Folder of this store's objects in the disk cache.</param>
    public CachedObjectStore(IObjectStore inner, StorageOptions options, BlockMemory memory, DiskCache? disk, string chain)
    {
        _inner = inner;
        _memory = memory;
        _disk = disk;
        _folder = disk is null ? "" : Path.Combine(disk.Objects, chain);
        _source = new FetchSource(inner, options);
    }

    /// <inheritdoc/>
    public string Name => _inner.Name;

    /// <inheritdoc/>
    public async ValueTask<ObjectFacts> StatAsync(string key, CancellationToken cancellationToken) =>
        (await GetAsync(key, cancellationToken).ConfigureAwait(false)).Facts;

    /// <inheritdoc/>
    public async ValueTask<ObjectRead> ReadAsync(string key, long offset, Memory<byte> destination, ObjectFacts? expected, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfZero(destination.Length);
        ObjectFacts facts = await ReadAsync(key, expected, RangesOf, cancellationToken).ConfigureAwait(false);
        return new ObjectRead(facts, CountOf(facts));

        int CountOf(ObjectFacts found) => (int)Math.Min(destination.Length, found.Length - offset);

        IReadOnlyList<RangeRead> RangesOf(ObjectFacts found) =>
            CountOf(found) > 0 ? [new RangeRead(offset, destination[..CountOf(found)])] : throw TooShort(found, offset);
    }

    /// <inheritdoc/>
    public async ValueTask ReadAsync(string key, IReadOnlyList<RangeRead> ranges, ObjectFacts expected, CancellationToken cancellationToken)
    {
        if (ranges.Count > 0) await ReadAsync(key, expected, RangesOf, cancellationToken).ConfigureAwait(false);

        IReadOnlyList<RangeRead> RangesOf(ObjectFacts found)
        {
            foreach (RangeRead range in ranges)
            {
                ArgumentOutOfRangeException.ThrowIfNegative(range.Offset);
                if (range.Offset > found.Length - range.Destination.Length) throw TooShort(found, range.Offset + range.Destination.Length - 1);
            }
            return ranges;
        }
    }

    /// <summary>Listings are not kept.</summary>
    public IAsyncEnumerable<ObjectFacts> ListAsync(string prefix, CancellationToken cancellationToken) => _inner.ListAsync(prefix, cancellationToken);

    /// <inheritdoc/>
    public void Forget(string key)
    {
        if (_objects.TryGet(key) is { } known) Drop(known);
        else FindOnDisk(key)?.Drop();
    }

    /// <inheritdoc/>
    public void Reject(string key)
    {
        if ((_objects.TryGet(key) ?? FindOnDisk(key)) is not { } kept) return;
        Reject(kept);
        kept.Drop();
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    private void Reject(KeptObject kept)
    {
        _objects.Remove(kept);
        if (_rejected.Count >= MostRejected) _rejected.Clear();
        _rejected[kept.Facts.Key] = kept.Facts;
    }

    /// <summary>
    /// Reads, and reads anew where that may help: an object changed that the reader had not seen before, or what is wrong rests on the disk's word.
    /// </summary>
    private async ValueTask<ObjectFacts> ReadAsync(string key, ObjectFacts? expected, Func<ObjectFacts, IReadOnlyList<RangeRead>> rangesOf, CancellationToken cancellationToken)
    {
        for (int anew = 0; ; anew++)
        {
            KeptObject kept = await CurrentAsync(key, expected, cancellationToken).ConfigureAwait(false);
            IReadOnlyList<RangeRead> ranges = rangesOf(kept.Facts);
            try
            {
                await ReadAsync(kept, ranges, cancellationToken).ConfigureAwait(false);
                return kept.Facts;
            }
            catch (ObjectException e) when (e.Failure is ObjectFailure.Changed or ObjectFailure.Corrupt)
            {
                Drop(kept);
                bool mayHelp = e.Failure == ObjectFailure.Changed ? expected is null : kept.Blocks.RestsOnDisk;
                if (!mayHelp || anew == MostAnew)
                {
                    if (e.Failure == ObjectFailure.Corrupt) Condemn(kept, e);
                    throw;
                }
                if (TesseraLog.IsListening) TesseraLog.Debug?.Invoke($"{key} is read anew: {e.Message}");
            }
            catch (Exception) when (!kept.IsConfirmed && kept.Blocks.IsEmpty)
            {
                // Of such an object nothing is known but what an answer's head claimed, and that answer had no body.
                Drop(kept);
                throw;
            }
        }
    }

    private void Condemn(KeptObject kept, ObjectException wrong)
    {
        _condemned.AddOrUpdate(kept.Facts, wrong);
        Reject(kept);
    }

    private static async ValueTask ReadAsync(KeptObject kept, IReadOnlyList<RangeRead> ranges, CancellationToken cancellationToken)
    {
        if (kept.MustBeCheckedFirst)
        {
            await kept.FetchWholeAsync(cancellationToken).ConfigureAwait(false);
            await kept.Check.RunAsync(cancellationToken).ConfigureAwait(false);
        }
        await kept.ReadAsync(ranges, cancellationToken).ConfigureAwait(false);
        await kept.Check.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The object as it is kept; if that is not the one that the reader saw, and only the disk says so, it is looked for anew.</summary>
    private async ValueTask<KeptObject> CurrentAsync(string key, ObjectFacts? expected, CancellationToken cancellationToken)
    {
        if (expected is not null && _condemned.TryGetValue(expected, out ObjectException? wrong)) ExceptionDispatchInfo.Throw(wrong);
        KeptObject kept = await GetAsync(key, cancellationToken).ConfigureAwait(false);
        if (expected is null || kept.Facts.IsSameObject(expected)) return kept;
        if (!kept.IsConfirmed)
        {
            Drop(kept);
            kept = await GetAsync(key, cancellationToken).ConfigureAwait(false);
            if (kept.Facts.IsSameObject(expected)) return kept;
        }
        throw new ObjectException(
            ObjectFailure.Changed, key, kept.Facts.Source, kept.Facts.DifferenceTo(expected),
            "The object was replaced while it was being read: read it again.");
    }

    private ValueTask<KeptObject> GetAsync(string key, CancellationToken cancellationToken)
    {
        Task<KeptObject> known = _objects.GetAsync(key, FindAsync);
        return known.IsCompletedSuccessfully ? new(known) : new(known.WaitAsync(cancellationToken));
    }

    private Task<KeptObject> FindAsync(string key) => FindOnDisk(key) is { } found ? Task.FromResult(found) : FetchFirstAsync(key);

    private KeptObject? FindOnDisk(string key)
    {
        if (_disk is null || !ObjectKey.IsProper(key)) return null;
        if (DiskEntry.TryLoad(_disk, PathOf(key), key, out ObjectFacts? facts, out BlockTable? blocks, out CheckState check) is not { } entry) return null;
        return Make(facts!, blocks!, entry, check);
    }

    /// <summary>One ranged read of the first blocks tells length and tag, and warms what every reader wants first: the header.</summary>
    private async Task<KeptObject> FetchFirstAsync(string key)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(FirstRead);
        try
        {
            (ObjectFacts facts, int count) = await ReadFirstAsync(key, bytes.AsMemory(0, FirstRead)).ConfigureAwait(false);
            if (facts.Length > BlockGrid.MaxLength)
                throw new ObjectException(ObjectFailure.Corrupt, key, facts.Source, $"it claims to have {facts.Length} bytes", $"Objects may have {BlockGrid.MaxLength} bytes at most: check TESSERA_SOURCE.");
            if (count > 0 && count < Math.Min(FirstRead, facts.Length)) throw TooShort(facts, count);
            DiskEntry? entry = _disk is null ? null : DiskEntry.TryCreate(_disk, PathOf(key), facts);
            KeptObject kept = Make(facts, new BlockTable(facts.Length), entry, default);
            if (count > 0) kept.Keep(0, bytes.AsSpan(0, count));
            else if (facts.Length > 0) kept.ReadWhole();
            return kept;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>The object, and how many bytes of its first blocks came: none where it is empty, or can be had only whole.</summary>
    private async Task<(ObjectFacts Facts, int Count)> ReadFirstAsync(string key, Memory<byte> destination)
    {
        IObjectStore source = _rejected.TryRemove(key, out ObjectFacts? rejected) && _inner is ISourceChain chain ? chain.After(rejected) : _inner;
        try
        {
            ObjectRead read = await source.ReadAsync(key, 0, destination, null, CancellationToken.None).ConfigureAwait(false);
            return (read.Facts, read.Count);
        }
        catch (ObjectException e) when (e.Whole is { Length: <= WholeFetch.MaxLength })
        {
            return (e.Whole, 0);
        }
        catch (ObjectException e) when (e.Failure == ObjectFailure.Corrupt)
        {
            // No range of an empty object can be had (416): whether it is one, only HEAD tells.
            ObjectFacts facts = await source.StatAsync(key, CancellationToken.None).ConfigureAwait(false);
            if (facts.Length > 0) throw;
            return (facts, 0);
        }
    }

    private KeptObject Make(ObjectFacts facts, BlockTable blocks, DiskEntry? entry, CheckState check) =>
        new(facts, blocks, entry, _memory, _source, check with { Published = check.Published ?? facts.Crc64Nvme });

    private void Drop(KeptObject kept)
    {
        if (_objects.Remove(kept)) kept.Drop();
    }

    private string PathOf(string key) => Path.Combine(_folder, CachePath.Of(key));

    private static ObjectException TooShort(ObjectFacts facts, long offset) => new(
        ObjectFailure.Corrupt, facts.Key, facts.Source, $"it has {facts.Length} bytes, and a read at byte {offset} was needed",
        "The object is shorter than it should be: tell its publisher, or set TESSERA_SOURCE to another source.")
    {
        Rejected = [facts.Key],
    };
}
