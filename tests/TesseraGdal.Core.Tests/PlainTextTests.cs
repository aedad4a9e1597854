using TesseraGdal.Openers;
using TesseraGdal.Rasters;
using TesseraGdal.Settings;
using TesseraGdal.Storage;
using Xunit;

namespace TesseraGdal.Tests;

/// <summary>Nothing that came from outside is printed raw (design.md §5).</summary>
public sealed class PlainTextTests
{
    [Theory]
    [InlineData("plain, with ümläuts and 東京", "plain, with ümläuts and 東京")]
    [InlineData("a\x1b[31mb\nc\td", "a\\x1b[31mb\\x0ac\\x09d")]
    [InlineData("\u009b2J", "\\x9b2J")]
    [InlineData("a\u202eb\u2066c\u200bd\ufeff", "a\\u202eb\\u2066c\\u200bd\\ufeff")]
    [InlineData("\u2028", "\\u2028")]
    [InlineData("\U000e0041", "\\U000e0041")]
    public void Control_characters_are_escaped(string text, string shown)
    {
        Assert.Equal(shown, PlainText.Of(text));
        Assert.Equal(shown, PlainText.Of(shown));
        Assert.Equal(shown, PlainText.OfValue(text));
    }

    [Theory]
    [InlineData("https://user:pw@host/bucket", "https://***@host/bucket")]
    [InlineData("https://user:p@ss@host/bucket", "https://***@host/bucket")]
    [InlineData("https://user:p/w@host/bucket", "https://***@host/bucket")]
    [InlineData("https://token@host/bucket", "https://***@host/bucket")]
    [InlineData("https://user:p'w x@host/bucket", "https://***@host/bucket")]
    [InlineData("user:pw@host:9000", "***@host:9000")]
    [InlineData("AWS_S3_ENDPOINT=user:pw@host", "AWS_S3_ENDPOINT=***@host")]
    [InlineData("https://host/a/b@c", "https://host/a/b@c")]
    [InlineData("https://host:9000/a/b@c", "https://host:9000/a/b@c")]
    [InlineData("https://host/b/a.npy?X-Amz-Expires=9&X-Amz-Signature=0a1b2c&x=1", "https://host/b/a.npy?X-Amz-Expires=9&X-Amz-Signature=***&x=1")]
    [InlineData("s3://b/a?x-amz-security-token=0a", "s3://b/a?x-amz-security-token=***")]
    [InlineData("s3://b/a?AWSAccessKeyId=AK&Signature=0a", "s3://b/a?AWSAccessKeyId=***&Signature=***")]
    [InlineData("TESSERA:v1?source=https://u:p@h/b&year=2024", "TESSERA:v1?source=https://***@h/b&year=2024")]
    [InlineData("https://h/b?sig=0a1b", "https://h/b?sig=***")]
    public void Secrets_in_addresses_are_not_told(string address, string shown)
    {
        Assert.Equal(shown, PlainText.OfValue(address));
        Assert.Equal($"'{shown}'", Quoted.Of(address));
        if (!address.Contains(' ', StringComparison.Ordinal)) Assert.Equal($"No answer from '{shown}'.", PlainText.Of($"No answer from '{address}'."));
    }

    [Fact]
    public void Errors_lines_and_metadata_are_plain()
    {
        const string Raw = "x\x1b[2Jy https://u:p@h/b", Shown = "x\\x1b[2Jy https://***@h/b";
        Assert.Equal(Shown, new TesseraException(TesseraErrorKind.NotFound, Raw).Message);
        var e = new ObjectException(ObjectFailure.NotFound, Raw, Raw, Raw, Raw);
        Assert.DoesNotContain('\x1b', e.Message);
        Assert.DoesNotContain("u:p", e.Message, StringComparison.Ordinal);
        var list = new MetadataList();
        list.Add("ETAG", Raw);
        Assert.Equal(Shown, list.Items[0].Value);
        var lines = new List<string>();
        using (TesseraLog.Listen(line => { lock (lines) lines.Add(line); }, line => { lock (lines) lines.Add(line); }))
        {
            TesseraLog.Debug?.Invoke(Raw);
            TesseraLog.Warn?.Invoke(Raw);
        }
        Assert.Equal(2, lines.Count(line => line == Shown));
        Assert.DoesNotContain(Raw, lines);
    }

    [Theory]
    [InlineData("https://user:hunter2@host/bucket/prefix")]
    [InlineData("https://host/bucket/a?X-Amz-Signature=hunter2")]
    public void A_source_with_a_secret_is_refused_without_telling_it(string source)
    {
        var options = new Dictionary<string, string> { ["SOURCE"] = source };
        var e = Assert.Throws<TesseraException>(() => SourceResolver.Resolve(TesseraSettings.Parse(options, _ => null)));
        Assert.DoesNotContain("hunter2", e.ToString(), StringComparison.Ordinal);
        Assert.Contains("host", e.Message, StringComparison.Ordinal);
    }
}
