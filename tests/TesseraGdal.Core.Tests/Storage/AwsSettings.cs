using System.Diagnostics;
using Amazon.S3;
using Amazon.S3.Model;
using TesseraGdal.Storage;
using TesseraGdal.Storage.S3;
using Xunit;

namespace TesseraGdal.Tests.Storage;

/// <summary>
/// What people set for other programs of AWS diverts no source, and anonymous requests open none of its files (design.md §2). Each case is a process, as the SDK
/// looks at its surroundings once.
/// </summary>
public sealed class AwsSettings : IDisposable
{
    /// <summary>What a child is told: the server, signed or anonymous, where to write its report.</summary>
    private const string Told = "TESSERA_TEST_AWS_CHILD";

    private const string Object = "HTTP/1.1 206 Partial Content\r\nContent-Length: 3\r\nContent-Range: bytes 0-2/3\r\nETag: \"t\"\r\nConnection: close\r\n\r\nabc";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tessera-aws-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Home => Path.Combine(_folder.FullName, "home");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Anonymous_requests_open_no_file_of_AWS()
    {
        // Whoever opens one of these waits for ever.
        Pipes.Make(Path.Combine(Home, ".aws", "config"));
        Pipes.Make(Path.Combine(Home, ".aws", "credentials"));
        await RunAsync(isSigned: false, []);
    }

    [Fact]
    public async Task Anonymous_requests_open_no_file_that_the_environment_names()
    {
        await RunAsync(isSigned: false, new()
        {
            ["AWS_CONFIG_FILE"] = Pipes.Make(Path.Combine(_folder.FullName, "config")),
            ["AWS_SHARED_CREDENTIALS_FILE"] = Pipes.Make(Path.Combine(_folder.FullName, "credentials")),
            ["AWS_PROFILE"] = "other",
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_setting_of_AWS_diverts_a_source(bool isSigned)
    {
        await using var trap = new RawServer(Object);
        Directory.CreateDirectory(Path.Combine(Home, ".aws"));
        await File.WriteAllTextAsync(Path.Combine(Home, ".aws", "config"),
            $"[default]\nendpoint_url = {trap.Url}\nuse_fips_endpoint = true\nuse_dualstack_endpoint = true\nregion = eu-west-3\nservices = mine\n[services mine]\ns3 =\n  endpoint_url = {trap.Url}\n", Token);
        await File.WriteAllTextAsync(Path.Combine(Home, ".aws", "credentials"), "[default]\naws_access_key_id = AKTEST\naws_secret_access_key = SKTEST\n", Token);
        string request = await RunAsync(isSigned, []);
        Assert.Equal(isSigned, request.Contains("Credential=AKTEST", StringComparison.Ordinal));
        request = await RunAsync(isSigned, new()
        {
            ["AWS_ENDPOINT_URL"] = trap.Url.AbsoluteUri,
            ["AWS_ENDPOINT_URL_S3"] = trap.Url.AbsoluteUri,
            ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "false",
            ["AWS_USE_FIPS_ENDPOINT"] = "true",
            ["AWS_USE_DUALSTACK_ENDPOINT"] = "true",
            ["AWS_S3_US_EAST_1_REGIONAL_ENDPOINT"] = "legacy",
            ["AWS_DEFAULTS_MODE"] = "auto",
            ["AWS_MAX_ATTEMPTS"] = "7",
        });
        Assert.Equal(isSigned, request.Contains("Credential=AKTEST", StringComparison.Ordinal));
        Assert.Empty(trap.Requests);
    }

    /// <summary>The child's part; it is no test by itself.</summary>
    [Fact(Explicit = true)]
    public async Task Child_asks_as_it_is_told_to()
    {
        string[] told = Environment.GetEnvironmentVariable(Told)!.Split('\n');
        var options = new StorageOptions { Anonymous = told[1] == "anonymous", Region = "us-east-1" };
        using var store = new S3ObjectStore(StoreAddress.OfS3(new Uri(told[0]), "bucket"), options);
        byte[] bytes = new byte[3];
        await store.ReadAsync("a.npy", 0, bytes, null, Token);
        Assert.Equal("abc"u8, bytes);
        using AmazonS3Client aws = S3ClientFactory.Make(StoreAddress.OfS3(null, "bucket", region: "us-west-2", pathStyle: false), options);
        await File.WriteAllTextAsync(told[2], aws.DetermineServiceOperationEndpoint(new GetObjectRequest { BucketName = "bucket", Key = "a.npy" }).URL, Token);
    }

    /// <summary>Lets a child read from a server, and ask AWS's own for nothing but its address.</summary>
    /// <returns>The head of the one request.</returns>
    private async Task<string> RunAsync(bool isSigned, Dictionary<string, string> environment)
    {
        await using var server = new RawServer(Object);
        string program = Path.ChangeExtension(typeof(AwsSettings).Assembly.Location, OperatingSystem.IsWindows() ? ".exe" : null);
        string report = Path.Combine(_folder.FullName, "report");
        File.Delete(report);
        var start = new ProcessStartInfo(program, ["-explicit", "only", "-method", $"*{nameof(AwsSettings)}.{nameof(Child_asks_as_it_is_told_to)}", "-noColor"]) { RedirectStandardOutput = true };
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal)).ToArray()) start.Environment.Remove(name);
        start.Environment["HOME"] = start.Environment["USERPROFILE"] = Home;
        start.Environment[Told] = string.Join('\n', server.Url, isSigned ? "signed" : "anonymous", report);
        foreach ((string name, string value) in environment) start.Environment[name] = value;

        using Process process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        try
        {
            string output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            Assert.True(File.Exists(report), output);
        }
        catch (OperationCanceledException) when (!Token.IsCancellationRequested)
        {
            process.Kill();
            Assert.Fail("The child waits: it has opened a file that anonymous requests do not need.");
        }
        Assert.Equal("https://bucket.s3.us-west-2.amazonaws.com/", await File.ReadAllTextAsync(report, Token));
        return Assert.Single(server.Requests);
    }
}
