using TesseraGdal.Catalog;
using TesseraGdal.Forms;
using TesseraGdal.Forms.Npy.Registry;
using TesseraGdal.Storage;

namespace TesseraGdal.Tests.Registry;

/// <summary>Opens registries that no one shares, as another process would: what is shared is shared by those who have the same clock.</summary>
internal static class OwnRegistry
{
    internal static ValueTask<TilePresence> OpenAsync(
        Dataset dataset, IObjectStore direct, string manifestKey, PresenceOptions options, CancellationToken cancellationToken) =>
        TileRegistry.OpenAsync(dataset, direct, manifestKey, options with { Clock = new SameClock(options.Clock) }, cancellationToken);

    /// <summary>Tells what another clock tells.</summary>
    private sealed class SameClock(TimeProvider clock) : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => clock.LocalTimeZone;

        public override long TimestampFrequency => clock.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

        public override long GetTimestamp() => clock.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => clock.CreateTimer(callback, state, dueTime, period);
    }
}
