using System.Net;
using Microsoft.Extensions.Logging;
using TesseraGdal.Forms;
using TesseraGdal.Naming;
using TesseraGdal.Openers;
using TesseraGdal.Settings;
using TesseraGdal.Storage;

namespace TesseraGdal.Client;

/// <summary>
/// What a <see cref="TesseraClient"/> reads, and how. What is left null comes from <see cref="Settings"/>, then from the environment variables that GDAL programs
/// read too (<c>TESSERA_SOURCE</c>, <c>AWS_REGION</c>), then from the defaults.
/// </summary>
public sealed record TesseraClientOptions
{
    private const string Prefix = "TESSERA_";

    /// <summary>The one dataset that the client reads: <c>v1</c>, <c>v1.1-cambridge</c>. Embeddings of different datasets mean different things and are never mixed.</summary>
    public string Dataset { get; init; } = "v1";

    /// <summary>Where the data comes from: <c>auto</c>, a source's name, <c>s3://bucket/prefix</c>, <c>http(s)://endpoint/bucket/prefix</c>, or a folder.</summary>
    public string? Source { get; init; }

    /// <summary>The folder of the cache on disk; <c>NO</c> for none. By default the user's, which GDAL programs share.</summary>
    public string? CacheDirectory { get; init; }

    /// <summary>Whether only what is in the cache is used.</summary>
    public bool? Offline { get; init; }

    /// <summary>Other settings by the full names that the driver's documentation gives them: <c>TESSERA_TIMEOUT</c>, <c>TESSERA_INVALID</c>, <c>AWS_S3_ENDPOINT</c>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether environment variables count.</summary>
    public bool UseEnvironment { get; init; } = true;

    /// <summary>
    /// Told each request (<see cref="LogLevel.Debug"/>) and what is no failure but should be known (<see cref="LogLevel.Warning"/>), as long as the client lives.
    /// What other clients of the process do is told too: they share sources and caches.
    /// </summary>
    public ILogger? Logger { get; init; }

    /// <summary>
    /// Sends the requests, in place of this library's own sockets: for proxies, certificates, tests. It may be a <see cref="SocketsHttpHandler"/>, or a
    /// <see cref="DelegatingHandler"/> around one. It must not follow redirects, nor unpack bodies. What is for the wire is then its own to say: proxies, TLS, and how long connecting may take;
    /// all that this library asks of answers (hosts, lengths, checksums, <c>TESSERA_TIMEOUT</c>) holds all the same. The program keeps it alive as long as anything is read with it, and disposes of it.
    /// </summary>
    public HttpMessageHandler? HttpHandler { get; init; }

    /// <summary>The settings that these options mean.</summary>
    /// <exception cref="TesseraException">A value is not one of those that are allowed, or there is no such setting (InvalidArgument).</exception>
    internal Opening Open()
    {
        foreach (string name in Settings.Keys)
        {
            if (name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && !TesseraSettings.OptionNames.Contains(name[Prefix.Length..], StringComparer.OrdinalIgnoreCase))
                throw new TesseraException(TesseraErrorKind.InvalidArgument, $"There is no setting {Quoted.Of(name)}. There are {string.Join(", ", TesseraSettings.OptionNames.Select(known => Prefix + known))}.");
        }
        var given = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["DATASET"] = Dataset };
        if (Source is not null) given["SOURCE"] = Source;
        if (CacheDirectory is not null) given["CACHE_DIR"] = CacheDirectory;
        if (Offline is { } offline) given["OFFLINE"] = offline ? "YES" : "NO";
        DemandPlain(HttpHandler);
        return new Opening(new CatalogueName(NameQuery.None), given, Configuration, HttpHandler is null ? null : new Wire(HttpHandler));
    }

    /// <summary>Refuses what would follow redirects or unpack bodies below us, where we would not see it (design.md §3: a request stays with its host).</summary>
    private static void DemandPlain(HttpMessageHandler? handler)
    {
        while (handler is DelegatingHandler { InnerHandler: { } inner }) handler = inner;
        (bool redirects, DecompressionMethods unpacks) = handler switch
        {
            SocketsHttpHandler sockets => (sockets.AllowAutoRedirect, sockets.AutomaticDecompression),
            HttpClientHandler client => (client.AllowAutoRedirect, client.AutomaticDecompression),
            _ => (false, DecompressionMethods.None),
        };
        if (redirects) throw new TesseraException(TesseraErrorKind.InvalidArgument, "The client's HttpHandler follows redirects. Set its AllowAutoRedirect to false: a request stays with the host that it was sent to.");
        if (unpacks != DecompressionMethods.None)
            throw new TesseraException(TesseraErrorKind.InvalidArgument, "The client's HttpHandler unpacks bodies. Set its AutomaticDecompression to None: lengths and checksums are those of the bytes that were sent.");
    }

    private string? Configuration(string name)
    {
        foreach ((string key, string value) in Settings) // GDAL's options have no case
        {
            if (string.Equals(key, name, StringComparison.OrdinalIgnoreCase)) return value;
        }
        return UseEnvironment ? Environment.GetEnvironmentVariable(name) : null;
    }
}
