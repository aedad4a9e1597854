using System.Globalization;
using System.Net;

namespace TesseraGdal.Storage.S3;

/// <summary>
/// Stands between the SDK and the wire. Requests go to the host of the source and to no other; what is no object or listing is an
/// <see cref="S3AnswerException"/> before the SDK sees it. Sends our own User-Agent instead of the SDK's: gateways refuse some (formats.md §1.1).
/// </summary>
internal sealed class S3HttpHandler : DelegatingHandler
{
    /// <summary>A page of a listing has at most 1000 keys of at most 1024 bytes, each byte escaped at worst.</summary>
    private const int LongestPage = 8 << 20;

    /// <summary>An error's document is waited for no longer than this: its status has said what matters.</summary>
    private static readonly TimeSpan LongestWaitForDocument = TimeSpan.FromSeconds(5);

    private readonly Uri _service;
    private readonly string _bucketHost;
    private readonly string _userAgent;

    /// <summary>Wraps the wire.</summary>
    /// <param name="service">The service, whose host is asked.</param>
    /// <param name="bucket">The bucket, which may stand before the service's host.</param>
    /// <param name="userAgent">What we call ourselves.</param>
    /// <param name="inner">The wire.</param>
    public S3HttpHandler(Uri service, string bucket, string userAgent, HttpMessageHandler inner)
        : base(inner)
    {
        _service = service;
        _bucketHost = $"{bucket}.{service.Host}";
        _userAgent = userAgent;
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Uri asked = request.RequestUri!;
        if (!IsOurs(asked)) throw new InvalidOperationException($"A request to {HostOf(asked)} was made for the source at {HostOf(_service)}.");
        request.Headers.Remove("User-Agent");
        request.Headers.TryAddWithoutValidation("User-Agent", _userAgent);
        // What is compressed on its way is not the object, and has other ranges.
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");
        HttpResponseMessage answer = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            // A handler of the program's own may have followed a redirect.
            if (answer.RequestMessage?.RequestUri is { } answered && !IsOurs(answered))
                throw new S3AnswerException(HttpStatusCode.Redirect, HostOf(asked)) { LeadsTo = HostOf(answered) };
            if (answer.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.PartialContent)) throw await ErrorOfAsync(asked, answer, cancellationToken).ConfigureAwait(false);
            if (IsListing(asked))
            {
                await ReadPageAsync(asked, answer, cancellationToken).ConfigureAwait(false);
                return answer;
            }
            // Where there is no length the SDK would tell 0. The length of an object of which a part comes is in Content-Range.
            if (answer.StatusCode == HttpStatusCode.OK && answer.Content.Headers.ContentLength is null)
                throw new S3AnswerException(answer.StatusCode, HostOf(asked)) { Fault = "did not tell the object's length" };
            S3AnswerHeaders.Tidy(answer);
            return answer;
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    private bool IsOurs(Uri asked) => asked.Scheme == _service.Scheme && asked.Port == _service.Port
        && (string.Equals(asked.Host, _service.Host, StringComparison.OrdinalIgnoreCase) || string.Equals(asked.Host, _bucketHost, StringComparison.OrdinalIgnoreCase));

    private static bool IsListing(Uri asked) => asked.Query.Contains("list-type=2", StringComparison.Ordinal);

    private static async ValueTask ReadPageAsync(Uri asked, HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            await answer.Content.LoadIntoBufferAsync(LongestPage, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new S3AnswerException(answer.StatusCode, HostOf(asked)) { Fault = $"sent a listing of more than {LongestPage} bytes" };
        }
        // A page for people (a login, an error), if it is well-formed by chance, would be an empty listing to the SDK, which also takes a DTD.
        Stream page = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        if (S3Document.RootOf(page) != "ListBucketResult") throw new S3AnswerException(answer.StatusCode, HostOf(asked)) { Fault = "answered with something that is no listing" };
        page.Position = 0;
    }

    private static async ValueTask<S3AnswerException> ErrorOfAsync(Uri asked, HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        S3Document document = await DocumentOfAsync(answer, cancellationToken).ConfigureAwait(false);
        return new S3AnswerException(answer.StatusCode, HostOf(asked))
        {
            Code = document.Code,
            LeadsTo = (int)answer.StatusCode is >= 300 and < 400 and not 304 ? LeadsTo(asked, Header(answer, "Location")) ?? document.Endpoint : null,
            Region = Header(answer, "x-amz-bucket-region") ?? document.Region,
            RetryAfter = RetryAfterOf(Header(answer, "Retry-After")),
        };
    }

    private static async ValueTask<S3Document> DocumentOfAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        byte[] start = new byte[S3Document.MaxLength];
        int count = 0;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LongestWaitForDocument);
        try
        {
            Stream body = await answer.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);
            for (int read; count < start.Length && (read = await body.ReadAsync(start.AsMemory(count), limit.Token).ConfigureAwait(false)) > 0;) count += read;
        }
        catch (Exception e) when (e is IOException or HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // The status is the error; of its document there is what has come.
            TesseraLog.Debug?.Invoke($"The document of an error did not come whole: {e.Message}");
        }
        return S3Document.Parse(start.AsMemory(0, count));
    }

    /// <summary>Only the host is told: what follows it may hold a signature.</summary>
    private static string? LeadsTo(Uri asked, string? location)
    {
        if (location is null) return null;
        if (!Uri.TryCreate(asked, location, out Uri? target) || target.Host.Length == 0) return "what is no address";
        string scheme = target.Scheme == asked.Scheme ? "" : target.Scheme + "://";
        return scheme + HostOf(target);
    }

    private static string HostOf(Uri address) => address.IsDefaultPort ? address.IdnHost : string.Create(CultureInfo.InvariantCulture, $"{address.IdnHost}:{address.Port}");

    private static string? Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.First() : null;

    /// <summary>Retry-After as seconds or as a date (RFC 9110 §10.2.3).</summary>
    private static TimeSpan? RetryAfterOf(string? value)
    {
        if (uint.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out uint seconds)) return TimeSpan.FromSeconds(seconds);
        if (!DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date)) return null;
        TimeSpan wait = date - DateTimeOffset.UtcNow;
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }
}
