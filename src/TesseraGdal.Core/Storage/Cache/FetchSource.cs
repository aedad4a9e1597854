namespace TesseraGdal.Storage.Cache;

/// <summary>Where missing blocks come from. Buffers are taken only when a request's turn has come, so that what waits in line takes no memory.</summary>
internal sealed class FetchSource : IDisposable
{
    private readonly IObjectStore _inner;
    private readonly SemaphoreSlim _turns;

    /// <summary>Takes blocks from a store.</summary>
    /// <param name="inner">The store.</param>
    /// <param name="options">Requests at once, and when objects are checked.</param>
    public FetchSource(IObjectStore inner, StorageOptions options)
    {
        _inner = inner;
        Connections = Math.Max(1, options.MaxConnections);
        IsBeforeUse = options.Verify == VerifyMode.BeforeUse;
        _turns = new SemaphoreSlim(Connections);
    }

    /// <summary>Requests at once.</summary>
    public int Connections { get; }

    /// <summary>Whether whole objects are checked before a byte of them is handed out.</summary>
    public bool IsBeforeUse { get; }

    /// <summary>Asks about an object that was seen before, of the source that had it.</summary>
    public ValueTask<ObjectFacts> StatAsync(ObjectFacts expected, CancellationToken cancellationToken) => _inner is ISourceChain chain
        ? chain.StatAsync(expected.Key, expected.Source, cancellationToken)
        : _inner.StatAsync(expected.Key, cancellationToken);

    /// <summary>Reads a range of an object that was seen before, all of it.</summary>
    /// <param name="expected">The object.</param>
    /// <param name="offset">First byte.</param>
    /// <param name="rent">Gives the room for the bytes.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(ObjectFacts expected, long offset, Func<Memory<byte>> rent, CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            Memory<byte> bytes = rent();
            ObjectRead read = await _inner.ReadAsync(expected.Key, offset, bytes, expected, cancellationToken).ConfigureAwait(false);
            read.RequireWhole(new RangeRead(offset, bytes), expected.Key);
            return bytes;
        }
        finally
        {
            _turns.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turns.Dispose();
}
