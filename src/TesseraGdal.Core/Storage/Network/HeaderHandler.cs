using TesseraGdal.Forms;

namespace TesseraGdal.Storage.Network;

/// <summary>
/// Adds the user's own headers to each request (GDAL_HTTP_HEADERS). What we or the SDK have set stays: what a request asks for, and who signed it, is not for
/// a header to change.
/// </summary>
internal sealed class HeaderHandler : DelegatingHandler
{
    private static readonly string[] Ours = ["Host", "Range", "User-Agent", "Accept-Encoding", "Connection", "Transfer-Encoding", "Expect", "TE", "Trailer", "Upgrade"];
    private readonly (string Name, string Value)[] _headers;

    /// <summary>Adds headers.</summary>
    /// <param name="lines">One on a line, as <c>Name: value</c>.</param>
    /// <param name="inner">Where requests go.</param>
    public HeaderHandler(string lines, HttpMessageHandler inner)
        : base(inner)
    {
        _headers = [.. from line in lines.Split('\n') let colon = line.IndexOf(':', StringComparison.Ordinal) select (line[..colon], line[(colon + 1)..].Trim()) into header where !IsOurs(header.Item1) select header];
    }

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        foreach ((string name, string value) in _headers)
        {
            if (!request.Headers.Contains(name)) request.Headers.TryAddWithoutValidation(name, value);
        }
        return base.SendAsync(request, cancellationToken);
    }

    private static bool IsOurs(string name) => Ours.Contains(name, StringComparer.OrdinalIgnoreCase)
        || name.StartsWith("If-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("Proxy-", StringComparison.OrdinalIgnoreCase);
}
