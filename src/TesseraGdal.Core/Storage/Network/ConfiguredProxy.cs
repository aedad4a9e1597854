using System.Net;

namespace TesseraGdal.Storage.Network;

/// <summary>Our proxy settings as .NET's HTTP client asks for them.</summary>
internal sealed class ConfiguredProxy(ProxySettings settings) : IWebProxy, ICredentials
{
    /// <inheritdoc/>
    public ICredentials? Credentials
    {
        get => this;
        set => throw new NotSupportedException("The proxy's user is part of its settings.");
    }

    /// <inheritdoc/>
    public Uri? GetProxy(Uri destination) => settings.For(destination)?.Address;

    /// <inheritdoc/>
    public bool IsBypassed(Uri host) => settings.For(host) is null;

    /// <summary>User and password of the proxy at an address, for a way of proving them that the settings allow; a SOCKS proxy names no way.</summary>
    public NetworkCredential? GetCredential(Uri uri, string authType)
    {
        ProxyAddress? proxy = settings.Http?.Address == uri ? settings.Http : settings.Https?.Address == uri ? settings.Https : null;
        return proxy?.User is { } user && Allows(authType) ? new NetworkCredential(user, proxy.Password) : null;
    }

    private bool Allows(string authType) => authType.Length == 0 || settings.Authentication switch
    {
        null or "ANY" => true,
        "ANYSAFE" => !authType.Equals("Basic", StringComparison.OrdinalIgnoreCase),
        var only => authType.Equals(only, StringComparison.OrdinalIgnoreCase),
    };
}
