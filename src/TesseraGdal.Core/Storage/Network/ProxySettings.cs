using System.Net;

namespace TesseraGdal.Storage.Network;

/// <summary>Through which proxy a host is asked, if through any: what GDAL's options and curl's environment variables say.</summary>
internal sealed record ProxySettings
{
    /// <summary>For <c>http:</c> sources, or null.</summary>
    public ProxyAddress? Http { get; init; }

    /// <summary>For <c>https:</c> sources, or null.</summary>
    public ProxyAddress? Https { get; init; }

    /// <summary>curl's <c>no_proxy</c>: hosts that are asked without a proxy, by name, by the end of their name, as address or as block of addresses; <c>*</c> for all.</summary>
    public string? Bypass { get; init; }

    /// <summary><c>GDAL_PROXY_AUTH</c>: how the user is proved, in upper case; null for whatever the proxy asks for.</summary>
    public string? Authentication { get; init; }

    /// <summary>The proxy for a URL; null to ask its host itself.</summary>
    public ProxyAddress? For(Uri url) => (url.Scheme == Uri.UriSchemeHttps ? Https : Http) is { } proxy && !IsBypassed(url) ? proxy : null;

    /// <summary>The proxy that an endpoint is; null where it is none.</summary>
    public ProxyAddress? At(string host, int port) => Http?.IsAt(host, port) == true ? Http : Https?.IsAt(host, port) == true ? Https : null;

    /// <inheritdoc/>
    public override string ToString() => $"{Http}, {Https}";

    private bool IsBypassed(Uri url) =>
        Bypass is { } hosts && hosts.Split([',', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Any(entry => Matches(entry, url.IdnHost));

    private static bool Matches(string entry, string host)
    {
        if (entry == "*") return true;
        if (IPAddress.TryParse(host, out IPAddress? address))
        {
            if (IPNetwork.TryParse(entry, out IPNetwork block)) return block.Contains(address);
            return IPAddress.TryParse(entry.Trim('[', ']'), out IPAddress? other) && other.Equals(address);
        }
        string end = entry.Trim('.');
        return string.Equals(host, end, StringComparison.OrdinalIgnoreCase) || (end.Length > 0 && host.EndsWith("." + end, StringComparison.OrdinalIgnoreCase));
    }
}
