using TesseraGdal.Catalog;
using TesseraGdal.Forms;
using TesseraGdal.Naming;
using TesseraGdal.Quantization;
using TesseraGdal.Rasters.Stored;
using TesseraGdal.Storage;

namespace TesseraGdal.Settings;

/// <summary>
/// All settings of design.md §2, read from the name, the open options and the configuration. Equal settings share sources, caches and registries in a process.
/// Into this room (Settings) come the texts of options; out go typed values, the view and the area, or an error that names the option. No
/// store is asked for them.
/// </summary>
internal sealed record TesseraSettings
{
    /// <summary>The settings that may be open options, without the prefix <c>TESSERA_</c> that they have as configuration options.</summary>
    public static IReadOnlyList<string> OptionNames { get; } =
    [
        "SOURCE", "LAYOUT", "DATASET", "REGISTRY", "REGISTRY_TTL", "CACHE_DIR", "CACHE_SIZE", "CACHE_MEMORY", "OFFLINE", "MAX_CONNECTIONS",
        "TIMEOUT", "RETRIES", "MAX_READ", "VERIFY", "INVALID", "MAX_SCALE", "WATER", "OVERVIEWS",
    ];

    private const string AutoSource = "auto";

    /// <summary><c>TESSERA_SOURCE</c>: <c>auto</c>, a source's name, an S3 URL, an http(s) URL of a bucket, or a folder.</summary>
    public string Source { get; init; } = AutoSource;

    /// <summary><c>TESSERA_LAYOUT</c>: how the source arranges objects; null for <c>auto</c>.</summary>
    public Layout? Layout { get; init; }

    /// <summary><c>TESSERA_DATASET</c>: the dataset of names that leave it out; or null.</summary>
    public Dataset? Dataset { get; init; }

    /// <summary>How objects are fetched and kept.</summary>
    public StorageOptions Storage { get; init; } = new();

    /// <summary>How it is found out what exists, and how long that is trusted.</summary>
    public PresenceOptions Presence { get; init; } = new();

    /// <summary>How pixels are read.</summary>
    public ReadOptions ReadOptions { get; init; } = new() { MaxRead = 4L << 30 };

    /// <summary><c>TESSERA_OVERVIEWS</c>.</summary>
    public OverviewChoice Overviews { get; init; }

    /// <summary><c>AWS_S3_ENDPOINT</c> with <c>AWS_HTTPS</c>: the service behind <c>s3://</c> URLs; null for AWS.</summary>
    public Uri? S3Endpoint { get; init; }

    /// <summary><c>AWS_VIRTUAL_HOSTING</c>: whether <c>s3://</c> buckets are part of the host's name; by default on AWS, and not with an endpoint of one's own.</summary>
    public bool S3VirtualHosting { get; init; } = true;

    /// <summary>Whether the source is one of those that are known, alone or as <c>auto</c>, and not one of the user's own.</summary>
    public bool IsKnownSource => string.Equals(Source, AutoSource, StringComparison.OrdinalIgnoreCase) || Catalogue.FindSource(Source) is not null;

    /// <summary>The full path of the source where it can be no more than a folder, whether or not there is one; else null.</summary>
    public string? SourceFolder =>
        IsKnownSource || Source.Contains("://", StringComparison.Ordinal) || Source.StartsWith("/vsi", StringComparison.Ordinal) || Source.Contains('\0', StringComparison.Ordinal)
            ? null
            : Path.GetFullPath(Source);

    /// <summary>Reads the settings.</summary>
    /// <param name="openOptions">Open options, without prefix; they win over the configuration.</param>
    /// <param name="configuration">Looks up a configuration option or environment variable by its full name.</param>
    /// <exception cref="TesseraException">A value is not one of those that are allowed; the message names the setting, the value and what is allowed.</exception>
    public static TesseraSettings Parse(IReadOnlyDictionary<string, string> openOptions, Func<string, string?> configuration) =>
        Parse(new SettingsReader(NameQuery.None, openOptions, configuration), configuration);

    internal static TesseraSettings Parse(SettingsReader reader, Func<string, string?> configuration)
    {
        var defaults = new TesseraSettings();
        Uri? endpoint = ReadEndpoint(reader);
        var settings = new TesseraSettings
        {
            Source = reader.Setting("SOURCE")?.Text ?? defaults.Source,
            Layout = ReadLayout(reader),
            Dataset = ReadDataset(reader),
            Storage = ReadStorage(reader, configuration),
            ReadOptions = ReadPixels(reader, defaults.ReadOptions),
            Overviews = reader.Setting("OVERVIEWS")?.Choice("auto", "nearest", "none") switch { "nearest" => OverviewChoice.Nearest, "none" => OverviewChoice.None, _ => OverviewChoice.Auto },
            S3Endpoint = endpoint,
            S3VirtualHosting = reader.Known("AWS_VIRTUAL_HOSTING")?.Flag() ?? endpoint is null,
        };
        settings = settings with { Storage = settings.Storage with { Headers = HeaderReader.Read(reader, settings.IsKnownSource) } };
        return settings with { Presence = ReadPresence(reader, settings) };
    }

    /// <summary>The same, with requests sent by a program's own handler.</summary>
    /// <param name="wire">It, or null for ours.</param>
    internal TesseraSettings Through(Wire? wire)
    {
        if (wire is null) return this;
        StorageOptions storage = Storage with { Wire = wire };
        return this with { Storage = storage, Presence = Presence with { Storage = storage } };
    }

    private static PresenceOptions ReadPresence(SettingsReader reader, TesseraSettings settings)
    {
        string? location = reader.Setting("REGISTRY")?.Text;
        return new PresenceOptions
        {
            Location = location,
            Folder = settings.SourceFolder,
            FolderLayout = settings.SourceFolder is null ? null : settings.Layout,
            // Whether a file in a folder has changed can be seen at once, and people change their folders.
            TimeToLive = reader.Setting("REGISTRY_TTL")?.Time(TimeSpan.Zero, TimeSpan.FromDays(36500))
                ?? (location is null && settings.SourceFolder is not null ? TimeSpan.Zero : settings.Presence.TimeToLive),
            Offline = settings.Storage.Offline,
            CacheDirectory = settings.Storage.CacheDirectory,
            UseGeotesseraCache = location is null && settings.IsKnownSource,
            Storage = settings.Storage,
        };
    }

    private static ReadOptions ReadPixels(SettingsReader reader, ReadOptions defaults) => new()
    {
        Pixels = new PixelOptions
        {
            KeepInvalid = reader.Setting("INVALID")?.Choice("nan", "raw") == "raw",
            MaxScale = reader.Setting("MAX_SCALE")?.PositiveNumber() ?? defaults.Pixels.MaxScale,
        },
        MaskWater = reader.Setting("WATER")?.Choice("keep", "mask") == "mask",
        Threads = ReadThreads(reader) ?? defaults.Threads,
        MaxRead = reader.Setting("MAX_READ")?.Bytes(min: 1) ?? defaults.MaxRead,
    };

    private static StorageOptions ReadStorage(SettingsReader reader, Func<string, string?> configuration)
    {
        var defaults = new StorageOptions();
        return new StorageOptions
        {
            CacheDirectory = ReadCacheDirectory(reader, configuration),
            CacheSize = reader.Setting("CACHE_SIZE")?.Bytes(min: 0) ?? defaults.CacheSize,
            CacheMemory = reader.Setting("CACHE_MEMORY")?.Bytes(min: 0) ?? defaults.CacheMemory,
            Offline = reader.Setting("OFFLINE")?.Flag() ?? defaults.Offline,
            MaxConnections = reader.Setting("MAX_CONNECTIONS")?.Integer(1, 256) ?? defaults.MaxConnections,
            Timeout = reader.Setting("TIMEOUT")?.Time(TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1)) ?? ReadLimit(reader, "GDAL_HTTP_TIMEOUT") ?? defaults.Timeout,
            ConnectTimeout = ReadLimit(reader, "GDAL_HTTP_CONNECTTIMEOUT"),
            Retries = (reader.Setting("RETRIES") ?? reader.Known("GDAL_HTTP_MAX_RETRY"))?.Integer(0, 100) ?? defaults.Retries,
            RetryDelay = reader.Known("GDAL_HTTP_RETRY_DELAY")?.Time(TimeSpan.Zero, TimeSpan.FromMinutes(1)) ?? defaults.RetryDelay,
            Proxies = ProxyReader.Read(reader),
            Verify = reader.Setting("VERIFY")?.Choice("when-whole", "before-use") == "before-use" ? VerifyMode.BeforeUse : VerifyMode.WhenWhole,
            Anonymous = reader.Known("AWS_NO_SIGN_REQUEST")?.Flag() ?? defaults.Anonymous,
            Region = (reader.Known("AWS_REGION") ?? reader.Known("AWS_DEFAULT_REGION"))?.Text,
            UserAgent = reader.Known("GDAL_HTTP_USERAGENT")?.Text,
        };
    }

    /// <summary>A time limit of GDAL's; 0 is none to curl, and leaves ours.</summary>
    private static TimeSpan? ReadLimit(SettingsReader reader, string name) =>
        reader.Known(name)?.Time(TimeSpan.Zero, TimeSpan.FromDays(1)) is { } limit && limit > TimeSpan.Zero ? limit : null;

    /// <summary>Empty or NO means none (a GDAL user's way to say so); a relative folder is taken from the process's.</summary>
    private static string? ReadCacheDirectory(SettingsReader reader, Func<string, string?> configuration)
    {
        if (reader.SettingOrEmpty("CACHE_DIR") is not { } given) return CacheFolder.Default(configuration);
        if (given.Text.ToUpperInvariant() is "" or "NO") return null;
        return given.Text.Contains('\0', StringComparison.Ordinal)
            ? throw given.NotAllowed("a folder is needed, or NO for none")
            : Path.GetFullPath(given.Text);
    }

    private static Layout? ReadLayout(SettingsReader reader)
    {
        if (reader.Setting("LAYOUT") is not { } given) return null;
        string name = given.Choice(["auto", .. Catalogue.Layouts.Select(layout => layout.Name)]);
        return name == "auto" ? null : Catalogue.FindLayout(name);
    }

    /// <summary>Reads <c>TESSERA_DATASET</c> alone.</summary>
    /// <exception cref="TesseraException">There is no such dataset.</exception>
    internal static Dataset? ReadDataset(SettingsReader reader) =>
        reader.Setting("DATASET") is { } given
            ? Catalogue.FindDataset(given.Text) ?? throw given.NotAllowed($"datasets are {string.Join(", ", Catalogue.Datasets)}")
            : null;

    /// <summary>A host with its port, as GDAL has it, or a URL, as newer ones allow.</summary>
    private static Uri? ReadEndpoint(SettingsReader reader)
    {
        bool isHttps = reader.Known("AWS_HTTPS")?.Flag() ?? true;
        if (reader.Known("AWS_S3_ENDPOINT") is not { } given) return null;
        string url = given.Text.Contains("://", StringComparison.Ordinal) ? given.Text : $"{(isHttps ? "https" : "http")}://{given.Text}";
        return Uri.TryCreate(url, UriKind.Absolute, out Uri? endpoint) && endpoint.Scheme is "http" or "https" && endpoint.Query.Length == 0 && endpoint.UserInfo.Length == 0
            ? endpoint
            : throw given.NotAllowed("a host is needed, with its port where it has one, such as localhost:9000");
    }

    private static int? ReadThreads(SettingsReader reader)
    {
        if (reader.Known("GDAL_NUM_THREADS") is not { } given) return null;
        if (string.Equals(given.Text, "ALL_CPUS", StringComparison.OrdinalIgnoreCase)) return Environment.ProcessorCount;
        return given.Integer(1, 1024);
    }
}
