using System.Net;
using TesseraGdal.Client;
using TesseraGdal.Geometry;
using TesseraGdal.Rasters;
using TesseraGdal.Tests.Naming;
using Xunit;

namespace TesseraGdal.Tests.Client;

[Collection("TesseraLog")] // tiles without landmasks warn
public class HttpHandlerTests
{
    private static readonly TileId Here = new(2005, 8905);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Registry_and_pixels_come_through_the_program_s_handler_and_it_stays_the_program_s()
    {
        using SmallStore store = await SmallStore.WriteAsync("source-coop", "v1", hasManifest: true, (2024, Here));
        using var handler = new FolderHandler(store.Folder);
        using (TesseraClient client = ClientOf(handler))
        {
            IRaster raster = await client.OpenTileAsync(2024, Here, Token);
            Assert.Equal(12.5f, (await raster.ReadAsync(new Window(0, 0, 1, 1), [1], cancellationToken: Token))[0].Span[0, 0]);
            Assert.Equal([2024], (await client.YearsAsync(Token)).Select(year => year.Year));
        }
        Assert.False(handler.IsDisposed);
        Assert.Contains(handler.Requests, request => request.EndsWith(".npy", StringComparison.Ordinal));
        Assert.Contains(handler.Requests, request => request.EndsWith("manifest.parquet", StringComparison.Ordinal));
        Assert.All(handler.Requests, request => Assert.StartsWith("GET own.example/bucket/", request.Replace("HEAD", "GET", StringComparison.Ordinal), StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_it_sends_elsewhere_is_not_followed()
    {
        using SmallStore store = await SmallStore.WriteAsync("source-coop", "v1", hasManifest: true, (2024, Here));
        using var handler = new FolderHandler(store.Folder, _ =>
        {
            var elsewhere = new HttpResponseMessage(HttpStatusCode.TemporaryRedirect) { Content = new StringContent("<Error><Code>TemporaryRedirect</Code><Endpoint>other.example</Endpoint></Error>") };
            elsewhere.Headers.Location = new Uri("http://other.example/bucket/x");
            return elsewhere;
        });
        using TesseraClient client = ClientOf(handler);
        await Assert.ThrowsAnyAsync<TesseraException>(() => client.OpenTileAsync(2024, Here, Token));
        Assert.All(handler.Requests, request => Assert.Contains("own.example/", request, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_it_has_followed_elsewhere_is_not_believed()
    {
        using SmallStore store = await SmallStore.WriteAsync("source-coop", "v1", hasManifest: true, (2024, Here));
        // As a handler of an unknown type that follows redirects answers: right bytes, of another host.
        using var source = new FolderHandler(store.Folder);
        using var follows = new Elsewhere { InnerHandler = source };
        using TesseraClient client = ClientOf(follows);
        TesseraException refused = await Assert.ThrowsAnyAsync<TesseraException>(() => client.OpenTileAsync(2024, Here, Token));
        Assert.Contains("leads to other.example", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_follows_redirects_or_unpacks_bodies_below_us_is_refused()
    {
        using var follows = new SocketsHttpHandler();
        using var unpacks = new HttpClientHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.GZip };
        using var hidden = new Wrapper { InnerHandler = follows };
        Assert.Contains("AllowAutoRedirect", Refusal(follows), StringComparison.Ordinal);
        Assert.Contains("AllowAutoRedirect", Refusal(hidden), StringComparison.Ordinal);
        Assert.Contains("AutomaticDecompression", Refusal(unpacks), StringComparison.Ordinal);
        using var plain = new SocketsHttpHandler { AllowAutoRedirect = false };
        ClientOf(plain).Dispose();
    }

    private static string Refusal(HttpMessageHandler handler)
    {
        TesseraException failure = Assert.Throws<TesseraException>(() => ClientOf(handler));
        Assert.Equal(TesseraErrorKind.InvalidArgument, failure.Kind);
        return failure.Message;
    }

    private static TesseraClient ClientOf(HttpMessageHandler handler) => new(new TesseraClientOptions
    {
        Source = "https://own.example/bucket",
        CacheDirectory = "NO",
        UseEnvironment = false,
        Settings = new Dictionary<string, string> { ["TESSERA_LAYOUT"] = "source-coop", ["TESSERA_RETRIES"] = "0" },
        HttpHandler = handler,
    });

    private sealed class Wrapper : DelegatingHandler;

    private sealed class Elsewhere : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage answer = await base.SendAsync(request, cancellationToken);
            answer.RequestMessage = new HttpRequestMessage(request.Method, new Uri("https://other.example/bucket/x"));
            return answer;
        }
    }
}
