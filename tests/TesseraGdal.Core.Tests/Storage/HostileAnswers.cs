using System.Text;
using TesseraGdal.Storage;
using TesseraGdal.Storage.S3;
using Xunit;

namespace TesseraGdal.Tests.Storage;

/// <summary>Answers that lead elsewhere, never end, or are made to harm: one error in bounded time, and nothing reaches another host.</summary>
public sealed class HostileAnswers
{
    private const string Escape = "\x1b[31m";
    private static readonly StorageOptions Hurried = new() { Timeout = TimeSpan.FromSeconds(5) };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("301 Moved Permanently")]
    [InlineData("302 Found")]
    [InlineData("303 See Other")]
    [InlineData("307 Temporary Redirect")]
    [InlineData("308 Permanent Redirect")]
    public async Task A_redirect_is_not_followed_and_the_error_tells_where_it_leads(string status)
    {
        await using var other = new RawServer(Whole("abc"));
        // As S3 writes its hosts: the SDK follows such an address though it was told not to.
        await using var server = new RawServer(RawServer.Head(status, $"Location: http://s3.eu-west-1.localhost:{other.Port}/bucket/a.npy?X-Amz-Signature=abcdef", "Content-Length: 0"));
        foreach (ObjectException e in (ObjectException[])[await ReadAsync(server), await StatAsync(server), await ListAsync(server)])
        {
            Assert.Equal(ObjectFailure.Refused, e.Failure);
            Assert.Contains(status[..3], e.Message, StringComparison.Ordinal);
            Assert.Contains($"127.0.0.1:{server.Port}", e.Message, StringComparison.Ordinal);
            Assert.Contains($"leads to s3.eu-west-1.localhost:{other.Port}", e.Message, StringComparison.Ordinal);
            Assert.Contains("TESSERA_SOURCE", e.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("abcdef", e.Message, StringComparison.Ordinal);
        }
        Assert.Equal(3, server.Requests.Count);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task A_redirect_to_itself_is_one_request()
    {
        await using RawServer server = new((request, stream, token) =>
            WriteAsync(stream, RawServer.Head("307 Temporary Redirect", $"Location: http://{HostIn(request)}/bucket/a.npy", "Content-Length: 0"), token));
        Assert.Contains("leads back to itself", (await ReadAsync(server)).Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_bucket_of_another_region_is_told_by_its_region()
    {
        await using var server = new RawServer(RawServer.Head("301 Moved Permanently", "x-amz-bucket-region: eu-central-1", "Content-Length: 0"));
        Assert.Contains("in the region eu-central-1: set AWS_REGION", (await StatAsync(server)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_endpoint_in_the_document_of_a_redirect_is_told()
    {
        const string Document = "<Error><Code>PermanentRedirect</Code><Endpoint>bucket.s3.elsewhere.test</Endpoint></Error>";
        await using var server = new RawServer(RawServer.Head("301 Moved Permanently", $"Content-Length: {Document.Length}") + Document);
        ObjectException e = await ReadAsync(server);
        Assert.Contains("(PermanentRedirect) and leads to bucket.s3.elsewhere.test", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("400 Bad Request")]
    [InlineData("403 Forbidden")]
    [InlineData("404 Not Found")]
    [InlineData("412 Precondition Failed")]
    [InlineData("416 Range Not Satisfiable")]
    [InlineData("500 Internal Server Error")]
    [InlineData("503 Service Unavailable")]
    [InlineData("301 Moved Permanently")]
    public async Task The_document_of_an_error_is_read_only_so_far(string status)
    {
        RawServer server = null!;
        await using (server = new RawServer(async (_, stream, token) =>
        {
            await WriteAsync(stream, RawServer.Head(status, "Content-Type: application/xml") + "<Error><Code>SomeCode</Code>", token);
            await server.SendForEverAsync(stream, new byte[1 << 16], token);
        }))
        {
            ObjectException e = await ReadAsync(server);
            Assert.Equal(status[..3], ((int)e.Status!).ToString(System.Globalization.CultureInfo.InvariantCulture));
            Assert.Contains("(SomeCode)", e.Message, StringComparison.Ordinal);
            Assert.InRange(server.Sent, 0, 32 << 20); // what the system's buffers take is not read
        }
    }

    [Fact]
    public async Task A_listing_that_never_ends_is_an_error()
    {
        RawServer server = null!;
        await using (server = new RawServer(async (_, stream, token) =>
        {
            await WriteAsync(stream, RawServer.Head("200 OK", "Content-Type: application/xml") + "<ListBucketResult>", token);
            await server.SendForEverAsync(stream, Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("<Contents><Key>a</Key></Contents>", 2000))), token);
        }))
            Assert.Contains("a listing of more than 8388608 bytes", (await ListAsync(server)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html><body>Please log in</body></html>")]
    [InlineData("<Error><Code>InternalError</Code></Error>")]
    public async Task A_page_for_people_is_no_empty_listing(string page)
    {
        await using var server = new RawServer(Whole(page));
        Assert.Equal(ObjectFailure.Refused, (await ListAsync(server)).Failure);
    }

    [Fact]
    public async Task Entities_are_not_expanded()
    {
        var bomb = new StringBuilder("<!DOCTYPE x [<!ENTITY a0 \"aaaaaaaaaa\">");
        for (int i = 1; i < 12; i++) bomb.Append($"<!ENTITY a{i} \"").Insert(bomb.Length, $"&a{i - 1};", 10).Append("\">");
        bomb.Append("]>");
        await using var error = new RawServer(Whole(bomb + "<Error><Code>&a11;</Code></Error>", "403 Forbidden"));
        Assert.Contains("403 Forbidden.", (await ReadAsync(error)).Message, StringComparison.Ordinal);
        await using var listing = new RawServer(Whole(bomb + "<ListBucketResult><Name>&a11;</Name></ListBucketResult>"));
        Assert.Equal(ObjectFailure.Refused, (await ListAsync(listing)).Failure);
    }

    [Theory]
    [InlineData("<Code>A\x1b[2Jb</Code>")]
    [InlineData("<Code>A&#x9b;2Jb</Code>")]
    [InlineData("<Code>A&#x202e;b</Code>")]
    [InlineData("<Code>Access\nERROR 1: all is lost</Code>")]
    public async Task What_a_server_calls_an_error_cannot_reach_the_terminal(string code)
    {
        await using var server = new RawServer(Whole($"<Error>{code}</Error>", "403 Forbidden"));
        RequirePlain(await ReadAsync(server));
    }

    [Fact]
    public async Task A_long_word_for_an_error_is_left_out()
    {
        await using var server = new RawServer(Whole($"<Error><Code>{new string('A', 50_000)}</Code></Error>", "403 Forbidden"));
        Assert.InRange((await ReadAsync(server)).Message.Length, 1, 1000);
    }

    [Theory]
    [InlineData("Content-Range: bytes 0-9/\x1b[31m10")]
    [InlineData("X-\x1b[31mA: b")]
    [InlineData("Content-Range: bytes 0-9/10\r\nContent-Encoding: \x1b[31mgzip")]
    public async Task Fields_of_an_answer_cannot_reach_the_terminal(string field)
    {
        await using var server = new RawServer(RawServer.Head("206 Partial Content", "Content-Length: 10", field) + "0123456789");
        RequirePlain(await ReadAsync(server));
    }

    [Theory]
    [InlineData("\x1b[31mNOTHTTP\r\n\r\n")]
    [InlineData("HTTP/1.1 403 \x1b[31mNo\r\nContent-Length: 0\r\n\r\n")]
    public async Task Other_than_HTTP_cannot_reach_the_terminal(string answer)
    {
        await using var server = new RawServer(answer);
        RequirePlain(await ReadAsync(server));
    }

    [Theory]
    [InlineData("Last-Modified: " + Escape + "yesterday")]
    [InlineData("x-amz-missing-meta: many")]
    [InlineData("x-amz-mp-parts-count: -")]
    [InlineData("Expires: never")]
    [InlineData("x-amz-object-lock-retain-until-date: " + Escape)]
    public async Task A_field_that_cannot_be_read_and_is_not_needed_does_no_harm(string field)
    {
        await using var server = new RawServer(RawServer.Head("206 Partial Content", "Content-Length: 3", "Content-Range: bytes 0-2/3", "ETag: \"t\"", field) + "abc");
        using S3ObjectStore store = Open(server);
        byte[] bytes = new byte[3];
        ObjectRead read = await store.ReadAsync("a.npy", 0, bytes, null, Token);
        Assert.Equal("abc"u8, bytes);
        Assert.Equal(("t", 3L), (read.Facts.ETag, read.Facts.Length));
    }

    [Theory]
    [InlineData("204 No Content", "Content-Length: 10")]
    [InlineData("203 Non-Authoritative", "Content-Length: 10")]
    [InlineData("200 OK", "Transfer-Encoding: chunked")]
    [InlineData("200 OK", "X-None: 1")]
    [InlineData("200 OK", "Content-Length: " + Escape)]
    public async Task What_does_not_tell_an_object_is_no_empty_object(string status, string field)
    {
        await using var server = new RawServer((_, stream, token) => WriteAsync(stream, RawServer.Head(status, field, "ETag: \"t\""), token));
        Assert.Equal(ObjectFailure.Refused, (await StatAsync(server)).Failure);
        RequirePlain(await ReadAsync(server));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task What_was_encoded_on_its_way_is_refused(string encoding)
    {
        await using var server = new RawServer(RawServer.Head("206 Partial Content", "Content-Length: 3", "Content-Range: bytes 0-2/3", $"Content-Encoding: {encoding}") + "abc");
        ObjectException e = await ReadAsync(server, 3);
        Assert.Equal(ObjectFailure.Refused, e.Failure);
        Assert.Contains($"encoded as {encoding}", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tag_that_cannot_be_sent_is_compared_only()
    {
        await using var server = new RawServer(RawServer.Head("206 Partial Content", "Content-Length: 3", "Content-Range: bytes 0-2/3", "ETag: \"a\u00e9\x1b\"") + "abc");
        using S3ObjectStore store = Open(server);
        byte[] bytes = new byte[3];
        ObjectFacts facts = (await store.ReadAsync("a.npy", 0, bytes, null, Token)).Facts;
        Assert.Equal("W/a\\u00e9\\u001b", facts.ETag);
        await store.ReadAsync("a.npy", 0, bytes, facts, Token);
        Assert.DoesNotContain(server.Requests, request => request.Contains("If-Match", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task One_byte_after_another_for_ever_is_an_error()
    {
        await using var server = new RawServer(async (_, stream, token) =>
        {
            await WriteAsync(stream, RawServer.Head("206 Partial Content", "Content-Length: 1000000", "Content-Range: bytes 0-999999/1000000"), token);
            while (true)
            {
                await stream.WriteAsync("x"u8.ToArray(), token);
                await Task.Delay(20, token);
            }
        });
        using S3ObjectStore store = Open(server, new StorageOptions { Timeout = TimeSpan.FromSeconds(0.3) });
        ObjectException e = await Assert.ThrowsAsync<ObjectException>(() => store.ReadAsync("a.npy", 0, new byte[1_000_000], null, Token).AsTask());
        Assert.Equal(ObjectFailure.Unavailable, e.Failure);
        Assert.Matches("only [0-9]+ bytes came within 0.3 s, and 1024 a second are needed", e.Message);
    }

    [Fact]
    public async Task Nothing_signed_goes_over_http_to_another_machine()
    {
        using var store = new S3ObjectStore(StoreAddress.OfS3(new Uri("http://no-such-host.invalid"), "bucket"), new StorageOptions { Anonymous = false });
        var e = await Assert.ThrowsAsync<TesseraException>(() => store.StatAsync("a.npy", Token).AsTask());
        Assert.Equal(TesseraErrorKind.InvalidArgument, e.Kind);
        Assert.Contains("https", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("us-east-1/../x")]
    [InlineData("evil.test#")]
    public async Task A_region_is_no_part_of_an_address(string region)
    {
        using var store = new S3ObjectStore(StoreAddress.OfS3(null, "bucket"), new StorageOptions { Region = region });
        Assert.Contains("AWS_REGION", (await Assert.ThrowsAsync<TesseraException>(() => store.StatAsync("a.npy", Token).AsTask())).Message, StringComparison.Ordinal);
    }

    private static void RequirePlain(ObjectException e)
    {
        Assert.DoesNotContain(e.Message, char.IsControl);
        Assert.DoesNotContain('\u202e', e.Message);
    }

    private static string Whole(string body, string status = "200 OK") => RawServer.Head(status, "Content-Type: application/xml", $"Content-Length: {body.Length}") + body;

    private static Task WriteAsync(Stream stream, string text, CancellationToken token) => stream.WriteAsync(Encoding.Latin1.GetBytes(text), token).AsTask();

    private static string HostIn(string request) => request.Split("\r\n").First(line => line.StartsWith("Host:", StringComparison.OrdinalIgnoreCase))[5..].Trim();

    private static S3ObjectStore Open(RawServer server, StorageOptions? options = null) => new(StoreAddress.OfS3(server.Url, "bucket"), options ?? Hurried);

    private static async Task<ObjectException> ReadAsync(RawServer server, int count = 10)
    {
        using S3ObjectStore store = Open(server);
        return await Assert.ThrowsAsync<ObjectException>(() => store.ReadAsync("a.npy", 0, new byte[count], null, Token).AsTask());
    }

    private static async Task<ObjectException> StatAsync(RawServer server)
    {
        using S3ObjectStore store = Open(server);
        return await Assert.ThrowsAsync<ObjectException>(() => store.StatAsync("a.npy", Token).AsTask());
    }

    private static async Task<ObjectException> ListAsync(RawServer server)
    {
        using S3ObjectStore store = Open(server);
        return await Assert.ThrowsAsync<ObjectException>(async () =>
        {
            await foreach (ObjectFacts _ in store.ListAsync("", Token)) { }
        });
    }
}
