namespace TesseraGdal.Storage;

/// <summary>
/// Stops a request after a time without a byte, however long the whole of it takes: <see cref="Heard"/> winds the clock up again.
/// Tells its own end from that of the caller.
/// </summary>
internal sealed class SilenceWatch : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _stop;

    public SilenceWatch(TimeSpan limit, CancellationToken caller)
    {
        _limit = limit;
        _caller = caller;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(caller);
        Heard();
    }

    /// <summary>Ends with the caller, or with the silence.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Whether it was the silence that ended it.</summary>
    public bool IsSilent => _stop.IsCancellationRequested && !_caller.IsCancellationRequested;

    /// <summary>Something came: the time counts anew.</summary>
    public void Heard() => _stop.CancelAfter(_limit);

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();
}
