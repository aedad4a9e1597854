using System.Diagnostics;

namespace TesseraGdal.Storage.Sources;

/// <summary>Counts the requests to a source and their bytes, and tells <see cref="TesseraLog"/> of each. It stands nearest to the source, so that every attempt counts.</summary>
internal sealed class CountingObjectStore : IObjectStore
{
    private const string Head = "HEAD";

    private readonly IObjectStore _inner;

    /// <summary>Wraps a store.</summary>
    public CountingObjectStore(IObjectStore inner) => _inner = inner;

    /// <summary>This store's totals; those of the process are <see cref="StorageCounters.Process"/>.</summary>
    public StorageCounters Counters { get; } = new();

    /// <inheritdoc/>
    public string Name => _inner.Name;

    /// <inheritdoc/>
    public ValueTask<ObjectFacts> StatAsync(string key, CancellationToken cancellationToken) =>
        CountAsync(Head, key, null, async () => (await _inner.StatAsync(key, cancellationToken).ConfigureAwait(false), 0L));

    /// <inheritdoc/>
    public ValueTask<ObjectRead> ReadAsync(string key, long offset, Memory<byte> destination, ObjectFacts? expected, CancellationToken cancellationToken) =>
        CountAsync("GET", key, (offset, destination.Length), async () =>
        {
            ObjectRead read = await _inner.ReadAsync(key, offset, destination, expected, cancellationToken).ConfigureAwait(false);
            return (read, (long)read.Count);
        });

    /// <inheritdoc/>
    public async ValueTask ReadAsync(string key, IReadOnlyList<RangeRead> ranges, ObjectFacts expected, CancellationToken cancellationToken)
    {
        foreach (RangeRead range in ranges)
            (await ReadAsync(key, range.Offset, range.Destination, expected, cancellationToken).ConfigureAwait(false)).RequireWhole(range, key);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ObjectFacts> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        Count("LIST", prefix, null, 0, null, 0);
        return _inner.ListAsync(prefix, cancellationToken);
    }

    private async ValueTask<T> CountAsync<T>(string verb, string key, (long Offset, int Length)? range, Func<Task<(T, long)>> ask)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            (T answer, long bytes) = await ask().ConfigureAwait(false);
            Count(verb, key, range, bytes, null, start);
            return answer;
        }
        catch (Exception e)
        {
            Count(verb, key, range, 0, e, start);
            throw;
        }
    }

    private void Count(string verb, string key, (long Offset, int Length)? range, long bytes, Exception? error, long start)
    {
        foreach (StorageCounters counters in (ReadOnlySpan<StorageCounters>)[Counters, StorageCounters.Process])
        {
            if (error is null) counters.CountRequest(bytes);
            else counters.CountFailure();
        }
        StorageMetrics.CountRequest(Name, verb == Head ? Head : "GET", bytes, error);
        if (!TesseraLog.IsListening) return;
        string bounds = range is { } r ? FormattableString.Invariant($" {r.Offset}-{r.Offset + r.Length - 1}") : "";
        string outcome = error is null ? FormattableString.Invariant($"{bytes} bytes") : error is ObjectException o ? o.Answer : error.GetType().Name;
        double milliseconds = start == 0 ? 0 : Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        TesseraLog.Debug?.Invoke(FormattableString.Invariant($"{verb} {key}{bounds} of {Name}: {outcome} in {milliseconds:0.0} ms"));
    }
}
