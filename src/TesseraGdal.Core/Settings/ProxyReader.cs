using TesseraGdal.Options;
using TesseraGdal.Storage.Network;

namespace TesseraGdal.Settings;

/// <summary>Reads which proxies are to be used: GDAL's options, which QGIS sets, then the environment variables that curl knows, and so GDAL's own network drivers.</summary>
internal static class ProxyReader
{
    private const string ForAll = "GDAL_HTTP_PROXY", ForHttps = "GDAL_HTTPS_PROXY";

    /// <summary>The proxies, or null for none. A name in capitals is none for <c>http:</c>, as with curl: servers put a request's <c>Proxy:</c> header into HTTP_PROXY.</summary>
    /// <exception cref="TesseraException">A value is no proxy; the message does not tell its password.</exception>
    internal static ProxySettings? Read(SettingsReader reader)
    {
        (string? user, string? password) = reader.Known("GDAL_HTTP_PROXYUSERPWD") is { } given ? ProxyAddress.Split(given.Text) : (null, null);
        ProxyAddress? http = First(ForAll, "http_proxy", "all_proxy", "ALL_PROXY");
        ProxyAddress? https = First(ForHttps, ForAll, "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY");
        if (http is null && https is null) return null;
        string? authentication = reader.Known("GDAL_PROXY_AUTH")?.Choice("BASIC", "DIGEST", "NTLM", "NEGOTIATE", "ANY", "ANYSAFE");
        return new ProxySettings { Http = http, Https = https, Bypass = (reader.Known("no_proxy") ?? reader.Known("NO_PROXY"))?.Text, Authentication = authentication };

        ProxyAddress? First(params ReadOnlySpan<string> names)
        {
            foreach (string name in names)
            {
                if (reader.KnownOrEmpty(name) is not { } value) continue;
                // GDAL hands an empty option to curl, which then uses no proxy; an empty variable is none.
                if (value.Text.Length == 0 && name is ForAll or ForHttps) return null;
                if (value.Text.Length == 0) continue;
                ProxyAddress proxy = ProxyAddress.TryParse(value.Text, name) ?? throw Wrong(value);
                return proxy.User is null ? proxy with { User = user, Password = password } : proxy;
            }
            return null;
        }
    }

    private static TesseraException Wrong(SettingValue value)
    {
        int at = value.Text.LastIndexOf('@');
        SettingValue shown = at < 0 ? value : value with { Text = "…" + value.Text[at..] };
        return shown.NotAllowed("a proxy is needed, such as proxy.example.org:3128, http://user:password@proxy.example.org:3128 or socks5://localhost:1080");
    }
}
