namespace TesseraGdal.Storage;

/// <summary>Stands between the SDK and the wire and sends our own User-Agent instead of the SDK's: gateways refuse some (formats.md §1.1).</summary>
internal sealed class S3HttpHandler : DelegatingHandler
{
    private readonly string _userAgent;

    public S3HttpHandler(string userAgent, HttpMessageHandler inner)
        : base(inner) => _userAgent = userAgent;

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Remove("User-Agent");
        request.Headers.TryAddWithoutValidation("User-Agent", _userAgent);
        return base.SendAsync(request, cancellationToken);
    }
}
