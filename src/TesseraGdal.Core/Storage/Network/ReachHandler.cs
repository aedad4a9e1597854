using System.Net;

namespace TesseraGdal.Storage.Network;

/// <summary>Stands above the wire, and tells in our own words what kept a request from its host: no connection, or a proxy that did not let it through.</summary>
internal sealed class ReachHandler : DelegatingHandler
{
    private readonly ProxySettings? _proxies;
    private readonly HostReach _reach;

    public ReachHandler(ProxySettings? proxies, HostReach reach, HttpMessageHandler wire)
        : base(wire) => (_proxies, _reach) = (proxies, reach);

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Uri url = request.RequestUri ?? throw new ArgumentException("A request needs a URL.", nameof(request));
        HttpResponseMessage response;
        try
        {
            response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ProxyTunnelError && _proxies?.For(url) is { } proxy)
        {
            throw OfTunnel(proxy, url, e);
        }
        catch (OperationCanceledException e) when (e.InnerException is TimeoutException && !cancellationToken.IsCancellationRequested)
        {
            // TCP answered in time, TLS or the proxy did not.
            string by = _proxies?.For(url) is { } proxy ? $" through the proxy {proxy}" : "";
            throw new NoConnectionException($"no connection was agreed on in time with its host {url.IdnHost}:{url.Port}{by}", NoConnectionException.CheckNetwork, e);
        }
        if (_proxies?.For(url)?.Address is { } through) _reach.Reached(through.IdnHost, through.Port);
        else _reach.Reached(url.IdnHost, url.Port);
        if (response.StatusCode != HttpStatusCode.ProxyAuthenticationRequired || _proxies?.For(url) is not { } refusing) return response;
        response.Dispose();
        throw Unproved(refusing, null);
    }

    /// <summary>What a proxy answered to CONNECT. One that did not reach the host (5xx) may reach another.</summary>
    private static NoConnectionException OfTunnel(ProxyAddress proxy, Uri url, HttpRequestException error)
    {
        string host = $"{url.IdnHost}:{url.Port}";
        return (int?)error.StatusCode switch
        {
            407 => Unproved(proxy, error),
            null => new NoConnectionException($"the proxy {proxy} made no connection to {host}: {error.GetBaseException().Message.TrimEnd('.', ' ')}", Check(proxy), error) { IsOfProxy = true },
            >= 500 and int status => new NoConnectionException($"the proxy {proxy} answered {status} when it was asked for a connection to {host}", $"{NoConnectionException.CheckNetwork}. {Check(proxy)}", error),
            int status => new NoConnectionException(
                $"the proxy {proxy} answered {status} when it was asked for a connection to {host}", $"Ask who runs the proxy to let {host} through, or check {proxy.Setting}", error)
            { IsOfProxy = true },
        };
    }

    private static NoConnectionException Unproved(ProxyAddress proxy, Exception? error) => new(
        $"the proxy {proxy} answered 407 Proxy Authentication Required",
        proxy.User is null ? "Set GDAL_HTTP_PROXYUSERPWD=user:password" : "It did not take the user and password that were given: check GDAL_HTTP_PROXYUSERPWD, and GDAL_PROXY_AUTH", error)
    { IsOfProxy = true };

    private static string Check(ProxyAddress proxy) => $"Check {proxy.Setting}, which names the proxy";
}
