namespace TesseraGdal.Storage.Cache;

/// <summary>
/// The cache's folder on disk: <c>objects/CHAIN/KEY…</c>. Objects come in by <see cref="DiskEntry"/> and go by <see cref="CacheSweep"/>. Whatever the disk
/// refuses costs speed only: it is said once, and from then on nothing more is written.
/// </summary>
internal sealed class DiskCache
{
    private readonly long _limit;
    private readonly long _sweepAfter;
    private readonly Lock _sweeping = new();
    private long _unswept;
    private int _hasSwept;
    private int _failures;

    /// <summary>Takes a folder, which need not exist.</summary>
    /// <param name="folder">The cache's folder (TESSERA_CACHE_DIR).</param>
    /// <param name="limit">Bytes it may hold (TESSERA_CACHE_SIZE).</param>
    public DiskCache(string folder, long limit)
    {
        Root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        Objects = Path.Combine(Root, "objects");
        _limit = limit;
        _sweepAfter = Math.Max(limit / 16, BlockGrid.Size);
    }

    /// <summary>The cache's folder.</summary>
    public string Root { get; }

    /// <summary>The folder of all chains' objects.</summary>
    public string Objects { get; }

    /// <summary>Whether the disk has not refused yet.</summary>
    public bool CanWrite => Volatile.Read(ref _failures) == 0;

    /// <summary>The first sweep, which goes on in the background.</summary>
    public Task Sweep { get; private set; } = Task.CompletedTask;

    /// <summary>Whether an exception is the disk's.</summary>
    public static bool IsOfDisk(Exception e) => e is IOException or UnauthorizedAccessException or NotSupportedException;

    /// <summary>Deletes a file if that can be done; what stays is swept later.</summary>
    public static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (IsOfDisk(e))
        {
            if (TesseraLog.IsListening) TesseraLog.Debug?.Invoke($"{path} could not be deleted: {e.Message}");
        }
    }

    /// <summary>The disk refused to write.</summary>
    public void Failed(Exception e)
    {
        if (Interlocked.Increment(ref _failures) == 1)
            TesseraLog.Warn?.Invoke($"The cache in {Objects} cannot be used ({e.Message}): reading goes on without it, and takes longer. Make room there, or set TESSERA_CACHE_DIR to another folder.");
    }

    /// <summary>The disk refused to read. That a file is not there is no refusal.</summary>
    public void FailedToRead(Exception e)
    {
        if (e is not (FileNotFoundException or DirectoryNotFoundException)) Failed(e);
    }

    /// <summary>
    /// Counts what was written, and sweeps: in the background after the first block of the process, then after every sixteenth of the limit before
    /// anything more is written by this thread, so that the limit is never passed by much.
    /// </summary>
    public void Wrote(long bytes)
    {
        if (Interlocked.Exchange(ref _hasSwept, 1) == 0)
        {
            Sweep = Task.Run(SweepNow);
            return;
        }
        if (Interlocked.Add(ref _unswept, bytes) < _sweepAfter) return;
        lock (_sweeping)
        {
            if (Interlocked.Read(ref _unswept) < _sweepAfter) return;
            Interlocked.Exchange(ref _unswept, 0);
            SweepNow();
        }
    }

    private void SweepNow()
    {
        try
        {
            CacheSweep.Run(Objects, _limit);
        }
        catch (Exception e) when (IsOfDisk(e))
        {
            if (TesseraLog.IsListening) TesseraLog.Debug?.Invoke($"The cache in {Objects} could not be swept: {e.Message}");
        }
    }
}
