using TesseraGdal.Catalog;
using TesseraGdal.Geometry;
using TesseraGdal.Rasters.Mosaics;
using TesseraGdal.Registry;
using TesseraGdal.Storage;

namespace TesseraGdal.Rasters.Views;

/// <summary>What the colours of a zone's pictures are taken from: the tiles of one dataset, year and zone.</summary>
internal sealed record StretchSource
{
    /// <summary>The dataset.</summary>
    public required Dataset Dataset { get; init; }

    /// <summary>The year.</summary>
    public required int Year { get; init; }

    /// <summary>The zone.</summary>
    public required UtmZone Zone { get; init; }

    /// <summary>All tiles of them, in an order that is always the same; listed when they are needed.</summary>
    public required IEnumerable<TileId> Tiles { get; init; }

    /// <summary>Where the list of tiles came from, and which version of it: when it changes, so may the colours.</summary>
    public required string Tag { get; init; }

    /// <summary>Where the tiles' objects are.</summary>
    public required IObjectStore Store { get; init; }

    /// <summary>How their pixels are read.</summary>
    public required TileReadOptions Options { get; init; }

    /// <summary><c>TESSERA_CACHE_DIR</c>: the folder under which stretches are kept; null or empty for none.</summary>
    public string? CacheDirectory { get; init; }

    /// <summary>From a zone's tile to its objects; published tiles unless said otherwise.</summary>
    public Func<TileId, TileSource>? SourceOf { get; init; }

    /// <summary>The tiles that a registry lists.</summary>
    public static StretchSource Of(TileRegistry registry, int year, UtmZone zone, IObjectStore store, TileReadOptions options, string? cacheDirectory) => new()
    {
        Dataset = registry.Dataset,
        Year = year,
        Zone = zone,
        Tiles = ZoneGrid.Tiles(registry, year, zone),
        Tag = $"{registry.Source}\n{registry.ETag ?? FormattableString.Invariant($"{registry.Count(year)} tiles")}",
        Store = store,
        Options = options,
        CacheDirectory = cacheDirectory,
    };

    /// <summary>All that makes the colours of three bands what they are.</summary>
    public string IdentityOf(IReadOnlyList<int> bands) => FormattableString.Invariant(
        $"{Store.Name}\n{Tag}\n{Dataset} {Dataset.Version} {Dataset.Variant} {Year} {Zone}\n{string.Join(',', bands)}\n{Options.Pixels} {Options.MaskWater}");

    /// <summary>Opens one of the tiles to look at its values.</summary>
    /// <exception cref="TesseraException">It cannot be had, or is not what it should be.</exception>
    public ValueTask<TileRaster> OpenAsync(TileId tile, CancellationToken cancellationToken) => TileRaster.OpenAsync(
        SourceOf?.Invoke(tile) ?? TileSource.Of(Dataset, Year, tile),
        Store,
        Options with { View = EmbeddingView.Instance, Overviews = false, MaxRead = long.MaxValue },
        cancellationToken);
}
