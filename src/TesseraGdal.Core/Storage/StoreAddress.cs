namespace TesseraGdal.Storage;

/// <summary>Where a source's objects are: a bucket and prefix of an S3 service, or a folder. Equal addresses name the same objects.</summary>
internal sealed record StoreAddress
{
    private StoreAddress() { }

    /// <summary>The folder, as a full path; null for S3.</summary>
    public string? Directory { get; private init; }

    /// <summary>The S3 service, which may carry a path of its own (<c>http://127.0.0.1:9000/gateway</c>); null for AWS itself in <see cref="Region"/>.</summary>
    public Uri? ServiceUrl { get; private init; }

    /// <summary>The bucket; empty for a folder.</summary>
    public string Bucket { get; private init; } = "";

    /// <summary>What all keys begin with: empty, or ends in <c>/</c>.</summary>
    public string Prefix { get; private init; } = "";

    /// <summary>The bucket's region, or null where the source does not fix one (then <see cref="StorageOptions.Region"/>, else us-west-2).</summary>
    public string? Region { get; private init; }

    /// <summary>Whether the bucket is part of the path instead of the host's name; needed by most services other than AWS and by buckets with dots.</summary>
    public bool PathStyle { get; private init; }

    /// <summary>The address as a person would write it: <c>s3://bucket/prefix</c>, <c>https://host/bucket/prefix</c> or the folder.</summary>
    public string Name =>
        Directory ?? (ServiceUrl is null ? $"s3://{Bucket}/{Prefix}" : $"{ServiceUrl.AbsoluteUri.TrimEnd('/')}/{Bucket}/{Prefix}").TrimEnd('/');

    /// <summary>A bucket of an S3 service.</summary>
    /// <param name="serviceUrl">The service, <c>http</c> or <c>https</c>, without bucket; null for AWS.</param>
    /// <param name="bucket">The bucket's name, not empty.</param>
    /// <param name="prefix">What all keys begin with; a missing slash at its end is added, one at its start removed.</param>
    /// <param name="region">The region, or null.</param>
    /// <param name="pathStyle">See <see cref="PathStyle"/>.</param>
    /// <exception cref="TesseraException">The service is no http(s) URL, or the bucket's name cannot be one.</exception>
    public static StoreAddress OfS3(Uri? serviceUrl, string bucket, string prefix = "", string? region = null, bool pathStyle = true)
    {
        if (serviceUrl is not null && (!serviceUrl.IsAbsoluteUri || serviceUrl.Scheme is not ("http" or "https")))
            throw Wrong($"'{serviceUrl}' is no S3 service: a URL with http or https is needed");
        if (serviceUrl is { UserInfo.Length: > 0 } or { Query.Length: > 0 } or { Fragment.Length: > 0 })
            throw Wrong($"The address of {serviceUrl.Host} may have no user, password, '?' or '#'");
        if (bucket.Length is 0 or > 255 || !bucket.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
            throw Wrong($"'{bucket}' is no bucket: letters, digits, '.', '-' and '_' are allowed");
        prefix = prefix.Trim('/');
        return new StoreAddress
        {
            ServiceUrl = serviceUrl,
            Bucket = bucket,
            Prefix = prefix.Length == 0 ? "" : prefix + "/",
            Region = string.IsNullOrWhiteSpace(region) ? null : region,
            PathStyle = pathStyle || bucket.Contains('.'),
        };
    }

    /// <summary>A folder, which need not exist yet.</summary>
    /// <param name="path">Its path, absolute or relative to the process's folder.</param>
    public static StoreAddress OfDirectory(string path) => new() { Directory = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)) };

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static TesseraException Wrong(string message) => new(TesseraErrorKind.InvalidArgument, message + ". Check TESSERA_SOURCE.");
}
