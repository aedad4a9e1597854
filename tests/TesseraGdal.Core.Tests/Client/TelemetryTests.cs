using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using TesseraGdal.Client;
using TesseraGdal.Geometry;
using TesseraGdal.Rasters;
using TesseraGdal.Storage;
using TesseraGdal.Tests.Naming;
using Xunit;

namespace TesseraGdal.Tests.Client;

/// <summary>Spans and numbers are the process's: those of a test are told from others by its trace, and by the name of its source.</summary>
[Collection("TesseraLog")] // tiles without landmasks warn
public class TelemetryTests
{
    private const string Dataset = "v2-2B-L~beta2";

    private static readonly TileId Here = new(2005, 8905);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_call_is_a_span_that_says_of_which_dataset_and_year()
    {
        using SmallStore store = await SmallStore.WriteAsync("source-coop", Dataset, hasManifest: true, (2024, Here));
        using TesseraClient client = new(new TesseraClientOptions { Dataset = Dataset, Source = store.Folder, CacheDirectory = "NO", UseEnvironment = false });
        using var spans = new Spans();
        await client.ReadAsync(2024, new GeoBox(20.0, 89.0, 20.1, 89.1), [0, 5], cancellationToken: Token);
        await client.SampleAsync(2024, [new(20.05, 89.05), new(0, 0)], cancellationToken: Token);
        IRaster tile = await client.OpenTileAsync(2024, Here, Token);
        await tile.ReadBandAsync(new Window(0, 0, 2, 1), 0, new CommunityToolkit.HighPerformance.Memory2D<float>(new float[2], 1, 2), cancellationToken: Token);
        await client.YearsAsync(Token);
        await Assert.ThrowsAsync<TesseraException>(() => client.OpenTileAsync(2019, Here, Token));

        Assert.Equal(["tessera.open", "tessera.read", "tessera.sample", "tessera.open", "tessera.read", "tessera.find", "tessera.open"], spans.Ended.Select(span => span.OperationName));
        Assert.All(spans.Ended, span => Assert.Equal(Dataset, span.GetTagItem("tessera.dataset")));
        Assert.Equal([2024, 2024, 2024, 2024, 2024, null, 2019], spans.Ended.Select(span => (int?)span.GetTagItem("tessera.year")));
        Assert.Equal(("utm34n", 1), (spans.Ended[0].GetTagItem("tessera.zone"), spans.Ended[0].GetTagItem("tessera.tiles")));
        Assert.Equal(2, spans.Ended[1].GetTagItem("tessera.bands"));
        Assert.Equal(2, spans.Ended[2].GetTagItem("tessera.points"));
        Assert.Equal(Here.ToString(), spans.Ended[3].GetTagItem("tessera.tile"));
        Assert.Equal(2L, spans.Ended[4].GetTagItem("tessera.pixels"));
        Assert.Equal(("NotFound", ActivityStatusCode.Error), (spans.Ended[6].GetTagItem("error.type"), spans.Ended[6].Status));
        Assert.All(spans.Ended.SkipLast(1), span => Assert.Equal(ActivityStatusCode.Unset, span.Status));
    }

    [Fact]
    public async Task Requests_bytes_retries_and_what_the_cache_gives_are_counted()
    {
        using SmallStore store = await SmallStore.WriteAsync("source-coop", Dataset, hasManifest: true, (2024, Here));
        int refusals = 1;
        using var handler = new FolderHandler(store.Folder, request => request.RequestUri!.AbsolutePath.EndsWith(".npy", StringComparison.Ordinal) && Interlocked.Decrement(ref refusals) >= 0
            ? new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { Headers = { { "Retry-After", "0" } }, Content = new StringContent("<Error><Code>SlowDown</Code></Error>") }
            : null);
        using TesseraClient client = new(new TesseraClientOptions
        {
            Dataset = Dataset,
            Source = "https://counted.example/bucket",
            CacheDirectory = "NO",
            UseEnvironment = false,
            Settings = new Dictionary<string, string> { ["TESSERA_LAYOUT"] = "source-coop" },
            HttpHandler = handler,
        });
        using var numbers = new Numbers();
        IRaster tile = await client.OpenTileAsync(2024, Here, Token);
        for (int i = 0; i < 2; i++) await tile.ReadAsync(new Window(0, 0, 4, 4), cancellationToken: Token);
        numbers.Collect();

        const string Source = "tessera.source=https://counted.example/bucket";
        Assert.Equal(handler.Requests.Count, numbers.Sum("tessera.requests", Source));
        Assert.Equal(1, numbers.Sum("tessera.requests", Source, "http.request.method=GET", "error.type=Unavailable", "http.response.status_code=503"));
        Assert.Equal(1, numbers.Sum("tessera.retries", Source, "error.type=Unavailable"));
        Assert.InRange(numbers.Sum("tessera.fetched", Source), 4 * 4 * 128, long.MaxValue);
        Assert.InRange(numbers.Sum("tessera.cache.hits", "tessera.cache.tier=memory"), 1, long.MaxValue);
        Assert.InRange(numbers.Sum("tessera.cache.read", "tessera.cache.tier=memory"), 4 * 4 * 128, long.MaxValue);
        Assert.InRange(numbers.Sum("tessera.cache.read", "tessera.cache.tier=disk"), 0, long.MaxValue);
        Assert.Equal(2, numbers.Count("tessera.operation.duration", "tessera.operation=read", $"tessera.dataset={Dataset}"));
    }

    [Fact]
    public void Nothing_is_composed_while_nobody_listens()
    {
        var error = new ObjectException(ObjectFailure.Unavailable, "key", "source", "answer", "remedy");
        Once(); // what is made at the first use is made
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) Once();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Once()
        {
            using (Operation? operation = Operation.Begin("read"))
            {
                Assert.Null(operation);
                operation?.Of("v1", 2024);
            }
            StorageMetrics.CountRequest("source", "GET", 5, error);
            StorageMetrics.CountRetry("source", error);
        }
    }

    private sealed class Spans : IDisposable
    {
        private readonly ActivityListener _listener;
        private readonly Activity _root = new Activity("test").Start();
        private readonly ConcurrentQueue<Activity> _ended = [];

        public Spans()
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == TesseraTelemetry.ActivitySourceName,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = span =>
                {
                    if (span.TraceId == _root.TraceId) _ended.Enqueue(span);
                },
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public IReadOnlyList<Activity> Ended => [.. _ended];

        public void Dispose()
        {
            _listener.Dispose();
            _root.Dispose();
        }
    }

    private sealed class Numbers : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly ConcurrentQueue<(string Name, double Value, string[] Tags)> _measured = [];

        public Numbers()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == TesseraTelemetry.MeterName) listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.Start();
        }

        public void Collect() => _listener.RecordObservableInstruments();

        public long Sum(string name, params string[] tags) => (long)Of(name, tags).Sum(measured => measured.Value);

        public int Count(string name, params string[] tags) => Of(name, tags).Count();

        public void Dispose() => _listener.Dispose();

        private IEnumerable<(string Name, double Value, string[] Tags)> Of(string name, string[] tags) =>
            _measured.Where(measured => measured.Name == name && tags.All(measured.Tags.Contains));

        private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var texts = new List<string>();
            foreach (KeyValuePair<string, object?> tag in tags) texts.Add($"{tag.Key}={tag.Value}");
            _measured.Enqueue((instrument.Name, value, [.. texts]));
        }
    }
}
