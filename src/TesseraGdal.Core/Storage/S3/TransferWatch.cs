namespace TesseraGdal.Storage.S3;

/// <summary>
/// Stops a request after a time without a byte, or with so few that it would never end: <see cref="Heard"/> counts what came, and winds the clock of silence up
/// again. How long the whole of it takes does not matter. Tells its own end from that of the caller.
/// </summary>
internal sealed class TransferWatch : IDisposable
{
    /// <summary>
    /// Bytes a second that a request must bring, on the average of each stretch as long as the limit of silence. A link of 64 kbit/s (ISDN, GPRS) brings as much to
    /// each of eight requests at once; who has less sets TESSERA_MAX_CONNECTIONS lower.
    /// </summary>
    public const int LeastRate = 1 << 10;

    private readonly TimeSpan _limit;
    private readonly CancellationToken _caller;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _silence;
    private readonly CancellationTokenSource _stop;
    private long _since;
    private long _bytes;
    private bool _isTrickle;

    /// <summary>Begins to watch.</summary>
    /// <param name="limit">How long nothing may come.</param>
    /// <param name="caller">The caller's own wish to stop.</param>
    /// <param name="clock">What time is measured by; by default the system's clock.</param>
    public TransferWatch(TimeSpan limit, CancellationToken caller, TimeProvider? clock = null)
    {
        _limit = limit;
        _caller = caller;
        _clock = clock ?? TimeProvider.System;
        _silence = new CancellationTokenSource(limit, _clock);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(caller, _silence.Token);
        _since = _clock.GetTimestamp();
    }

    /// <summary>Ends with the caller, with the silence, or with the trickle.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>What ended it, as part of a sentence, if it was none of the caller's doing; else null.</summary>
    public string? Reason => !_stop.IsCancellationRequested || _caller.IsCancellationRequested ? null
        : _isTrickle ? FormattableString.Invariant($"only {_bytes} bytes came within {_limit.TotalSeconds:0.###} s, and {LeastRate} a second are needed")
        : FormattableString.Invariant($"no byte came for {_limit.TotalSeconds:0.###} s");

    /// <summary>Some bytes came (or, with 0, an answer's head): the time of silence counts anew.</summary>
    public void Heard(int count)
    {
        _bytes += count;
        TimeSpan elapsed = _clock.GetElapsedTime(_since);
        if (elapsed >= _limit)
        {
            if (_bytes < LeastRate * elapsed.TotalSeconds)
            {
                _isTrickle = true;
                _stop.Cancel();
                return;
            }
            (_since, _bytes) = (_clock.GetTimestamp(), 0);
        }
        _silence.CancelAfter(_limit);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Dispose();
        _silence.Dispose();
    }
}
