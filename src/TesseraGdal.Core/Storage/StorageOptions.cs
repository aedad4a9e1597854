using TesseraGdal.Storage.Network;

namespace TesseraGdal.Storage;

/// <summary>When the bytes of an object are compared with its published checksum.</summary>
internal enum VerifyMode
{
    /// <summary>As soon as the last block of the object is there; until then parts rest on length and tag (design.md §3).</summary>
    WhenWhole,

    /// <summary>Before the first byte is handed out: whole objects are fetched.</summary>
    BeforeUse,
}

/// <summary>How objects are fetched and kept. Equal options share one set of stores in a process.</summary>
internal sealed record StorageOptions
{
    /// <summary><c>TESSERA_CACHE_DIR</c>: folder of the disk cache; null or empty for none.</summary>
    public string? CacheDirectory { get; init; }

    /// <summary><c>TESSERA_CACHE_SIZE</c>: bytes that the disk cache may hold.</summary>
    public long CacheSize { get; init; } = 20L << 30;

    /// <summary><c>TESSERA_CACHE_MEMORY</c>: bytes of blocks held in memory, process-wide.</summary>
    public long CacheMemory { get; init; } = 128L << 20;

    /// <summary><c>TESSERA_OFFLINE</c>: never use the network.</summary>
    public bool Offline { get; init; }

    /// <summary><c>TESSERA_MAX_CONNECTIONS</c>: requests under way at once to one source.</summary>
    public int MaxConnections { get; init; } = 8;

    /// <summary><c>TESSERA_TIMEOUT</c>, or <c>GDAL_HTTP_TIMEOUT</c>: how long a request may go without a byte.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary><c>GDAL_HTTP_CONNECTTIMEOUT</c>: how long a host may take until it is connected; null for <see cref="Network.HostConnector.Patience"/>.</summary>
    public TimeSpan? ConnectTimeout { get; init; }

    /// <summary>Through which proxies sources are asked; null for none.</summary>
    public ProxySettings? Proxies { get; init; }

    /// <summary><c>TESSERA_RETRIES</c>, or <c>GDAL_HTTP_MAX_RETRY</c>: how often a request that failed for a passing reason is tried again.</summary>
    public int Retries { get; init; } = 5;

    /// <summary><c>GDAL_HTTP_RETRY_DELAY</c>: the pause before the second try, doubled before each further one.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary><c>TESSERA_VERIFY</c>.</summary>
    public VerifyMode Verify { get; init; } = VerifyMode.WhenWhole;

    /// <summary><c>AWS_NO_SIGN_REQUEST</c> ≠ NO: requests carry no credentials.</summary>
    public bool Anonymous { get; init; } = true;

    /// <summary><c>AWS_REGION</c>, where the source does not fix one.</summary>
    public string? Region { get; init; }

    /// <summary><c>GDAL_HTTP_USERAGENT</c>, or our own; some gateways refuse requests without one (formats.md §1.1).</summary>
    public string? UserAgent { get; init; }

    /// <summary>A program's own way to the wire, in place of ours. Stores are shared by those who have the same one.</summary>
    public Wire? Wire { get; init; }

    /// <summary><c>GDAL_HTTP_HEADERS</c>: what is sent with each request besides, each on a line as <c>Name: value</c>; or null.</summary>
    public string? Headers { get; init; }

    /// <summary>Without values: some are secrets.</summary>
    public override string ToString() => nameof(StorageOptions);
}
