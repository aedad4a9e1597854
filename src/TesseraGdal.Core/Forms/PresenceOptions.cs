using TesseraGdal.Catalog;
using TesseraGdal.Storage;

namespace TesseraGdal.Forms;

/// <summary>How it is found out what exists of a dataset, and how long that is believed. Equal options for equal sources share what was found in a process.</summary>
internal sealed record PresenceOptions
{
    /// <summary><c>TESSERA_REGISTRY</c>: a manifest file, a folder with one, or a URL (http, https, s3); null for the dataset's own manifest in its source.</summary>
    public string? Location { get; init; }

    /// <summary>The source where it is a local folder, else null: without a manifest, its tiles are found by listing it.</summary>
    public string? Folder { get; init; }

    /// <summary><c>TESSERA_LAYOUT</c>: the one layout that <see cref="Folder"/> has; null to look for all of them.</summary>
    public Layout? FolderLayout { get; init; }

    /// <summary><c>TESSERA_REGISTRY_TTL</c>: how long a registry is believed before its source is asked whether it has changed.</summary>
    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromDays(1);

    /// <summary><c>TESSERA_OFFLINE</c>: never ask.</summary>
    public bool Offline { get; init; }

    /// <summary><c>TESSERA_CACHE_DIR</c>: the folder under which indexes are kept; null or empty to keep them in memory only.</summary>
    public string? CacheDirectory { get; init; }

    /// <summary>
    /// Whether the source is one that geotessera downloads from, so that a manifest in its cache may stand in for the source's.
    /// To be false where the user named a source or a registry.
    /// </summary>
    public bool UseGeotesseraCache { get; init; }

    /// <summary>geotessera's own cache, in place of where it is on this system.</summary>
    internal string? GeotesseraFolder { get; init; }

    /// <summary>How a <see cref="Location"/> that is a URL is fetched.</summary>
    public StorageOptions Storage { get; init; } = new();

    /// <summary>What tells the time.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
