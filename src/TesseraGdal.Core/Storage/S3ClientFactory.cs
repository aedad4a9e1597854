using System.Net;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using HttpClientFactory = Amazon.Runtime.HttpClientFactory;

namespace TesseraGdal.Storage;

/// <summary>Makes the SDK's client for an address: no retries of its own (ours are <see cref="RetryingObjectStore"/>), no checksums of its own, our own HTTP client.</summary>
internal static class S3ClientFactory
{
    private const string FallbackRegion = "us-west-2";
    private static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(15);

    public static AmazonS3Client Make(StoreAddress address, StorageOptions options)
    {
        string region = address.Region ?? (string.IsNullOrWhiteSpace(options.Region) ? FallbackRegion : options.Region);
        var config = new AmazonS3Config
        {
            ForcePathStyle = address.PathStyle,
            MaxErrorRetry = 0,
            MaxStaleConnectionRetries = 0,
            ThrottleRetries = false,
            Timeout = Timeout.InfiniteTimeSpan,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            DisableClockSkewCorrection = options.Anonymous,
            HttpClientFactory = new OwnHttpClient(options),
        };
        if (address.ServiceUrl is { } url)
        {
            config.ServiceURL = url.AbsoluteUri;
            config.AuthenticationRegion = region;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }
        return options.Anonymous ? new AmazonS3Client(new AnonymousAWSCredentials(), config) : new AmazonS3Client(config);
    }

    /// <summary>One HTTP client a store, kept as long as the store; the time limits are <see cref="SilenceWatch"/>'s.</summary>
    private sealed class OwnHttpClient(StorageOptions options) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig)
        {
            return new HttpClient(new S3HttpHandler(options.UserAgent ?? UserAgent.Own, options.Wire?.Handler ?? MakeWire()), disposeHandler: options.Wire is null) { Timeout = Timeout.InfiniteTimeSpan };
        }

        private SocketsHttpHandler MakeWire() => new()
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = options.Timeout < LongestConnect ? options.Timeout : LongestConnect,
            MaxResponseDrainSize = 1 << 16,
            UseCookies = false,
        };

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => true;

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

        public override string? GetConfigUniqueString(IClientConfig clientConfig) => null;
    }
}
