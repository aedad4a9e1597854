using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace TesseraGdal;

/// <summary>One call of a program, as a span and as a duration (<see cref="TesseraTelemetry"/>). There is none while nobody listens: callers write <c>operation?.Tag(…)</c>.</summary>
internal sealed class Operation : IDisposable
{
    private static readonly Histogram<double> Durations = TesseraTelemetry.Meter.CreateHistogram(
        "tessera.operation.duration",
        "s",
        "How long the calls of a program took.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] });

    private readonly Activity? _span;
    private readonly string _name;
    private readonly long _start = Stopwatch.GetTimestamp();
    private string? _dataset;
    private string? _error;

    private Operation(Activity? span, string name) => (_span, _name) = (span, name);

    /// <summary>Begins a span, if anybody listens.</summary>
    /// <param name="name">What is done: <c>open</c>, <c>read</c>.</param>
    public static Operation? Begin(string name)
    {
        if (!TesseraTelemetry.Spans.HasListeners() && !Durations.Enabled) return null;
        return new Operation(TesseraTelemetry.Spans.StartActivity("tessera." + name), name);
    }

    /// <summary>Says what it is about; what is not known is null.</summary>
    public void Of(string? dataset, int? year)
    {
        _dataset = dataset;
        Tag("tessera.dataset", dataset);
        Tag("tessera.year", year);
    }

    /// <summary>Adds a fact to the span; one that is not known is left out.</summary>
    public void Tag(string key, object? value)
    {
        if (value is not null) _span?.SetTag(key, value);
    }

    /// <summary>The call ends with an error.</summary>
    public void Fail(Exception error)
    {
        _error = TesseraTelemetry.TypeOf(error);
        _span?.SetTag("error.type", _error);
        _span?.SetStatus(ActivityStatusCode.Error, error is TesseraException ? error.Message : null);
    }

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        if (Durations.Enabled)
        {
            var tags = new TagList { { "tessera.operation", _name } };
            if (_dataset is not null) tags.Add("tessera.dataset", _dataset);
            if (_error is not null) tags.Add("error.type", _error);
            Durations.Record(Stopwatch.GetElapsedTime(_start).TotalSeconds, tags);
        }
        _span?.Dispose();
    }
}
