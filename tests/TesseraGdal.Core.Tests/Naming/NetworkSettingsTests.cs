using TesseraGdal.Settings;
using TesseraGdal.Storage;
using TesseraGdal.Storage.Network;
using Xunit;

namespace TesseraGdal.Tests.Naming;

/// <summary>The settings of GDAL's and curl's that say how hosts are asked.</summary>
public class NetworkSettingsTests
{
    [Theory]
    [InlineData("GDAL_HTTP_PROXY=a:1", "http://a:1", "http://a:1")]
    [InlineData("GDAL_HTTP_PROXY=a:1 GDAL_HTTPS_PROXY=b:2", "http://a:1", "http://b:2")]
    [InlineData("GDAL_HTTPS_PROXY=b:2", null, "http://b:2")]
    [InlineData("http_proxy=c:3 https_proxy=d:4", "http://c:3", "http://d:4")]
    [InlineData("HTTP_PROXY=c:3 HTTPS_PROXY=d:4", null, "http://d:4")]
    [InlineData("all_proxy=socks5h://e:5", "socks5://e:5", "socks5://e:5")]
    [InlineData("ALL_PROXY=e:5 http_proxy=c:3", "http://c:3", "http://e:5")]
    [InlineData("GDAL_HTTP_PROXY=a:1 http_proxy=c:3 https_proxy=d:4", "http://a:1", "http://a:1")]
    [InlineData("GDAL_HTTP_PROXY= http_proxy=c:3 https_proxy=d:4", null, null)]
    [InlineData("GDAL_HTTP_PROXY=a:1 GDAL_HTTPS_PROXY=", "http://a:1", null)]
    [InlineData("http_proxy= all_proxy=e:5", "http://e:5", "http://e:5")]
    [InlineData("no_proxy=x", null, null)]
    public void Proxies_are_those_of_GDAL_and_then_those_of_curl(string settings, string? http, string? https)
    {
        ProxySettings? proxies = Parse(settings).Proxies;
        Assert.Equal((http, https), (proxies?.Http?.ToString(), proxies?.Https?.ToString()));
    }

    [Fact]
    public void A_user_in_the_proxys_address_wins_over_the_one_beside_it()
    {
        ProxySettings proxies = Parse("GDAL_HTTP_PROXY=a:1 GDAL_HTTPS_PROXY=you:there@b:2 GDAL_HTTP_PROXYUSERPWD=me:p%3Aw GDAL_PROXY_AUTH=digest NO_PROXY=x").Proxies!;
        Assert.Equal(("me", "p:w"), (proxies.Http!.User, proxies.Http.Password));
        Assert.Equal(("you", "there"), (proxies.Https!.User, proxies.Https.Password));
        Assert.Equal(("DIGEST", "x", "GDAL_HTTPS_PROXY"), (proxies.Authentication, proxies.Bypass, proxies.Https.Setting));
        Assert.DoesNotContain("there", proxies.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_proxy_is_an_error_that_does_not_tell_its_password()
    {
        var error = Assert.Throws<TesseraException>(() => Parse("GDAL_HTTP_PROXY=ftp://me:secret@a:1"));
        Assert.Contains("GDAL_HTTP_PROXY", error.Message, StringComparison.Ordinal);
        Assert.Contains("@a:1", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Times_and_tries_of_GDAL_count_where_there_are_none_of_ours()
    {
        StorageOptions options = Parse("GDAL_HTTP_TIMEOUT=30 GDAL_HTTP_CONNECTTIMEOUT=4 GDAL_HTTP_MAX_RETRY=3 GDAL_HTTP_RETRY_DELAY=0.5");
        Assert.Equal((30.0, 4.0, 3, 0.5), (options.Timeout.TotalSeconds, options.ConnectTimeout!.Value.TotalSeconds, options.Retries, options.RetryDelay.TotalSeconds));
        options = Parse("GDAL_HTTP_TIMEOUT=30 TESSERA_TIMEOUT=7 GDAL_HTTP_MAX_RETRY=3 TESSERA_RETRIES=1");
        Assert.Equal((7.0, 1), (options.Timeout.TotalSeconds, options.Retries));
        Assert.Equal(new StorageOptions { CacheDirectory = options.CacheDirectory }, Parse("GDAL_HTTP_TIMEOUT=0 GDAL_HTTP_CONNECTTIMEOUT=0"));
    }

    [Theory]
    [InlineData("X-Key: a", "X-Key: a")]
    [InlineData("X-Key: a,Other:b", "X-Key: a\nOther: b")]
    [InlineData("X-Key: a\r\nOther: b,c\r\n", "X-Key: a\nOther: b,c")]
    [InlineData("""X-Key: a,"Other: b, \"c\"",Third: d""", "X-Key: a\nOther: b, \"c\"\nThird: d")]
    [InlineData("Authorization: Bearer x,X-Key: a", "Authorization: Bearer x\nX-Key: a")]
    public void Headers_are_written_as_for_GDAL(string text, string headers) => Assert.Equal(headers, Read(new() { ["GDAL_HTTP_HEADERS"] = text, ["TESSERA_SOURCE"] = "s3://mine" }).Headers);

    [Fact]
    public void Public_sources_are_not_told_who_the_user_is() =>
        Assert.Equal("X-Key: a", Read(new() { ["GDAL_HTTP_HEADERS"] = "authorization: Bearer x,Cookie: y,X-Key: a" }).Headers);

    [Theory]
    [InlineData("no header secret")]
    [InlineData("a b: secret")]
    [InlineData(": secret")]
    public void What_is_no_header_is_an_error_that_does_not_tell_it(string text)
    {
        var error = Assert.Throws<TesseraException>(() => Read(new() { ["GDAL_HTTP_HEADERS"] = text }));
        Assert.Contains("GDAL_HTTP_HEADERS", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    private static StorageOptions Parse(string settings) => Read(settings.Split(' ').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]));

    private static StorageOptions Read(Dictionary<string, string> settings) => TesseraSettings.Parse(new Dictionary<string, string>(), settings.GetValueOrDefault).Storage;
}
