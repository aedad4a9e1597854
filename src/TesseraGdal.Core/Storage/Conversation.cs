namespace TesseraGdal.Storage;

/// <summary>
/// Whether a source has been talking with us. One that has answered for a while until a moment ago, as in a long job, is waited for when it cannot be reached; one of which nothing was heard
/// is not: there is no network, or no such host, and whoever asked should know at once. Safe from any thread: a lost update costs nothing.
/// </summary>
internal sealed class Conversation(TimeProvider clock)
{
    /// <summary>So long it must have lasted, and so long ago it may have ended.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(10);

    private long _first, _last;
    private volatile bool _hasBegun;

    /// <summary>Whether there is one now.</summary>
    public bool IsUnderWay => _hasBegun && clock.GetElapsedTime(Volatile.Read(ref _last)) < Moment
        && clock.GetElapsedTime(Volatile.Read(ref _first), Volatile.Read(ref _last)) >= Moment;

    /// <summary>The source has answered, whatever it said.</summary>
    public void Heard()
    {
        long now = clock.GetTimestamp();
        if (!_hasBegun || clock.GetElapsedTime(Volatile.Read(ref _last), now) >= Moment) Volatile.Write(ref _first, now);
        Volatile.Write(ref _last, now);
        _hasBegun = true;
    }

    /// <summary>The source is gone: what comes next is a new conversation.</summary>
    public void End() => _hasBegun = false;
}
