using System.Runtime.CompilerServices;

namespace TesseraGdal.Storage.Sources;

/// <summary>Lets at most so many requests to a source be under way at once, in the whole process (TESSERA_MAX_CONNECTIONS).</summary>
internal sealed class ThrottledObjectStore : IObjectStore
{
    private static readonly RecentlyUsed<(string Source, int Limit), SemaphoreSlim> Slots = new(16);
    private readonly IObjectStore _inner;
    private readonly SemaphoreSlim _slots;

    /// <summary>Wraps a store; stores of one name and limit share their slots.</summary>
    /// <param name="inner">The source.</param>
    /// <param name="limit">Requests at once; less than 1 counts as 1.</param>
    public ThrottledObjectStore(IObjectStore inner, int limit)
    {
        _inner = inner;
        _slots = Slots.GetOrAdd((inner.Name, Math.Max(1, limit)), static key => new SemaphoreSlim(key.Limit));
    }

    /// <inheritdoc/>
    public string Name => _inner.Name;

    /// <inheritdoc/>
    public async ValueTask<ObjectFacts> StatAsync(string key, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await _inner.StatAsync(key, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ObjectRead> ReadAsync(string key, long offset, Memory<byte> destination, ObjectFacts? expected, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await _inner.ReadAsync(key, offset, destination, expected, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask ReadAsync(string key, IReadOnlyList<RangeRead> ranges, ObjectFacts expected, CancellationToken cancellationToken)
    {
        foreach (RangeRead range in ranges)
            (await ReadAsync(key, range.Offset, range.Destination, expected, cancellationToken).ConfigureAwait(false)).RequireWhole(range, key);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ObjectFacts> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A page at a time would be fairer, but a listing's pages are the source's own matter: it holds no slot.
        await foreach (ObjectFacts facts in _inner.ListAsync(prefix, cancellationToken).ConfigureAwait(false))
            yield return facts;
    }
}
