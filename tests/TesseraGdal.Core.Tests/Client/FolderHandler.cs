using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;

namespace TesseraGdal.Tests.Client;

/// <summary>A program's own handler: serves a folder as an S3 server would serve a bucket, without a wire. An answer of the test's goes before that.</summary>
internal sealed class FolderHandler(string folder, Func<HttpRequestMessage, HttpResponseMessage?>? first = null) : HttpMessageHandler
{
    /// <summary>The requests so far: method, host and path.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>Whether it was disposed of.</summary>
    public bool IsDisposed { get; private set; }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests.Enqueue($"{request.Method} {request.RequestUri!.Host}{request.RequestUri.AbsolutePath}");
        HttpResponseMessage response = first?.Invoke(request) ?? Answer(request);
        response.RequestMessage ??= request;
        return Task.FromResult(response);
    }

    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        base.Dispose(disposing);
    }

    private HttpResponseMessage Answer(HttpRequestMessage request)
    {
        string key = Uri.UnescapeDataString(request.RequestUri!.AbsolutePath).Split('/', 3)[2], path = Path.Combine(folder, key);
        if (!File.Exists(path)) return new HttpResponseMessage(HttpStatusCode.NotFound) { Content = new StringContent("<Error><Code>NoSuchKey</Code></Error>") };
        byte[] all = File.ReadAllBytes(path);
        RangeItemHeaderValue? range = request.Headers.Range?.Ranges.Single();
        int from = (int)(range?.From ?? 0), end = (int)Math.Min(all.Length, (range?.To ?? all.Length - 1) + 1);
        var response = new HttpResponseMessage(range is null ? HttpStatusCode.OK : HttpStatusCode.PartialContent) { Content = new ByteArrayContent(all[from..end]) };
        if (range is not null) response.Content.Headers.ContentRange = new ContentRangeHeaderValue(from, end - 1, all.Length);
        response.Headers.ETag = new EntityTagHeaderValue("\"0123456789abcdef0123456789abcdef-2\"");
        response.Content.Headers.LastModified = DateTimeOffset.UnixEpoch.AddYears(50);
        return response;
    }
}
