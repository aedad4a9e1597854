using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using NetTopologySuite.Geometries;
using TesseraGdal.Client;
using TesseraGdal.Forms;
using TesseraGdal.Geometry;
using TesseraGdal.Rasters;
using TesseraGdal.Tests.Naming;
using Xunit;

namespace TesseraGdal.Tests.Client;

[Collection("TesseraLog")] // tiles without landmasks warn
public class TesseraClientTests
{
    private static readonly TileId Here = new(2005, 8905), Beside = new(2015, 8905), NextZone = new(2405, 8905);

    private static readonly GeoBox AroundHere = new(20.0, 89.0, 20.1, 89.1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_lists_years_zones_and_tiles_with_their_true_sizes()
    {
        using SmallStore store = await WriteAsync();
        using TesseraClient client = ClientOf(store);
        Assert.Equal([new YearCoverage(2023, 1, 1), new YearCoverage(2024, 3, 2)], await client.YearsAsync(Token));
        Assert.Equal(["utm34n 2", "utm35n 1"], (await client.ZonesAsync(2024, Token)).Select(zone => $"{zone.Zone} {zone.Count}"));

        IReadOnlyList<TileInfo> tiles = await client.FindTilesAsync(2024, new GeoBox(20.0, 89.0, 20.2, 89.1), Token);
        Assert.Equal([Here, Beside], tiles.Select(tile => tile.Tile));
        Assert.Equal(new Envelope(20.0, 20.1, 89.0, 89.1), tiles[0].Footprint.EnvelopeInternal);
        Assert.Equal((4326, 5), (tiles[0].Footprint.SRID, tiles[0].Footprint.NumPoints));
        DownloadRequirements needed = await client.DownloadRequirementsAsync(2024, new GeoBox(20.0, 89.0, 20.2, 89.1), Token);
        Assert.Equal(new DownloadRequirements(2, 4, tiles.Sum(tile => new FileInfo(PathOf(store, tile.Tile, ".npy")).Length + new FileInfo(PathOf(store, tile.Tile, "_scales.npy")).Length)), needed);
        Assert.Empty(await client.FindTilesAsync(2024, new GeoBox(0, 0, 0.1, 0.1), Token));
    }

    [Fact]
    public async Task Geometries_choose_tiles_as_boxes_do()
    {
        using SmallStore store = await WriteAsync();
        using TesseraClient client = ClientOf(store);
        NetTopologySuite.Geometries.Geometry triangle = new GeometryFactory().CreatePolygon([new(20.01, 89.01), new(20.09, 89.01), new(20.05, 89.09), new(20.01, 89.01)]);
        Assert.Equal([Here], (await client.FindTilesAsync(2024, triangle, Token)).Select(tile => tile.Tile));
        NetTopologySuite.Geometries.Geometry both = new GeometryFactory().CreateMultiPolygon([(Polygon)triangle, (Polygon)new GeometryFactory().ToGeometry(new Envelope(24.01, 24.02, 89.01, 89.02))]);
        Assert.Equal([Here, NextZone], (await client.FindTilesAsync(2024, both, Token)).Select(tile => tile.Tile).Order(Comparer<TileId>.Create((a, b) => a.LonI - b.LonI)));
        Assert.Equal([Here], (await client.FindTilesAsync(2024, Area.FromEnvelope(new Envelope(20.01, 20.09, 89.01, 89.09)), Token)).Select(tile => tile.Tile));
    }

    [Fact]
    public async Task A_read_is_the_window_of_the_zone_with_its_place_on_Earth()
    {
        using SmallStore store = await WriteAsync();
        using TesseraClient client = ClientOf(store);
        PixelBlock block = await client.ReadAsync(2024, AroundHere, [5, 0], cancellationToken: Token);
        IRaster raster = await client.OpenAsync(2024, AroundHere, cancellationToken: Token);
        Assert.Equal(raster.Info.Grid, block.Grid);
        Assert.Equal(32634, block.Grid.Epsg);
        Assert.Equal([5, 0], block.Bands);
        Assert.Equal(2 * block.Grid.Width * block.Grid.Height, block.Pixels.Length);
        int row = block.Grid.Height / 2, column = block.Grid.Width / 2;
        Assert.Equal(((2024 + 5) % 100) * 0.5f, block[0].Span[row, column]);
        Assert.Equal((2024 % 100) * 0.5f, block[1].Span[row, column]);
        Assert.Throws<ArgumentOutOfRangeException>(() => block[2]);
    }

    [Fact]
    public async Task Tiles_come_one_after_another_on_their_own_grids()
    {
        using SmallStore store = await WriteAsync();
        using TesseraClient client = ClientOf(store);
        var seen = new List<TileId>();
        await foreach (TesseraTile tile in client.TilesAsync(2024, new GeoBox(20.0, 89.0, 24.1, 89.1), cancellationToken: Token))
        {
            seen.Add(tile.Info.Tile);
            Assert.Equal(RasterGrid.Of(tile.Info.Tile), tile.Raster.Info.Grid);
            PixelBlock pixel = await tile.Raster.ReadAsync(new Window(1, 2, 1, 1), [3], cancellationToken: Token);
            Assert.Equal(((2024 + 3) % 100) * 0.5f, pixel[0].Span[0, 0]);
        }
        Assert.Equal([Here, Beside, NextZone], seen);
    }

    [Fact]
    public async Task Long_calls_tell_how_far_they_are_and_always_come_to_an_end()
    {
        using SmallStore store = await WriteAsync();
        using TesseraClient client = ClientOf(store);
        var tiles = new ListProgress();
        var seen = new List<double>();
        await foreach (TesseraTile _ in client.TilesAsync(2024, new GeoBox(20.0, 89.0, 24.1, 89.1), tiles, Token)) seen.Add(tiles.Told is [.., double last] ? last : 0);
        Assert.Equal([0, 1 / 3.0, 2 / 3.0], seen);
        Assert.Equal([1 / 3.0, 2 / 3.0, 1], tiles.Told);
        foreach (Func<IProgress<double>, Task> call in (Func<IProgress<double>, Task>[])[
            progress => client.ReadAsync(2024, AroundHere, [0], progress: progress, cancellationToken: Token),
            progress => client.SampleAsync(2024, [new(20.05, 89.05), new(24.05, 89.05)], progress: progress, cancellationToken: Token),
            progress => client.SampleAsync(2024, [], progress: progress, cancellationToken: Token),
            async progress =>
            {
                await foreach (TesseraTile _ in client.TilesAsync(2024, new GeoBox(0, 0, 0.1, 0.1), progress, Token)) Assert.Fail("There is no tile.");
            }])
        {
            var told = new ListProgress();
            await call(told);
            Assert.Equal(told.Told.Order(), told.Told);
            Assert.Equal(1, told.Told[^1]);
        }
    }

    [Fact]
    public void What_is_awaited_is_a_task()
    {
        Type[] callers = [typeof(TesseraClient), typeof(RasterReading)];
        Assert.All(
            callers.SelectMany(type => type.GetMethods()).Where(method => method.Name.EndsWith("Async", StringComparison.Ordinal) && method.Name != nameof(TesseraClient.TilesAsync)),
            method => Assert.True(typeof(Task).IsAssignableFrom(method.ReturnType), method.Name));
    }

    [Fact]
    public async Task Points_are_sampled_in_their_order()
    {
        using SmallStore store = await WriteAsync();
        using TesseraClient client = ClientOf(store);
        SampleSet samples = await client.SampleAsync(2024, [new(24.05, 89.05), new(0, 0), new(20.05, 89.05)], new SampleOptions { Bands = [1], WithSources = true }, cancellationToken: Token);
        Assert.Equal([SampleStatus.Valid, SampleStatus.Outside, SampleStatus.Valid], samples.Statuses);
        Assert.Equal([NextZone, null, Here], samples.Sources!.Select(source => source?.Tile));
        Assert.Equal([12.5f, float.NaN, 12.5f], Enumerable.Range(0, 3).Select(i => samples[i][0]));
    }

    [Fact]
    public async Task A_year_that_does_not_exist_is_answered_with_those_that_do()
    {
        using SmallStore store = await WriteAsync();
        using TesseraClient client = ClientOf(store);
        foreach (Func<Task> ask in (Func<Task>[])[
            () => client.ZonesAsync(2019, Token), () => client.FindTilesAsync(2019, AroundHere, Token), () => client.OpenTileAsync(2019, Here, Token),
            () => client.ReadAsync(2019, AroundHere, cancellationToken: Token), () => client.SampleAsync(2019, [new(20.05, 89.05)], cancellationToken: Token)])
        {
            TesseraException failure = await Assert.ThrowsAsync<TesseraException>(ask);
            Assert.Equal(TesseraErrorKind.NotFound, failure.Kind);
            Assert.Contains("2024", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_antimeridian_is_an_edge_of_a_box_by_either_of_its_names()
    {
        TileId west = new(-17995, 8905), east = new(17995, 8905);
        using SmallStore store = await SmallStore.ListAsync("source-coop", "v1", (2024, west), (2024, east));
        using TesseraClient client = ClientOf(store);
        Assert.Equal([west], (await client.FindTilesAsync(2024, new GeoBox(180, 89.0, -179.9, 89.1), Token)).Select(tile => tile.Tile));
        Assert.Equal([east], (await client.FindTilesAsync(2024, new GeoBox(179.9, 89.0, -180, 89.1), Token)).Select(tile => tile.Tile));
        Assert.Equal([east, west], (await client.FindTilesAsync(2024, new GeoBox(179.9, 89.0, -179.9, 89.1), Token)).Select(tile => tile.Tile));
    }

    [Theory]
    [InlineData(20.1, 89.0, 20.0, 89.1, "359.9")]
    [InlineData(20.0, 89.1, 20.1, 89.0, "lies north of")]
    [InlineData(20.0, 89.0, 20.0, 89.1, "is empty")]
    [InlineData(89.0, 120.0, 89.1, 120.1, "the longitude comes first")]
    [InlineData(double.NaN, 89.0, 20.0, 89.1, "not on Earth")]
    public void A_box_the_wrong_way_round_is_refused(double west, double south, double east, double north, string reason)
    {
        TesseraException failure = Assert.Throws<TesseraException>(() => AreaOf(new GeoBox(west, south, east, north)));
        Assert.Equal(TesseraErrorKind.InvalidArgument, failure.Kind);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exchanged_longitudes_and_latitudes_are_noticed_where_nothing_is()
    {
        using SmallStore store = await SmallStore.ListAsync("source-coop", "v1", (2024, new TileId(15, 5205)));
        using TesseraClient client = ClientOf(store);
        TesseraException failure = await Assert.ThrowsAsync<TesseraException>(() => client.OpenAsync(2024, new GeoBox(52.0, 0.1, 52.1, 0.2), cancellationToken: Token));
        Assert.Contains("exchanged there are some: the longitude comes first", failure.Message, StringComparison.Ordinal);
        failure = await Assert.ThrowsAsync<TesseraException>(() => client.OpenAsync(2024, new GeoBox(62.0, 0.1, 62.1, 0.2), cancellationToken: Token));
        Assert.DoesNotContain("exchanged", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_area_of_several_zones_needs_one_to_be_named()
    {
        using SmallStore store = await WriteAsync();
        using TesseraClient client = ClientOf(store);
        var box = new GeoBox(20.0, 89.0, 24.1, 89.1);
        TesseraException failure = await Assert.ThrowsAsync<TesseraException>(() => client.OpenAsync(2024, box, cancellationToken: Token));
        Assert.Equal(TesseraErrorKind.InvalidArgument, failure.Kind);
        Assert.Contains("utm34n, utm35n", failure.Message, StringComparison.Ordinal);
        Assert.Equal(32635, (await client.OpenAsync(2024, box, new UtmZone(35, false), Token)).Info.Grid.Epsg);
        failure = await Assert.ThrowsAsync<TesseraException>(() => client.OpenAsync(2024, box, new UtmZone(31, false), Token));
        Assert.Equal(TesseraErrorKind.NotFound, failure.Kind);
    }

    [Fact]
    public void Lines_and_places_off_the_Earth_are_no_region()
    {
        var factory = new GeometryFactory();
        Assert.Contains("LineString", Assert.Throws<TesseraException>(() => AreaOf(factory.CreateLineString([new(0, 0), new(1, 1)]))).Message, StringComparison.Ordinal);
        Assert.Contains("encloses nothing", Assert.Throws<TesseraException>(() => AreaOf(factory.CreatePolygon())).Message, StringComparison.Ordinal);
        Assert.Contains("not on Earth", Assert.Throws<TesseraException>(() => AreaOf(factory.ToGeometry(new Envelope(0, 200, 0, 1)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_of_another_dataset_than_the_folder_s_finds_nothing_there()
    {
        using SmallStore store = await SmallStore.WriteAsync("geotessera", "v1.1-cambridge", hasManifest: false, (2024, Here));
        await store.NoteAsync();
        using var client = new TesseraClient(Options(store) with { Dataset = "v1" });
        TesseraException failure = await Assert.ThrowsAsync<TesseraException>(() => client.OpenTileAsync(2024, Here, Token));
        Assert.Contains("v1.1-cambridge", failure.Message, StringComparison.Ordinal);
        foreach (string wrong in (string[])["v1,v1.1-cambridge", "v9", ""])
            Assert.Equal(TesseraErrorKind.InvalidArgument, Assert.Throws<TesseraException>(() => new TesseraClient(Options(store) with { Dataset = wrong })).Kind);
    }

    [Fact]
    public void Settings_that_there_are_not_are_refused()
    {
        TesseraException failure = Assert.Throws<TesseraException>(() => new TesseraClient(new TesseraClientOptions { Settings = new Dictionary<string, string> { ["TESSERA_TIMEOT"] = "3" } }));
        Assert.Contains("TESSERA_TIMEOUT", failure.Message, StringComparison.Ordinal);
        Assert.Throws<TesseraException>(() => new TesseraClient(new TesseraClientOptions { Settings = new Dictionary<string, string> { ["tessera_timeout"] = "soon" } }));
    }

    [Fact]
    public async Task A_setting_reaches_the_pixels_and_an_option_wins_over_it()
    {
        using SmallStore store = await WriteAsync();
        using var raw = new TesseraClient(Options(store) with { Settings = new Dictionary<string, string> { ["TESSERA_MAX_SCALE"] = "0.4", ["TESSERA_SOURCE"] = "/nowhere" } });
        SampleSet samples = await raw.SampleAsync(2024, [new(20.05, 89.05)], cancellationToken: Token);
        Assert.Equal([SampleStatus.NotFilled], samples.Statuses);
    }

    [Fact]
    public async Task A_disposed_client_refuses_and_what_it_opened_goes_on()
    {
        using SmallStore store = await WriteAsync();
        TesseraClient client = ClientOf(store);
        IRaster raster = await client.OpenTileAsync(2024, Here, Token);
        client.Dispose();
        client.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.YearsAsync(Token));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () =>
        {
            await foreach (TesseraTile _ in client.TilesAsync(2024, AroundHere, cancellationToken: Token)) Assert.Fail("A tile came out of a client that is gone.");
        });
        Assert.Equal(12.5f, (await raster.ReadAsync(new Window(0, 0, 1, 1), [1], cancellationToken: Token))[0].Span[0, 0]);
    }

    [Fact]
    public async Task A_cancelled_call_says_so_and_names_the_caller_s_token()
    {
        using SmallStore store = await WriteAsync();
        using TesseraClient client = ClientOf(store);
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        OperationCanceledException stopped = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.ReadAsync(2024, AroundHere, cancellationToken: stop.Token));
        Assert.Equal(stop.Token, stopped.CancellationToken);
    }

    [Fact]
    public async Task A_logger_is_told_while_the_client_lives_and_no_longer()
    {
        using SmallStore store = await WriteAsync();
        var logger = new ListLogger();
        using (var client = new TesseraClient(Options(store) with { Logger = logger }))
        {
            await client.YearsAsync(Token);
            TesseraLog.Warn?.Invoke("something");
            TesseraLog.Debug?.Invoke("a line");
        }
        TesseraLog.Warn?.Invoke("later");
        // Other tests speak meanwhile, as other clients of a process do.
        Assert.Equal(["Warning something", "Debug a line"], logger.Lines.Where(line => line is "Warning something" or "Debug a line" or "Warning later"));
    }

    private static Task<SmallStore> WriteAsync() =>
        SmallStore.WriteAsync("source-coop", "v1", hasManifest: true, (2024, Here), (2024, Beside), (2024, NextZone), (2023, Here));

    private static TesseraClientOptions Options(SmallStore store) => new() { Source = store.Folder, CacheDirectory = "NO", UseEnvironment = false };

    private static TesseraClient ClientOf(SmallStore store) => new(Options(store));

    private static string PathOf(SmallStore store, TileId tile, string suffix) =>
        Directory.EnumerateFiles(store.Folder, $"{tile}{suffix}", SearchOption.AllDirectories).Single(path => path.Contains("2024", StringComparison.Ordinal));

    /// <summary>The conversions that callers write without seeing them.</summary>
    private static Area AreaOf(GeoBox box) => box;

    private static Area AreaOf(NetTopologySuite.Geometries.Geometry geometry) => geometry;

    private sealed class ListProgress : IProgress<double>
    {
        private readonly ConcurrentQueue<double> _told = [];

        public IReadOnlyList<double> Told => [.. _told];

        public void Report(double value) => _told.Enqueue(value);
    }

    private sealed class ListLogger : ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{logLevel} {formatter(state, exception)}");
    }
}
