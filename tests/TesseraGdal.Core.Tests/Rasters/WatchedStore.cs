using System.Collections.Concurrent;
using TesseraGdal.Storage;

namespace TesseraGdal.Tests.Rasters;

/// <summary>A store that notes what is asked of it, and can be told to fail or to wait.</summary>
internal sealed class WatchedStore(IObjectStore inner) : IObjectStore
{
    private int _underWay;
    private int _mostUnderWay;

    /// <summary>Every range that was read: key, first byte, length.</summary>
    public ConcurrentQueue<(string Key, long Offset, int Length)> Reads { get; } = [];

    /// <summary>Called before each read; what it throws is thrown, what it returns is awaited.</summary>
    public Func<string, CancellationToken, Task>? Before { get; set; }

    /// <summary>The most bytes that were wanted by reads under way at once.</summary>
    public int MostUnderWay => _mostUnderWay;

    public string Name => inner.Name;

    public async ValueTask<ObjectFacts> StatAsync(string key, CancellationToken cancellationToken)
    {
        if (Before is not null) await Before(key, cancellationToken);
        return await inner.StatAsync(key, cancellationToken);
    }

    public async ValueTask<ObjectRead> ReadAsync(string key, long offset, Memory<byte> destination, ObjectFacts? expected, CancellationToken cancellationToken)
    {
        Reads.Enqueue((key, offset, destination.Length));
        int underWay = Interlocked.Add(ref _underWay, destination.Length);
        for (int most = _mostUnderWay; underWay > most; most = _mostUnderWay) Interlocked.CompareExchange(ref _mostUnderWay, underWay, most);
        try
        {
            if (Before is not null) await Before(key, cancellationToken);
            return await inner.ReadAsync(key, offset, destination, expected, cancellationToken);
        }
        finally
        {
            Interlocked.Add(ref _underWay, -destination.Length);
        }
    }

    public async ValueTask ReadAsync(string key, IReadOnlyList<RangeRead> ranges, ObjectFacts expected, CancellationToken cancellationToken)
    {
        foreach (RangeRead range in ranges) await ReadAsync(key, range.Offset, range.Destination, expected, cancellationToken);
    }

    public IAsyncEnumerable<ObjectFacts> ListAsync(string prefix, CancellationToken cancellationToken) => inner.ListAsync(prefix, cancellationToken);

    /// <summary>Bytes of the embeddings that were read, without the head.</summary>
    public long EmbeddingBytes => Reads.Where(read => read.Key == TestTile.EmbeddingsKey && read.Offset > 0).Sum(read => (long)read.Length);
}
