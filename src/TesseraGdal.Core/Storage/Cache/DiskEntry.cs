using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace TesseraGdal.Storage.Cache;

/// <summary>
/// One object's files in the cache: <c>NAME.GENERATION.blocks</c>, sparse, every block at its own offset, and the sidecar <c>NAME.index</c>
/// (<see cref="Sidecar"/>), which says what object it is and which blocks are there.
/// <para>
/// Many processes share them without a daemon or a lock. A block is written before its record, and counts only
/// while its bytes have the CRC of its record: what is torn by a crash, a full disk or another writer is absent, and fetched again; so nothing
/// waits for the disk (no fsync). A changed object is another generation: another data file, and a new sidecar
/// renamed over the old one; who still has the old one open writes to a file that is gone. The time of the sidecar's last writing is the time of the object's last use, for <see cref="CacheSweep"/>.
/// </para>
/// No member throws for what the disk does: the cache is told (<see cref="DiskCache.Failed"/>), and the answer is "not there".
/// </summary>
internal sealed class DiskEntry
{
    private static readonly TimeSpan TouchAfter = TimeSpan.FromHours(1);
    private readonly DiskCache _cache;
    private readonly string _index;
    private readonly string _data;
    private readonly ulong _generation;
    private readonly int _head;

    private DiskEntry(DiskCache cache, string path, ObjectFacts facts, int head)
    {
        _cache = cache;
        _head = head;
        _generation = Sidecar.GenerationOf(facts);
        _index = path + IndexExtension;
        _data = DataPathOf(path, _generation);
    }

    /// <summary>How sidecars are named.</summary>
    public const string IndexExtension = ".index";

    /// <summary>How data files are named.</summary>
    public const string DataExtension = ".blocks";

    /// <summary>Looks for an object of which only the key is known.</summary>
    /// <param name="cache">The cache.</param>
    /// <param name="path">The object's path, without extension.</param>
    /// <param name="key">Its key.</param>
    /// <param name="facts">The object.</param>
    /// <param name="blocks">Which blocks are there.</param>
    /// <param name="check">How it was checked.</param>
    public static DiskEntry? TryLoad(DiskCache cache, string path, string key, out ObjectFacts? facts, out BlockTable? blocks, out CheckState check)
    {
        facts = null;
        blocks = null;
        check = default;
        try
        {
            using SafeFileHandle? file = PrivateFiles.TryOpen(cache.Root, path + IndexExtension, FileAccess.Read);
            if (file is null) return null;
            byte[] start = new byte[Sidecar.LongestHead];
            int count = ReadFully(file, start, 0);
            facts = Sidecar.ReadHead(start.AsSpan(0, count), key, out int head);
            // The table is made for a length that the file's own length bears out.
            if (facts is null || RandomAccess.GetLength(file) != Sidecar.FileLengthOf(head, facts.Length)) return null;
            blocks = new BlockTable(facts.Length);
            var entry = new DiskEntry(cache, path, facts, head);
            check = entry.ReadRecords(file, blocks);
            Touch(file);
            return entry;
        }
        catch (Exception e) when (DiskCache.IsOfDisk(e))
        {
            cache.FailedToRead(e);
            return null;
        }
    }

    /// <summary>
    /// Makes the files of an object, with no block yet, in place of whatever has its name; or, if another process has made them just now,
    /// takes those. Null where the disk refuses.
    /// </summary>
    public static DiskEntry? TryCreate(DiskCache cache, string path, ObjectFacts facts)
    {
        if (!cache.CanWrite || Sidecar.WriteHead(facts) is not { } head) return null;
        string fresh = $"{path}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}{CacheSweep.TemporaryExtension}";
        try
        {
            var entry = new DiskEntry(cache, path, facts, head.Length);
            using (SafeFileHandle? made = entry.OpenOwnIndex(FileAccess.Read))
            {
                if (made is not null && RandomAccess.GetLength(made) == Sidecar.FileLengthOf(head.Length, facts.Length) && HasHead(made, head)) return entry;
            }
            using (FileStream file = PrivateFiles.Create(cache.Root, fresh))
            {
                file.SetLength(Sidecar.FileLengthOf(head.Length, facts.Length));
                file.Write(head);
            }
            File.Move(fresh, path + IndexExtension, overwrite: true);
            return entry;
        }
        catch (Exception e) when (DiskCache.IsOfDisk(e))
        {
            cache.Failed(e);
            DiskCache.TryDelete(fresh);
            return null;
        }
    }

    /// <summary>Opens the blocks for reading; null where they are not there.</summary>
    public SafeFileHandle? OpenData()
    {
        try
        {
            return PrivateFiles.TryOpen(_cache.Root, _data, FileAccess.Read);
        }
        catch (Exception e) when (DiskCache.IsOfDisk(e))
        {
            _cache.FailedToRead(e);
            return null;
        }
    }

    /// <summary>Reads a block; whether its bytes are the right ones is for the caller to see.</summary>
    /// <param name="data">From <see cref="OpenData"/>.</param>
    /// <param name="block">The block.</param>
    /// <param name="destination">As long as the block.</param>
    public bool TryRead(SafeFileHandle data, int block, Span<byte> destination)
    {
        try
        {
            return ReadFully(data, destination, BlockGrid.OffsetOf(block)) == destination.Length;
        }
        catch (Exception e) when (DiskCache.IsOfDisk(e))
        {
            _cache.FailedToRead(e);
            return false;
        }
    }

    /// <summary>Writes neighbouring blocks, then their records.</summary>
    /// <param name="first">The first block.</param>
    /// <param name="bytes">All their bytes.</param>
    /// <param name="crcs">The CRC of each.</param>
    /// <returns>Whether they are there.</returns>
    public bool Store(int first, ReadOnlySpan<byte> bytes, ReadOnlySpan<ulong> crcs)
    {
        if (!_cache.CanWrite) return false;
        try
        {
            using SafeFileHandle? index = OpenOwnIndex();
            if (index is null) return false;
            using (SafeFileHandle data = PrivateFiles.OpenOrCreate(_cache.Root, _data))
            {
                SparseFile.Mark(data);
                RandomAccess.Write(data, bytes, BlockGrid.OffsetOf(first));
            }
            byte[] records = new byte[crcs.Length * Sidecar.RecordLength];
            for (int i = 0; i < crcs.Length; i++)
                Sidecar.WriteRecord(records.AsSpan(i * Sidecar.RecordLength), _generation, first + i, crcs[i]);
            RandomAccess.Write(index, records, Sidecar.RecordAt(_head, first));
        }
        catch (Exception e) when (DiskCache.IsOfDisk(e))
        {
            _cache.Failed(e);
            return false;
        }
        _cache.Wrote(bytes.Length);
        return true;
    }

    /// <summary>Takes note of blocks that other processes have written since.</summary>
    /// <returns>Whether the records could be read.</returns>
    public bool Refresh(BlockTable blocks)
    {
        try
        {
            using SafeFileHandle? index = OpenOwnIndex(FileAccess.Read);
            if (index is null) return false;
            ReadRecords(index, blocks);
            return true;
        }
        catch (Exception e) when (DiskCache.IsOfDisk(e))
        {
            _cache.FailedToRead(e);
            return false;
        }
    }

    /// <summary>Writes down how the whole was checked.</summary>
    public void StoreCheck(CheckState check)
    {
        if (!_cache.CanWrite) return;
        try
        {
            using SafeFileHandle? index = OpenOwnIndex();
            if (index is null) return;
            Span<byte> record = stackalloc byte[Sidecar.CheckLength];
            Sidecar.WriteCheck(record, _generation, check);
            RandomAccess.Write(index, record, _head);
        }
        catch (Exception e) when (DiskCache.IsOfDisk(e))
        {
            _cache.Failed(e);
        }
    }

    /// <summary>Deletes the files, unless the sidecar is another generation's by now.</summary>
    public void Delete()
    {
        try
        {
            bool isOurs;
            using (SafeFileHandle? index = OpenOwnIndex(FileAccess.Read)) isOurs = index is not null;
            if (isOurs) File.Delete(_index);
            PrivateFiles.Delete(_cache.Root, _data);
        }
        catch (Exception e) when (DiskCache.IsOfDisk(e))
        {
            _cache.FailedToRead(e);
        }
    }

    /// <summary>The data file of a generation.</summary>
    private static string DataPathOf(string path, ulong generation) => $"{path}.{generation.ToString("x16", CultureInfo.InvariantCulture)}{DataExtension}";

    /// <summary>Opens the sidecar if it is still this generation's: an open file stays what it is, whatever is renamed over its name.</summary>
    private SafeFileHandle? OpenOwnIndex(FileAccess access = FileAccess.ReadWrite)
    {
        if (PrivateFiles.TryOpen(_cache.Root, _index, access) is not { } file) return null;
        Span<byte> start = stackalloc byte[24];
        if (RandomAccess.Read(file, start, 0) == start.Length && System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(start[16..]) == _generation) return file;
        file.Dispose();
        return null;
    }

    private static bool HasHead(SafeFileHandle index, ReadOnlySpan<byte> head)
    {
        byte[] found = new byte[head.Length];
        return ReadFully(index, found, 0) == head.Length && head.SequenceEqual(found);
    }

    /// <summary>In pieces: there is a record for each block of an object, and a program may have many open.</summary>
    private CheckState ReadRecords(SafeFileHandle index, BlockTable blocks)
    {
        const int recordsAtOnce = 256;
        Span<byte> check = stackalloc byte[Sidecar.CheckLength], records = stackalloc byte[recordsAtOnce * Sidecar.RecordLength];
        if (ReadFully(index, check, _head) < check.Length) return default;
        for (int first = 0; first < blocks.Count; first += recordsAtOnce)
        {
            Span<byte> some = records[..(Math.Min(recordsAtOnce, blocks.Count - first) * Sidecar.RecordLength)];
            if (ReadFully(index, some, Sidecar.RecordAt(_head, first)) < some.Length) return default;
            for (int at = 0; at < some.Length; at += Sidecar.RecordLength)
            {
                int block = first + at / Sidecar.RecordLength;
                if (Sidecar.ReadRecord(some[at..], _generation, block) is { } crc) blocks.LearnOnDisk(block, crc);
            }
        }
        return Sidecar.ReadCheck(check, _generation);
    }

    /// <summary>Notes the use, at most once an hour; a folder that may not be written to has no order of use to keep.</summary>
    private static void Touch(SafeFileHandle index)
    {
        try
        {
            DateTime now = DateTime.UtcNow;
            if (now - File.GetLastWriteTimeUtc(index) > TouchAfter) File.SetLastWriteTimeUtc(index, now);
        }
        catch (Exception e) when (DiskCache.IsOfDisk(e))
        {
            if (TesseraLog.IsListening) TesseraLog.Debug?.Invoke($"The use of a file of the cache could not be noted: {e.Message}");
        }
    }

    private static int ReadFully(SafeFileHandle file, Span<byte> destination, long offset)
    {
        int done = 0;
        while (done < destination.Length)
        {
            int count = RandomAccess.Read(file, destination[done..], offset + done);
            if (count == 0) break;
            done += count;
        }
        return done;
    }
}
