using Microsoft.Win32.SafeHandles;

namespace TesseraGdal.Storage.Cache;

/// <summary>
/// Deletes the objects that were used longest ago when the cache holds more than it may, and what crashed processes left behind. Safe while
/// other processes read and write: what they find gone they fetch again.
/// </summary>
internal static class CacheSweep
{
    /// <summary>How files are named until they are whole.</summary>
    public const string TemporaryExtension = ".tmp";

    private static readonly TimeSpan OrphanAge = TimeSpan.FromHours(1);

    /// <summary>Sweeps a folder, unless another process is at it.</summary>
    /// <param name="folder">The folder of objects.</param>
    /// <param name="limit">Bytes it may hold; after a sweep it holds nine tenths of that at most.</param>
    public static void Run(string folder, long limit)
    {
        string root = Path.GetDirectoryName(folder)!;
        using FileStream? turn = TryTakeTurn(root, folder);
        if (turn is null) return;
        FileInfo[] files = new DirectoryInfo(folder).GetFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint });
        DateTime now = DateTime.UtcNow;
        Dictionary<string, FileInfo> indexes = files.Where(file => file.Extension == DiskEntry.IndexExtension)
            .ToDictionary(file => file.FullName[..^DiskEntry.IndexExtension.Length]);
        List<(FileInfo Data, FileInfo Index)> objects = [];
        foreach (FileInfo file in files)
        {
            if (file.Extension == DiskEntry.DataExtension && indexes.TryGetValue(StemOf(file), out FileInfo? index)) objects.Add((file, index));
            else if (file.Extension is DiskEntry.DataExtension or TemporaryExtension && now - file.LastWriteTimeUtc > OrphanAge) DiskCache.TryDelete(file.FullName);
        }

        // Data files are sparse: their lengths are the most that they can take, and mostly settle it.
        if (objects.Sum(o => o.Data.Length) <= limit) return;
        List<(FileInfo Data, FileInfo Index, long Size)> sized = [.. objects.Select(o => (o.Data, o.Index, SizeOf(root, o.Index, o.Data)))];
        long total = sized.Sum(o => o.Size);
        if (total <= limit) return;
        foreach ((FileInfo data, FileInfo index, long size) in sized.OrderBy(o => o.Index.LastWriteTimeUtc))
        {
            if (total <= limit / 10 * 9) break;
            // Without its sidecar an object is not there, so that goes first.
            DiskCache.TryDelete(index.FullName);
            DiskCache.TryDelete(data.FullName);
            total -= size;
        }
    }

    /// <summary>NAME.GENERATION.blocks → NAME.</summary>
    private static string StemOf(FileInfo data)
    {
        string stem = data.FullName[..^DiskEntry.DataExtension.Length];
        return Path.HasExtension(stem) ? stem[..stem.LastIndexOf('.')] : stem;
    }

    /// <summary>What an object takes: as many blocks as its sidecar has records that are written to, right or not; and the sidecar.</summary>
    private static long SizeOf(string root, FileInfo index, FileInfo data)
    {
        try
        {
            using SafeFileHandle? file = PrivateFiles.TryOpen(root, index.FullName, FileAccess.Read);
            if (file is null) return data.Length;
            byte[] records = new byte[RandomAccess.GetLength(file)];
            if (RandomAccess.Read(file, records, 0) < records.Length) return data.Length;
            long blocks = 0;
            for (int at = records.Length - Sidecar.RecordLength; at >= Sidecar.CheckLength; at -= Sidecar.RecordLength)
            {
                if (records.AsSpan(at, Sidecar.RecordLength).ContainsAnyExcept((byte)0)) blocks++;
            }
            return Math.Min(blocks * BlockGrid.Size, data.Length) + records.Length;
        }
        catch (Exception e) when (DiskCache.IsOfDisk(e))
        {
            return data.Length;
        }
    }

    private static FileStream? TryTakeTurn(string root, string folder)
    {
        string path = Path.Combine(folder, "sweep.lock");
        PrivateFiles.OpenOrCreate(root, path).Dispose();
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null; // another process sweeps
        }
    }
}
