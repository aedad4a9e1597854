using TesseraGdal.Forms;
using TesseraGdal.Forms.Npy.Registry;
using TesseraGdal.Geometry;
using Xunit;

namespace TesseraGdal.Tests.Registry;

/// <summary>What tests of a kept registry share: a clock, a folder for indexes, and a manifest of one tile.</summary>
public abstract class KeptRegistry
{
    private protected static CancellationToken Token => TestContext.Current.CancellationToken;
    private protected static readonly TileId Tile = new(15, 5205), Later = new(25, 5205);
    private protected readonly FakeClock _clock = new();
    private protected readonly string _cache = TempFolder.Create();
    private PresenceOptions? _options;

    private protected PresenceOptions Options =>
        _options ??= new() { CacheDirectory = _cache, Clock = _clock, GeotesseraFolder = Path.Combine(_cache, "geotessera") };

    private protected static async Task<string> ManifestAsync() => await ManifestFile.Of((2024, 0.15, 52.05, 1)).SaveAsync();

    private protected static Task WriteAsync(string folder, params TileId[] tiles) =>
        ManifestFile.Of([.. tiles.Select(tile => (2024, tile.Longitude, tile.Latitude, 1L))]).SaveAsync(Path.Combine(folder, "manifest.parquet"));

    /// <summary>Opens the registry as a new process would.</summary>
    private protected ValueTask<TilePresence> OpenAsync(WatchedStore store, bool useGeotesseraCache = false) =>
        OwnRegistry.OpenAsync(Fixtures.V1, store, "manifest.parquet", Options with { UseGeotesseraCache = useGeotesseraCache }, Token);

    private protected string[] IndexFiles() => Directory.Exists(Path.Combine(_cache, "registry")) ? Directory.GetFiles(Path.Combine(_cache, "registry"), "*.index") : [];
}
