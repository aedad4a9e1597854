using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace TesseraGdal;

/// <summary>
/// What this library tells OpenTelemetry, or whoever else listens: spans of what programs call, and numbers of what it cost. Nothing is composed or counted for it
/// while nobody listens. HTTP requests have spans and numbers of their own, those of .NET (<c>System.Net.Http</c>), which lie within ours.
/// </summary>
public static class TesseraTelemetry
{
    /// <summary>The name of the <see cref="ActivitySource"/>: <c>AddSource(TesseraTelemetry.ActivitySourceName)</c>.</summary>
    public const string ActivitySourceName = "TesseraGdal";

    /// <summary>The name of the <see cref="System.Diagnostics.Metrics.Meter"/>: <c>AddMeter(TesseraTelemetry.MeterName)</c>.</summary>
    public const string MeterName = "TesseraGdal";

    private static readonly string? Version = typeof(TesseraTelemetry).Assembly.GetName().Version?.ToString(3);

    /// <summary>Where spans come from.</summary>
    internal static ActivitySource Spans { get; } = new(ActivitySourceName, Version);

    /// <summary>Where numbers come from.</summary>
    internal static Meter Meter { get; } = new(MeterName, Version);

    /// <summary>What OpenTelemetry calls the kind of an error: of ours the kind, of others the type.</summary>
    internal static string TypeOf(Exception error) => error is TesseraException { Kind: var kind } ? kind.ToString() : error.GetType().FullName!;
}
