using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace TesseraGdal.Storage;

/// <summary>
/// What reading costs, as numbers for OpenTelemetry (<see cref="TesseraTelemetry"/>). Requests are told with their source and what became of them; what comes out of the
/// cache is only looked up when somebody collects (<see cref="StorageCounters.Process"/>), as it is counted some thousand times a second.
/// </summary>
internal static class StorageMetrics
{
    private const string Source = "tessera.source", Tier = "tessera.cache.tier";

    private static readonly Counter<long> Requests =
        TesseraTelemetry.Meter.CreateCounter<long>("tessera.requests", "{request}", "Requests sent to sources, each attempt counted.");

    private static readonly Counter<long> Bytes = TesseraTelemetry.Meter.CreateCounter<long>("tessera.fetched", "By", "Bytes of objects that sources sent.");

    private static readonly Counter<long> Retries = TesseraTelemetry.Meter.CreateCounter<long>("tessera.retries", "{retry}", "Requests that failed for a passing reason and are sent again.");

    static StorageMetrics()
    {
        StorageCounters all = StorageCounters.Process;
        TesseraTelemetry.Meter.CreateObservableCounter(
            "tessera.cache.hits", () => Both(all.HitsInMemory, all.HitsOnDisk), "{block}", "Blocks of objects that were found in the cache.");
        TesseraTelemetry.Meter.CreateObservableCounter(
            "tessera.cache.read", () => Both(all.BytesFromMemory, all.BytesFromDisk), "By", "Bytes that reads took from the cache.");
    }

    /// <summary>A request has ended.</summary>
    /// <param name="source">Whom it was sent to.</param>
    /// <param name="method"><c>GET</c> or <c>HEAD</c>.</param>
    /// <param name="bytes">Bytes of the object that came.</param>
    /// <param name="error">Why it failed, if it did.</param>
    public static void CountRequest(string source, string method, long bytes, Exception? error)
    {
        if (Bytes.Enabled && bytes > 0) Bytes.Add(bytes, new KeyValuePair<string, object?>(Source, source));
        if (!Requests.Enabled) return;
        var tags = new TagList { { Source, source }, { "http.request.method", method } };
        if (error is not null) tags.Add("error.type", TesseraTelemetry.TypeOf(error));
        if (error is ObjectException { Status: { } status }) tags.Add("http.response.status_code", (int)status);
        Requests.Add(1, tags);
    }

    /// <summary>A request is to be sent again.</summary>
    public static void CountRetry(string source, Exception error)
    {
        if (Retries.Enabled) Retries.Add(1, new KeyValuePair<string, object?>(Source, source), new KeyValuePair<string, object?>("error.type", TesseraTelemetry.TypeOf(error)));
    }

    private static Measurement<long>[] Both(long memory, long disk) =>
        [new(memory, new KeyValuePair<string, object?>(Tier, "memory")), new(disk, new KeyValuePair<string, object?>(Tier, "disk"))];
}
