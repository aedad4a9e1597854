using System.Net;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using TesseraGdal.Storage.Network;
using TesseraGdal.Storage.Sources;
using HttpClientFactory = Amazon.Runtime.HttpClientFactory;

namespace TesseraGdal.Storage.S3;

/// <summary>
/// Makes the SDK's client for an address: no retries of its own (ours are <see cref="RetryingObjectStore"/>), no checksums of its own, our own HTTP client.
/// All that the SDK would look up in the environment and in <c>~/.aws</c> is settled here, so that nothing there diverts a source, and anonymous
/// requests open no file (design.md §2); signed ones look there for credentials, and for nothing else.
/// </summary>
internal static class S3ClientFactory
{
    private const string FallbackRegion = "us-west-2";

    /// <summary>For TLS, and for what a proxy does first, after <see cref="HostConnector"/> has connected.</summary>
    private static readonly TimeSpan Handshake = TimeSpan.FromSeconds(10);

    /// <exception cref="TesseraException">The region's name cannot be one; or credentials would travel in clear text.</exception>
    public static AmazonS3Client Make(StoreAddress address, StorageOptions options)
    {
        string region = address.Region ?? (string.IsNullOrWhiteSpace(options.Region) ? FallbackRegion : options.Region);
        if (!region.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
            throw new TesseraException(TesseraErrorKind.InvalidArgument, $"'{region}' is no region: letters, digits and '-' are allowed. Check AWS_REGION.");
        Uri service = address.ServiceUrl ?? new Uri($"https://s3.{region}.{RegionEndpoint.GetBySystemName(region).PartitionDnsSuffix}");
        if (!options.Anonymous && service.Scheme == Uri.UriSchemeHttp && !service.IsLoopback)
            throw new TesseraException(TesseraErrorKind.InvalidArgument,
                $"{address.Name} is asked over http, and signed requests over http can be read and used by others: no request was made. Use https, or leave out AWS_NO_SIGN_REQUEST=NO.");

        // The SDK's metrics for enterprise support would look for their switch in the environment and the profile.
        AWSConfigs.CSMConfig.CSMEnabled ??= false;
        var config = new AmazonS3Config
        {
            ServiceURL = service.AbsoluteUri,
            AuthenticationRegion = region,
            ForcePathStyle = address.PathStyle,
            HttpClientFactory = new OwnHttpClient(service, address.Bucket, options),
            Timeout = Timeout.InfiniteTimeSpan,
            MaxErrorRetry = 0,
            MaxStaleConnectionRetries = 0,
            ThrottleRetries = false,
            RetryMode = RequestRetryMode.Standard,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            DisableClockSkewCorrection = options.Anonymous,
            AllowAutoRedirect = false,
            IgnoreConfiguredEndpointUrls = true,
            EndpointDiscoveryEnabled = false,
            UseDualstackEndpoint = false,
            UseFIPSEndpoint = false,
            UseArnRegion = false,
            USEast1RegionalEndpointValue = S3UsEast1RegionalEndpointValue.Regional,
            DisableMultiregionAccessPoints = true,
            DisableS3ExpressSessionAuth = true,
            AccountIdEndpointMode = AccountIdEndpointMode.DISABLED,
            AuthSchemePreference = ["aws.auth#sigv4"],
            SigV4aSigningRegionSet = [region],
            DefaultConfigurationMode = DefaultConfigurationMode.Standard,
            DisableRequestCompression = true,
            RequestMinCompressionSizeBytes = 0,
            ClientAppId = "",
            DisableLogging = true,
        };
        return options.Anonymous ? new AmazonS3Client(new AnonymousAWSCredentials(), config) : new AmazonS3Client(config);
    }

    /// <summary>One HTTP client a store, kept as long as the store; the time limits are <see cref="TransferWatch"/>'s.</summary>
    private sealed class OwnHttpClient(Uri service, string bucket, StorageOptions options) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig)
        {
            HttpMessageHandler wire = options.Wire?.Handler ?? new ReachHandler(options.Proxies, HostReach.Process, MakeWire());
            if (options.Headers is { } headers) wire = new HeaderHandler(headers, wire);
            var handler = new S3HttpHandler(service, bucket, options.UserAgent ?? UserAgent.Own, wire);
            return new HttpClient(handler, disposeHandler: options.Wire is null) { Timeout = Timeout.InfiniteTimeSpan };
        }

        private SocketsHttpHandler MakeWire()
        {
            // No connection is heard of before the silence of a whole request is.
            TimeSpan patience = options.ConnectTimeout ?? HostConnector.Patience;
            if (patience > options.Timeout) patience = 0.8 * options.Timeout;
            return new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                AutomaticDecompression = DecompressionMethods.None,
                ConnectCallback = new HostConnector(options.Proxies, patience, HostReach.Process).ConnectAsync,
                ConnectTimeout = patience + Handshake,
                Proxy = options.Proxies is { } proxies ? new ConfiguredProxy(proxies) : null,
                UseProxy = options.Proxies is not null,
                MaxResponseDrainSize = 1 << 16,
                MaxResponseHeadersLength = 64, // KiB
                UseCookies = false,
            };
        }

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => true;

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

        public override string? GetConfigUniqueString(IClientConfig clientConfig) => null;
    }
}
