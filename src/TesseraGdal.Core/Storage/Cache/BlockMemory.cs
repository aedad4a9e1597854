using System.Runtime.InteropServices;

namespace TesseraGdal.Storage.Cache;

/// <summary>
/// Blocks in memory, of all objects of a process, within a budget. Slots of one block each are cut from slabs of 4 MiB, made as they are
/// needed; when all are taken, the hand of a clock goes round and takes the first that was not used since it last passed.
/// A slot is pinned while bytes are copied, which happens outside the lock. Slabs are managed arrays: they hold no references, so
/// the collector never reads them, and nothing can outlive them.
/// </summary>
internal sealed class BlockMemory
{
    private const int SlotsPerSlab = (4 << 20) / BlockGrid.Size;
    private readonly Lock _gate = new();
    private readonly Dictionary<(long Object, int Block), int> _index = [];
    private readonly List<byte[]> _slabs = [];
    private readonly List<Slot> _slots = [];
    private readonly int _limit;
    private int _hand;

    /// <summary>Makes an empty memory.</summary>
    /// <param name="budget">Bytes; less than a block means none.</param>
    public BlockMemory(long budget) => _limit = (int)Math.Clamp(budget / BlockGrid.Size, 0, int.MaxValue / 2);

    /// <summary>Copies parts of a block, if it is here.</summary>
    public bool TryRead(long objectId, int block, ReadOnlySpan<BlockPart> parts)
    {
        int slot;
        ArraySegment<byte> bytes;
        lock (_gate)
        {
            if (!_index.TryGetValue((objectId, block), out slot)) return false;
            ref Slot found = ref At(slot);
            found.Pins++;
            found.IsUsed = true;
            bytes = BytesOf(slot);
        }
        foreach (BlockPart part in parts) part.TakeFrom(bytes);
        lock (_gate) At(slot).Pins--;
        return true;
    }

    /// <summary>Keeps a copy of a block, if there is room or something unused to push out.</summary>
    public void Put(long objectId, int block, ReadOnlySpan<byte> bytes)
    {
        int slot;
        ArraySegment<byte> room;
        lock (_gate)
        {
            if (_index.ContainsKey((objectId, block)) || (slot = Take()) < 0) return;
            At(slot) = new Slot { Owner = (objectId, block), Pins = 1 };
            room = BytesOf(slot);
        }
        bytes.CopyTo(room);
        lock (_gate)
        {
            ref Slot filled = ref At(slot);
            filled.Pins--;
            // Another thread may have put the same block meanwhile: this copy then belongs to nobody, and goes first.
            filled.IsHeld = _index.TryAdd((objectId, block), slot);
        }
    }

    /// <summary>Lets go of all blocks of an object.</summary>
    public void Forget(long objectId)
    {
        lock (_gate)
        {
            for (int slot = 0; slot < _slots.Count; slot++)
            {
                ref Slot kept = ref At(slot);
                if (kept.IsHeld && kept.Owner.Object == objectId) Release(ref kept);
            }
        }
    }

    private int Take()
    {
        if (_slots.Count < _limit)
        {
            if (_slots.Count % SlotsPerSlab == 0)
                _slabs.Add(GC.AllocateUninitializedArray<byte>(Math.Min(SlotsPerSlab, _limit - _slots.Count) * BlockGrid.Size));
            _slots.Add(default);
            return _slots.Count - 1;
        }
        // Twice round at most: the first round clears the marks of use.
        for (int step = 0; step < 2 * _slots.Count; step++)
        {
            int slot = _hand;
            _hand = (_hand + 1) % _slots.Count;
            ref Slot candidate = ref At(slot);
            if (candidate.Pins > 0) continue;
            if (candidate.IsUsed)
            {
                candidate.IsUsed = false;
                continue;
            }
            if (candidate.IsHeld) Release(ref candidate);
            return slot;
        }
        return -1;
    }

    private void Release(ref Slot slot)
    {
        _index.Remove(slot.Owner);
        slot.IsHeld = slot.IsUsed = false;
    }

    private ref Slot At(int slot) => ref CollectionsMarshal.AsSpan(_slots)[slot];

    private ArraySegment<byte> BytesOf(int slot) => new(_slabs[slot / SlotsPerSlab], slot % SlotsPerSlab * BlockGrid.Size, BlockGrid.Size);

    private struct Slot
    {
        public (long Object, int Block) Owner;
        public int Pins;
        public bool IsUsed;
        public bool IsHeld;
    }
}
