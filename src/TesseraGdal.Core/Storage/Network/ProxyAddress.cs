using System.Globalization;

namespace TesseraGdal.Storage.Network;

/// <summary>A proxy as curl writes it: <c>[scheme://][user:password@]host[:port]</c>. As text it is its address alone: neither user nor password is ever shown.</summary>
internal sealed record ProxyAddress
{
    /// <summary>curl's port for a proxy that names none; of <c>https://</c> it is 443.</summary>
    private const int CurlPort = 1080;

    private ProxyAddress() { }

    /// <summary>Scheme, host and port: the scheme is <c>http</c>, <c>https</c>, <c>socks4</c>, <c>socks4a</c> or <c>socks5</c>.</summary>
    public required Uri Address { get; init; }

    /// <summary>The setting that names it, for messages.</summary>
    public required string Setting { get; init; }

    /// <summary>The user, or null.</summary>
    public string? User { get; init; }

    /// <summary>The password, or null.</summary>
    public string? Password { get; init; }

    /// <summary>Reads an address; null where it is none.</summary>
    /// <param name="text">As curl writes it; a user and password in it are URL-encoded.</param>
    /// <param name="setting">Where it was read.</param>
    public static ProxyAddress? TryParse(string text, string setting)
    {
        int schemeEnd = text.IndexOf("://", StringComparison.Ordinal);
        string scheme = schemeEnd < 0 ? "http" : text[..schemeEnd].ToLowerInvariant() switch
        {
            "socks5h" => "socks5", // .NET's socks5 leaves names to the proxy, as socks5h does
            var named => named,
        };
        if (scheme is not ("http" or "https" or "socks4" or "socks4a" or "socks5")) return null;
        string authority = schemeEnd < 0 ? text : text[(schemeEnd + 3)..];
        int slash = authority.LastIndexOf('/'), at = authority.LastIndexOf('@');
        // A password may hold a slash; what follows the host may not be more than one.
        if (slash > at) authority = slash == authority.Length - 1 ? authority[..slash] : "";
        string host = authority[(at + 1)..];
        if (host.Length == 0) return null;
        if (!HasPort(host)) host = string.Create(CultureInfo.InvariantCulture, $"{host}:{(scheme == "https" ? 443 : CurlPort)}");
        if (!Uri.TryCreate($"{scheme}://{host}", UriKind.Absolute, out Uri? address) || address.Host.Length == 0 || address.PathAndQuery is not ("" or "/")) return null;
        (string? user, string? password) = at < 0 ? (null, null) : Split(authority[..at]);
        return new ProxyAddress { Address = address, Setting = setting, User = user, Password = password };
    }

    /// <summary><c>user:password</c>, URL-encoded as curl wants it, in its two parts.</summary>
    public static (string? User, string? Password) Split(string credentials)
    {
        int colon = credentials.IndexOf(':', StringComparison.Ordinal);
        return colon < 0
            ? (Uri.UnescapeDataString(credentials), null)
            : (Uri.UnescapeDataString(credentials[..colon]), Uri.UnescapeDataString(credentials[(colon + 1)..]));
    }

    /// <summary>Whether an endpoint that is connected to is this proxy's.</summary>
    public bool IsAt(string host, int port) => port == Address.Port && string.Equals(host, Address.IdnHost, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override string ToString() => $"{Address.Scheme}://{Address.Authority}";

    private static bool HasPort(string host)
    {
        int colon = host.LastIndexOf(':');
        return colon >= 0 && colon > host.LastIndexOf(']') && colon < host.Length - 1 && host.AsSpan(colon + 1).IndexOfAnyExceptInRange('0', '9') < 0;
    }
}
