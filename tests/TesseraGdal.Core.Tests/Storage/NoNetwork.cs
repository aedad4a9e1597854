using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using TesseraGdal.Storage;
using TesseraGdal.Storage.Network;
using TesseraGdal.Storage.Sources;
using Xunit;

namespace TesseraGdal.Tests.Storage;

/// <summary>
/// Where nobody is reached, an error comes soon; where somebody is back, he is found at the next read. Each test has hosts of its own: the process remembers them.
/// How soon is measured where nothing runs beside it, by tests/gdal/test_network.py; the bounds here are for machines that are busy.
/// </summary>
public sealed class NoNetwork(FaultyServer server) : IClassFixture<FaultyServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_place_where_nobody_listens_is_one_error_that_names_it_once_and_soon()
    {
        StoreAddress nowhere = Nowhere();
        (ObjectException e, TimeSpan took) = await FailAsync(Open([nowhere, nowhere]));
        Assert.Equal((ObjectFailure.Unreachable, 1), (e.Failure, e.Attempts));
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Contains("cannot be reached: it refused the connection", e.Message, StringComparison.Ordinal);
        Assert.Equal(2, e.Message.Split(nowhere.ServiceUrl!.Authority).Length - 1); // the source, and the host
        Assert.DoesNotContain("any of", e.Message, StringComparison.Ordinal);
        foreach (string way in (string[])["TESSERA_OFFLINE=YES", "GDAL_HTTP_PROXY", "TESSERA_SOURCE"]) Assert.Contains(way, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_is_not_known_is_an_error_that_says_so()
    {
        (ObjectException e, _) = await FailAsync(Open([StoreAddress.OfS3(new Uri("http://no-such-host.invalid"), "bucket")]));
        Assert.Equal(ObjectFailure.Unreachable, e.Failure);
        Assert.Contains("its host no-such-host.invalid:80 cannot be reached: the name could not be resolved", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_sources_behind_a_firewall_are_an_error_soon_and_then_sooner()
    {
        using BlackHole one = new(), two = new();
        IObjectStore store = Open([Of(one), Of(two)]);
        (ObjectException e, TimeSpan took) = await FailAsync(store);
        Assert.Equal(ObjectFailure.Unreachable, e.Failure);
        Assert.InRange(took, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(12));
        foreach (BlackHole hole in (BlackHole[])[one, two]) Assert.Contains($"its host 127.0.0.1:{hole.Port} cannot be reached: no connection came about in 1.25 s", e.Message, StringComparison.Ordinal);
        Assert.InRange((await FailAsync(store)).Took, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_first_source_behind_a_firewall_hands_over_to_the_second()
    {
        server.Put("second.npy", [1, 2, 3]);
        using var hole = new BlackHole();
        var watch = Stopwatch.StartNew();
        ObjectFacts facts = await Open([Of(hole), server.Address()]).StatAsync("second.npy", Token);
        Assert.Equal(server.Address().Name, facts.Source);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(8));
    }

    [Fact]
    public async Task The_very_next_read_after_a_silent_host_is_back_works()
    {
        int port;
        IObjectStore store;
        using (var hole = new BlackHole())
        {
            port = hole.Port;
            store = Open([Of(hole)]);
            await FailAsync(store);
        }
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        ValueTask<ObjectFacts> reading = store.StatAsync("back.npy", Token);
        using TcpClient client = await listener.AcceptTcpClientAsync(Token);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nETag: \"a\"\r\nConnection: close\r\n\r\n"), Token);
        Assert.Equal(3, (await reading).Length);
    }

    [Fact]
    public async Task The_very_next_read_after_a_closed_port_is_open_works()
    {
        StoreAddress nowhere = Nowhere();
        IObjectStore store = Open([nowhere]);
        await FailAsync(store);
        using var listener = new TcpListener(IPAddress.Loopback, nowhere.ServiceUrl!.Port);
        listener.Start();
        ValueTask<ObjectFacts> reading = store.StatAsync("back.npy", Token);
        using TcpClient client = await listener.AcceptTcpClientAsync(Token);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nETag: \"a\"\r\nConnection: close\r\n\r\n"), Token);
        Assert.Equal(3, (await reading).Length);
    }

    [Fact]
    public async Task A_host_that_takes_a_connection_and_says_nothing_is_not_taken_for_one_that_is_not_there()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        StoreAddress mute = StoreAddress.OfS3(new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"), "bucket");
        (ObjectException e, _) = await FailAsync(Open([mute], new StorageOptions { Timeout = TimeSpan.FromSeconds(0.3), Retries = 1, RetryDelay = TimeSpan.FromMilliseconds(1) }));
        Assert.Equal((ObjectFailure.Unavailable, 2), (e.Failure, e.Attempts));
    }

    [Fact]
    public void A_silent_host_is_remembered_for_some_seconds_and_not_for_longer_by_further_knocks()
    {
        var clock = new InstantClock();
        var reach = new HostReach(clock);
        TimeSpan full = TimeSpan.FromSeconds(1.25);
        Assert.Equal(full, reach.Patience("host", 443, full));
        reach.Hung("host", 443);
        Assert.True(reach.Patience("host", 443, full) < full);
        Assert.Equal(full, reach.Patience("host", 80, full));
        clock.Advance(TimeSpan.FromSeconds(4));
        reach.Hung("host", 443);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(full, reach.Patience("host", 443, full));
    }

    [Fact]
    public void A_host_that_has_just_answered_gets_the_time_of_a_busy_one()
    {
        var clock = new InstantClock();
        var reach = new HostReach(clock);
        TimeSpan full = TimeSpan.FromSeconds(1.25);
        reach.Hung("host", 443);
        reach.Reached("host", 443);
        Assert.InRange(reach.Patience("host", 443, full), TimeSpan.FromSeconds(3.5), TimeSpan.FromSeconds(5));
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(full, reach.Patience("host", 443, full));
        reach.Reached("host", 443);
        reach.Hung("host", 443);
        Assert.True(reach.Patience("host", 443, full) < full);
    }

    private static StoreAddress Of(BlackHole hole) => StoreAddress.OfS3(new Uri(hole.Url), "bucket");

    /// <summary>A port that was free a moment ago.</summary>
    private static StoreAddress Nowhere()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return StoreAddress.OfS3(new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"), "bucket");
    }

    private static IObjectStore Open(StoreAddress[] places, StorageOptions? options = null) =>
        ObjectStores.Open([.. places.Select((place, i) => new SourceRoute(place, key => key, $"layout {i}"))], options ?? new StorageOptions()).Direct;

    private static async Task<(ObjectException Error, TimeSpan Took)> FailAsync(IObjectStore store)
    {
        var watch = Stopwatch.StartNew();
        ObjectException e = await Assert.ThrowsAsync<ObjectException>(() => store.StatAsync("x.npy", Token).AsTask());
        return (e, watch.Elapsed);
    }
}
