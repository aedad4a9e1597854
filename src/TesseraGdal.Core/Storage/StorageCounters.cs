namespace TesseraGdal.Storage;

/// <summary>What reading has cost: totals of a store, or of the process (<see cref="Process"/>), for CPL_DEBUG, tests and benchmarks.</summary>
public sealed class StorageCounters
{
    private long _requests;
    private long _failures;
    private long _bytesFetched;
    private long _bytesFromDisk;
    private long _bytesFromMemory;
    private long _hitsOnDisk;
    private long _hitsInMemory;

    /// <summary>The totals of this process.</summary>
    public static StorageCounters Process { get; } = new();

    /// <summary>Requests sent to sources, each attempt counted.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Those of them that failed.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    /// <summary>Bytes of objects that sources sent.</summary>
    public long BytesFetched => Interlocked.Read(ref _bytesFetched);

    /// <summary>Bytes that reads took from blocks on disk.</summary>
    public long BytesFromDisk => Interlocked.Read(ref _bytesFromDisk);

    /// <summary>Bytes that reads took from blocks in memory.</summary>
    public long BytesFromMemory => Interlocked.Read(ref _bytesFromMemory);

    /// <summary>Blocks that reads found on disk.</summary>
    public long HitsOnDisk => Interlocked.Read(ref _hitsOnDisk);

    /// <summary>Blocks that reads found in memory.</summary>
    public long HitsInMemory => Interlocked.Read(ref _hitsInMemory);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"{Requests} requests ({Failures} failed), {BytesFetched} bytes fetched, {BytesFromDisk} from disk, {BytesFromMemory} from memory");

    internal void CountRequest(long bytes)
    {
        Interlocked.Increment(ref _requests);
        Interlocked.Add(ref _bytesFetched, bytes);
    }

    internal void CountFailure()
    {
        Interlocked.Increment(ref _requests);
        Interlocked.Increment(ref _failures);
    }

    internal void CountDisk(long bytes)
    {
        Interlocked.Increment(ref _hitsOnDisk);
        Interlocked.Add(ref _bytesFromDisk, bytes);
    }

    internal void CountMemory(long bytes)
    {
        Interlocked.Increment(ref _hitsInMemory);
        Interlocked.Add(ref _bytesFromMemory, bytes);
    }
}
