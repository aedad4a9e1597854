using System.Collections.Concurrent;

namespace TesseraGdal.Tests.Registry;

/// <summary>A clock that stands still until it is told otherwise.</summary>
internal sealed class FakeClock : TimeProvider
{
    private DateTimeOffset _now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    public void Advance(TimeSpan by) => _now += by;

    public void Set(DateTimeOffset now) => _now = now;

    public override DateTimeOffset GetUtcNow() => _now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Waited.Enqueue(dueTime);
        return System.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan || !IsImpatient ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, period);
    }

    /// <summary>Whether waits are over at once; else they never are.</summary>
    public bool IsImpatient { get; set; }

    /// <summary>How long each wait would have been.</summary>
    public ConcurrentQueue<TimeSpan> Waited { get; } = new();
}
