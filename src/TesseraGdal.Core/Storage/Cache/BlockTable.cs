using TesseraGdal.Storage.Checksums;

namespace TesseraGdal.Storage.Cache;

/// <summary>What is known of each block of one object: its CRC once it was seen, and whether the disk has it. Safe from any thread.</summary>
internal sealed class BlockTable
{
    private readonly Lock _gate = new();
    private readonly ulong[] _crcs;
    private readonly BlockState[] _states;
    private int _known;

    public BlockTable(long length)
    {
        Length = length;
        _crcs = new ulong[BlockGrid.CountOf(length)];
        _states = new BlockState[_crcs.Length];
    }

    /// <summary>The object's length in bytes.</summary>
    public long Length { get; }

    /// <summary>The object's blocks.</summary>
    public int Count => _crcs.Length;

    /// <summary>Whether no block was seen.</summary>
    public bool IsEmpty
    {
        get { lock (_gate) return _known == 0; }
    }

    /// <summary>Whether every block was seen.</summary>
    public bool IsWhole
    {
        get { lock (_gate) return _known == Count; }
    }

    /// <summary>Whether some of what is known is the disk's word: another process's doing, or an accident's.</summary>
    public bool RestsOnDisk { get; private set; }

    /// <summary>Whether the block was seen, here or, by the disk's word, by another process.</summary>
    public bool IsKnown(int block)
    {
        lock (_gate) return _states[block] != BlockState.Unknown;
    }

    /// <summary>The CRC that the block on disk should have; null where it is not there.</summary>
    public ulong? OnDisk(int block)
    {
        lock (_gate) return _states[block] == BlockState.OnDisk ? _crcs[block] : null;
    }

    /// <summary>Takes note of a block that a source sent.</summary>
    /// <returns>False where the same object's same block came with other bytes before: one of the two is wrong.</returns>
    public bool Learn(int block, ulong crc)
    {
        lock (_gate)
        {
            if (_states[block] != BlockState.Unknown) return _crcs[block] == crc;
            Set(block, crc, BlockState.Seen);
            return true;
        }
    }

    /// <summary>Takes note of a block that the disk has, by this process's doing or another's.</summary>
    public void LearnOnDisk(int block, ulong crc)
    {
        lock (_gate)
        {
            if (_states[block] != BlockState.Unknown && _crcs[block] != crc) return;
            RestsOnDisk |= _states[block] == BlockState.Unknown;
            Set(block, crc, BlockState.OnDisk);
        }
    }

    /// <summary>The disk has not what it should have: its word on the block counts for nothing any more.</summary>
    public void Forget(int block)
    {
        lock (_gate)
        {
            if (_states[block] != BlockState.OnDisk) return;
            _states[block] = BlockState.Unknown;
            _known--;
        }
    }

    /// <summary>CRC of the whole object, composed of its blocks'; null until all are known.</summary>
    public ulong? Combine()
    {
        lock (_gate)
        {
            if (_known < Count) return null;
            ulong crc = 0;
            for (int block = 0; block < Count; block++)
                crc = Crc64Nvme.Combine(crc, _crcs[block], BlockGrid.LengthOf(block, Length));
            return crc;
        }
    }

    private void Set(int block, ulong crc, BlockState state)
    {
        if (_states[block] == BlockState.Unknown) _known++;
        _crcs[block] = crc;
        _states[block] = state;
    }

    private enum BlockState : byte
    {
        Unknown,
        Seen,
        OnDisk,
    }
}
