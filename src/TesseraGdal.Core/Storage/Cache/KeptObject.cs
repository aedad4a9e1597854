using System.Buffers;
using Microsoft.Win32.SafeHandles;
using TesseraGdal.Storage.Checksums;

namespace TesseraGdal.Storage.Cache;

/// <summary>
/// One object as one source has it (one ETag), and those of its blocks that are kept in memory or on disk or are on their way.
/// A changed object is another <see cref="KeptObject"/>.
/// </summary>
internal sealed class KeptObject
{
    private static long _lastId;
    private readonly BlockMemory _memory;
    private readonly FetchSource _source;
    private readonly FetchTable _fetches;
    private readonly WholeFetch _whole;
    private readonly long _id = Interlocked.Increment(ref _lastId);
    private volatile bool _isConfirmed;
    private volatile bool _isDropped;

    /// <summary>Takes an object that a source or the disk told of.</summary>
    /// <param name="facts">The object.</param>
    /// <param name="blocks">What is known of its blocks.</param>
    /// <param name="disk">Its files, or null where it is kept in memory only.</param>
    /// <param name="memory">Where blocks are held in memory.</param>
    /// <param name="source">Where missing blocks come from, and the checksum of the whole.</param>
    /// <param name="check">How the whole was checked.</param>
    public KeptObject(ObjectFacts facts, BlockTable blocks, DiskEntry? disk, BlockMemory memory, FetchSource source, CheckState check)
    {
        Facts = facts;
        Blocks = blocks;
        Disk = disk;
        _memory = memory;
        _source = source;
        _fetches = new FetchTable(FetchAsync);
        _whole = new WholeFetch(FetchAllAsync);
        Check = new ObjectCheck(this, source, check);
    }

    /// <summary>The object.</summary>
    public ObjectFacts Facts { get; }

    /// <summary>What is known of its blocks.</summary>
    public BlockTable Blocks { get; }

    /// <summary>Its files, if it has any.</summary>
    public DiskEntry? Disk { get; }

    /// <summary>Whether the whole of it is right.</summary>
    public ObjectCheck Check { get; }

    /// <summary>Whether its source has been seen to have it, in this process: otherwise it rests on the disk's word.</summary>
    public bool IsConfirmed => _isConfirmed;

    /// <summary>Whether no byte may be handed out yet.</summary>
    public bool MustBeCheckedFirst => _source.IsBeforeUse && !Check.IsDone;

    /// <summary>Whether no request for it is under way.</summary>
    public bool IsIdle => _fetches.IsIdle;

    /// <summary>Reads ranges within the object; what is not kept is fetched, and kept.</summary>
    public async ValueTask ReadAsync(IReadOnlyList<RangeRead> ranges, CancellationToken cancellationToken)
    {
        List<ReadOnlyMemory<BlockPart>> wants = ReadPlan.Of(ranges);
        IReadOnlyList<BlockFetch>? fetches;
        bool looked = false;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            long epoch = _fetches.Epoch;
            TakeKept(wants);
            if (wants.Count == 0) return;
            if (!looked && Disk?.Refresh(Blocks) == true) TakeKept(wants);
            if (wants.Count == 0) return;
            looked = true;
            fetches = _fetches.Join([.. wants.Select(BlockOf)], epoch, Blocks.IsKnown, _source.Connections);
        }
        while (fetches is null);
        await TakeFetchedAsync(fetches, wants, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Fetches all blocks that were never seen, so that the whole can be checked.</summary>
    public async ValueTask FetchWholeAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<BlockFetch>? fetches;
        do
        {
            long epoch = _fetches.Epoch;
            Disk?.Refresh(Blocks);
            List<int> missing = [.. Enumerable.Range(0, Blocks.Count).Where(block => !Blocks.IsKnown(block))];
            fetches = _fetches.Join(missing, epoch, Blocks.IsKnown, _source.Connections);
        }
        while (fetches is null);
        await TakeFetchedAsync(fetches, [], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes neighbouring blocks: those of a fetch, or the first, with which the object was found.</summary>
    public void Keep(int first, ReadOnlySpan<byte> bytes)
    {
        _isConfirmed = true;
        int count = BlockGrid.CountOf(bytes.Length);
        ulong[] crcs = new ulong[count];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> block = bytes.Slice(i * BlockGrid.Size, Math.Min(BlockGrid.Size, bytes.Length - i * BlockGrid.Size));
            crcs[i] = Crc64Nvme.Of(block);
            if (Check.IsDone && !Blocks.IsKnown(first + i)) Check.Reopen();
            if (!Blocks.Learn(first + i, crcs[i])) throw Contradiction(first + i);
            if (!_isDropped) _memory.Put(_id, first + i, block);
        }
        if (_isDropped || Disk?.Store(first, bytes, crcs) != true) return;
        for (int i = 0; i < count; i++) Blocks.LearnOnDisk(first + i, crcs[i]);
    }

    /// <summary>The source sends no ranges: what is missing is fetched whole from now on.</summary>
    public void ReadWhole()
    {
        if (TesseraLog.IsListening && !_whole.IsNeeded) TesseraLog.Debug?.Invoke($"{Facts.Source} ignores ranges: all {Facts.Length} bytes of {Facts.Key} are fetched at once");
        _whole.Need();
    }

    /// <summary>Copies a block that is kept here; false where it is not.</summary>
    public bool TryReadKept(int block, Memory<byte> destination)
    {
        SafeFileHandle? data = null;
        try
        {
            return TryTake(new BlockPart[] { new(block, 0, destination) }, ref data);
        }
        finally
        {
            data?.Dispose();
        }
    }

    /// <summary>Lets go of all that is kept of the object: it has changed, or is wrong.</summary>
    public void Drop()
    {
        _isDropped = true;
        _memory.Forget(_id);
        Disk?.Delete();
    }

    /// <summary>Fills what is kept, and takes it off the list.</summary>
    private void TakeKept(List<ReadOnlyMemory<BlockPart>> wants)
    {
        SafeFileHandle? data = null;
        try
        {
            wants.RemoveAll(want => TryTake(want, ref data));
        }
        finally
        {
            data?.Dispose();
        }
    }

    private bool TryTake(ReadOnlyMemory<BlockPart> want, ref SafeFileHandle? data)
    {
        int block = BlockOf(want);
        if (_memory.TryRead(_id, block, want.Span))
        {
            StorageCounters.Process.CountMemory(LengthOf(want.Span));
            return true;
        }
        if (Disk is null || Blocks.OnDisk(block) is not { } crc) return false;

        int length = BlockGrid.LengthOf(block, Facts.Length);
        BlockPart first = want.Span[0];
        bool isWhole = want.Length == 1 && first.Destination.Length == length;
        byte[]? scratch = isWhole ? null : ArrayPool<byte>.Shared.Rent(length);
        try
        {
            Span<byte> bytes = isWhole ? first.Destination.Span : scratch.AsSpan(0, length);
            data ??= Disk.OpenData();
            if (data is null || !Disk.TryRead(data, block, bytes) || Crc64Nvme.Of(bytes) != crc)
            {
                Blocks.Forget(block);
                return false;
            }
            StorageCounters.Process.CountDisk(LengthOf(want.Span));
            if (isWhole) return true;
            // Not put into memory: the system's own cache has the block, and its CRC takes some 5 µs, so that a second copy would only cost room.
            foreach (BlockPart part in want.Span) part.TakeFrom(bytes);
            return true;
        }
        finally
        {
            if (scratch is not null) ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    /// <summary>Waits for fetches, each taken as it ends; when one fails, the others are left at once.</summary>
    private async ValueTask TakeFetchedAsync(IReadOnlyList<BlockFetch> fetches, List<ReadOnlyMemory<BlockPart>> wants, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Exception? failure = null;
        await Task.WhenAll(fetches.Select(TakeAsync)).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (failure is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);

        async Task TakeAsync(BlockFetch fetch)
        {
            try
            {
                await fetch.Work.WaitAsync(stop.Token).ConfigureAwait(false);
                foreach (ReadOnlyMemory<BlockPart> want in wants)
                {
                    int block = BlockOf(want);
                    if (block < fetch.Run.First || block >= fetch.Run.End) continue;
                    foreach (BlockPart part in want.Span) part.TakeFrom(fetch.BytesOf(block));
                }
            }
            catch (Exception e)
            {
                // The first failure is the cause; those that follow from leaving the others are not.
                Interlocked.CompareExchange(ref failure, e, null);
                await stop.CancelAsync().ConfigureAwait(false);
            }
            finally
            {
                _fetches.Leave(fetch);
            }
        }
    }

    private async Task FetchAsync(BlockFetch fetch)
    {
        long offset = BlockGrid.OffsetOf(fetch.Run.First);
        int length = BlockGrid.LengthOf(fetch.Run.First, fetch.Run.Count, Facts.Length);
        if (!_whole.IsNeeded)
        {
            try
            {
                ReadOnlyMemory<byte> bytes = await _source.ReadAsync(Facts, offset, () => fetch.Rent(length), fetch.Stop).ConfigureAwait(false);
                Keep(fetch.Run.First, bytes.Span);
                return;
            }
            catch (ObjectException e) when (e.Whole?.IsSameObject(Facts) == true && Facts.Length <= WholeFetch.MaxLength)
            {
                ReadWhole();
            }
        }
        byte[] whole = await _whole.GetAsync(fetch.Stop).ConfigureAwait(false);
        whole.AsMemory((int)offset, length).CopyTo(fetch.Rent(length));
    }

    private async Task<byte[]> FetchAllAsync()
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)Facts.Length);
        await _source.ReadAsync(Facts, 0, () => bytes, CancellationToken.None).ConfigureAwait(false);
        Keep(0, bytes);
        return bytes;
    }

    private ObjectException Contradiction(int block) => new(
        ObjectFailure.Corrupt, Facts.Key, Facts.Source, $"asked twice for the same {BlockGrid.Size >> 10} KiB (block {block}) of the same object it sent different bytes",
        "Read it again; if that happens again, set TESSERA_SOURCE to another source.");

    private static int BlockOf(ReadOnlyMemory<BlockPart> want) => want.Span[0].Block;

    private static long LengthOf(ReadOnlySpan<BlockPart> parts)
    {
        long length = 0;
        foreach (BlockPart part in parts) length += part.Destination.Length;
        return length;
    }
}
