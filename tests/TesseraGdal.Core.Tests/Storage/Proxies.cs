using System.Net;
using System.Net.Sockets;
using TesseraGdal.Storage;
using TesseraGdal.Storage.Network;
using TesseraGdal.Storage.Sources;
using Xunit;

namespace TesseraGdal.Tests.Storage;

/// <summary>Sources behind a proxy: what works, and what a proxy that does not is blamed for.</summary>
public sealed class Proxies(FaultyServer server) : IClassFixture<FaultyServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_http_source_is_asked_through_its_proxy()
    {
        server.Put("through.npy", [1, 2, 3]);
        using var proxy = new ForwardProxy();
        byte[] bytes = new byte[3];
        await Open(Through(proxy)).ReadAsync("through.npy", 0, bytes, null, Token);
        Assert.Equal([1, 2, 3], bytes);
        Assert.Equal($"GET {server.Url}/bucket/through.npy HTTP/1.1", Assert.Single(proxy.Requests));
    }

    [Fact]
    public async Task Hosts_that_are_to_be_asked_without_are()
    {
        server.Put("past.npy", [1]);
        using var proxy = new ForwardProxy();
        Assert.Equal(1, (await Open(Through(proxy) with { Bypass = "example.org,127.0.0.1" }).StatAsync("past.npy", Token)).Length);
        Assert.Empty(proxy.Requests);
    }

    [Fact]
    public async Task User_and_password_are_told_when_the_proxy_asks()
    {
        server.Put("user.npy", [1]);
        using var proxy = new ForwardProxy { Credentials = "me:s:cret" };
        Assert.Equal(1, (await Open(Through(proxy, "me:s%3Acret@")).StatAsync("user.npy", Token)).Length);
    }

    [Theory]
    [InlineData("", "Set GDAL_HTTP_PROXYUSERPWD=user:password")]
    [InlineData("me:wrong-secret@", "did not take the user and password")]
    public async Task A_proxy_that_wants_another_user_is_blamed_and_no_one_else(string user, string remedy)
    {
        using var proxy = new ForwardProxy { Credentials = "me:secret" };
        foreach (StoreAddress place in (StoreAddress[])[server.Address(), StoreAddress.OfS3(new Uri("https://127.0.0.1:1"), "bucket")])
        {
            ObjectException e = await FailAsync(Open(Through(proxy, user), place, server.Address("other")));
            Assert.Equal((ObjectFailure.Proxy, 1), (e.Failure, e.Attempts));
            Assert.Contains($"the proxy http://{proxy.Address} answered 407", e.Message, StringComparison.Ordinal);
            Assert.Contains(remedy, e.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", e.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("any of", e.Message, StringComparison.Ordinal);
        }
        Assert.DoesNotContain(proxy.Requests, line => line.Contains("/other/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task A_proxy_that_is_not_there_is_blamed_and_no_one_else(string scheme)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        string address = listener.LocalEndpoint.ToString()!;
        listener.Stop();
        ProxyAddress dead = ProxyAddress.TryParse("u:secret@" + address, "GDAL_HTTP_PROXY")!;
        StoreAddress place = StoreAddress.OfS3(new Uri($"{scheme}://data.example.org"), "bucket");
        ObjectException e = await FailAsync(Open(new ProxySettings { Http = scheme == "http" ? dead : null, Https = dead }, place, server.Address()));
        Assert.Equal((ObjectFailure.Proxy, 1), (e.Failure, e.Attempts));
        Assert.Contains($"the proxy http://{address} cannot be reached: it refused the connection. Check GDAL_HTTP_PROXY", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", e.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(403, ObjectFailure.Proxy)]
    [InlineData(502, ObjectFailure.Unreachable)]
    public async Task What_a_proxy_answers_to_a_connection_that_it_does_not_make_is_told(int status, ObjectFailure failure)
    {
        using var proxy = new ForwardProxy { Refusal = status };
        ObjectException e = await FailAsync(Open(Through(proxy), StoreAddress.OfS3(new Uri("https://data.example.org"), "bucket")));
        Assert.Equal((failure, 1), (e.Failure, e.Attempts));
        Assert.Contains($"the proxy http://{proxy.Address} answered {status} when it was asked for a connection to data.example.org:443", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_proxy_answers_in_place_of_the_source_names_it()
    {
        using var proxy = new ForwardProxy();
        ObjectException e = await FailAsync(Open(Through(proxy), server.Address("s503")));
        Assert.Matches($@"it answered 503 .*through the proxy http://{proxy.Address}\b", e.Message);
    }

    [Fact]
    public void Proxies_are_part_of_what_stores_are_shared_by()
    {
        using var proxy = new ForwardProxy();
        Assert.NotSame(Open(Through(proxy)), Open(Through(proxy, "user@")));
        Assert.Same(Open(Through(proxy, "user@")), Open(Through(proxy, "user@")));
    }

    [Theory]
    [InlineData("proxy.example.org:3128", "http://proxy.example.org:3128", null, null)]
    [InlineData("proxy.example.org", "http://proxy.example.org:1080", null, null)]
    [InlineData("http://proxy.example.org:80/", "http://proxy.example.org", null, null)]
    [InlineData("https://proxy.example.org", "https://proxy.example.org", null, null)]
    [InlineData("socks5h://localhost", "socks5://localhost:1080", null, null)]
    [InlineData("http://me:p%40ss%3A@10.0.0.1:8080", "http://10.0.0.1:8080", "me", "p@ss:")]
    [InlineData("DOMAIN%5Cme:a/b@proxy:1", "http://proxy:1", "DOMAIN\\me", "a/b")]
    [InlineData("[::1]:3128", "http://[::1]:3128", null, null)]
    [InlineData("[::1]", "http://[::1]:1080", null, null)]
    public void A_proxy_is_written_as_for_curl(string text, string shown, string? user, string? password)
    {
        ProxyAddress proxy = ProxyAddress.TryParse(text, "x")!;
        Assert.Equal((shown, user, password), (proxy.ToString(), proxy.User, proxy.Password));
    }

    [Theory]
    [InlineData("ftp://proxy:1")]
    [InlineData("http://")]
    [InlineData("http://proxy:1/path")]
    [InlineData("http://pro xy:1")]
    [InlineData("me@")]
    public void What_is_no_proxy_is_none(string text) => Assert.Null(ProxyAddress.TryParse(text, "x"));

    [Theory]
    [InlineData("*", "https://a.example.org", true)]
    [InlineData("example.org", "https://example.org", true)]
    [InlineData("example.org", "https://a.example.org", true)]
    [InlineData(".example.org, other", "https://a.example.org", true)]
    [InlineData("example.org", "https://badexample.org", false)]
    [InlineData("localhost 10.0.0.0/8", "https://10.1.2.3", true)]
    [InlineData("10.0.0.0/8", "https://11.1.2.3", false)]
    [InlineData("127.0.0.1", "http://127.0.0.1:99", true)]
    [InlineData("[::1]", "http://[::1]:99", true)]
    [InlineData("", "https://example.org", false)]
    public void Hosts_without_a_proxy_are_named_as_for_curl(string bypass, string url, bool isBypassed)
    {
        ProxyAddress proxy = ProxyAddress.TryParse("proxy:1", "x")!;
        Assert.Equal(isBypassed, new ProxySettings { Http = proxy, Https = proxy, Bypass = bypass }.For(new Uri(url)) is null);
    }

    private static ProxySettings Through(ForwardProxy proxy, string user = "")
    {
        ProxyAddress address = ProxyAddress.TryParse(user + proxy.Address, "GDAL_HTTP_PROXY")!;
        return new ProxySettings { Http = address, Https = address };
    }

    private IObjectStore Open(ProxySettings proxies, params StoreAddress[] places) => ObjectStores.Open(
        [.. (places.Length == 0 ? [server.Address()] : places).Select((place, i) => new SourceRoute(place, key => key, $"source {i}"))],
        new StorageOptions { Proxies = proxies, Retries = 1, RetryDelay = TimeSpan.FromMilliseconds(1) }).Direct;

    private static Task<ObjectException> FailAsync(IObjectStore store) => Assert.ThrowsAsync<ObjectException>(() => store.StatAsync("x.npy", Token).AsTask());
}
