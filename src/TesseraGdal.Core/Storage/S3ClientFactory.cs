using System.Net;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using TesseraGdal.Storage.Network;
using HttpClientFactory = Amazon.Runtime.HttpClientFactory;

namespace TesseraGdal.Storage;

/// <summary>Makes the SDK's client for an address: no retries of its own (ours are <see cref="RetryingObjectStore"/>), no checksums of its own, our own HTTP client.</summary>
internal static class S3ClientFactory
{
    private const string FallbackRegion = "us-west-2";

    /// <summary>For TLS, and for what a proxy does first, after <see cref="HostConnector"/> has connected.</summary>
    private static readonly TimeSpan Handshake = TimeSpan.FromSeconds(10);

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
            // No connection is heard of before the silence of a whole request is.
            TimeSpan patience = options.ConnectTimeout ?? HostConnector.Patience;
            if (patience > options.Timeout) patience = 0.8 * options.Timeout;
            var wire = new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                AutomaticDecompression = DecompressionMethods.None,
                ConnectCallback = new HostConnector(options.Proxies, patience, HostReach.Process).ConnectAsync,
                ConnectTimeout = patience + Handshake,
                Proxy = options.Proxies is { } proxies ? new ConfiguredProxy(proxies) : null,
                UseProxy = options.Proxies is not null,
                MaxResponseDrainSize = 1 << 16,
                UseCookies = false,
            };
            HttpMessageHandler reach = new ReachHandler(options.Proxies, HostReach.Process, wire);
            if (options.Headers is { } headers) reach = new HeaderHandler(headers, reach);
            return new HttpClient(new S3HttpHandler(options.UserAgent ?? UserAgent.Own, reach)) { Timeout = Timeout.InfiniteTimeSpan };
        }

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => true;

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

        public override string? GetConfigUniqueString(IClientConfig clientConfig) => null;
    }
}
