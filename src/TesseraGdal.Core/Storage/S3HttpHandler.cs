namespace TesseraGdal.Storage;

/// <summary>
/// Stands between the SDK and the wire. It sends our own User-Agent (gateways refuse some, formats.md §1.1), and marks every
/// ETag as no MD5: the SDK takes an ETag without a dash for the MD5 of whatever came, and throws ArgumentOutOfRangeException
/// where it is no hexadecimal number. We do our own checks, so <see cref="Unmark"/> gives the tag back as it was.
/// </summary>
internal sealed class S3HttpHandler : DelegatingHandler
{
    private const string Mark = "-tessera";
    private readonly string _userAgent;

    public S3HttpHandler(string userAgent, HttpMessageHandler inner)
        : base(inner) => _userAgent = userAgent;

    /// <summary>The tag as the server sent it, its quotes removed; a weak one keeps its <c>W/</c>, as it can't be asked for with If-Match.</summary>
    public static string? Unmark(string? tag)
    {
        if (string.IsNullOrEmpty(tag)) return null;
        if (tag.EndsWith(Mark, StringComparison.Ordinal)) tag = tag[..^Mark.Length];
        bool weak = tag.StartsWith("W/", StringComparison.Ordinal);
        string bare = (weak ? tag[2..] : tag).Trim('"');
        return bare.Length == 0 ? null : weak ? "W/" + bare : bare;
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Remove("User-Agent");
        request.Headers.TryAddWithoutValidation("User-Agent", _userAgent);
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.Headers.NonValidated.TryGetValues("ETag", out var tags))
        {
            string tag = tags.ToString();
            response.Headers.Remove("ETag");
            response.Headers.TryAddWithoutValidation("ETag", tag + Mark);
        }
        return response;
    }
}
