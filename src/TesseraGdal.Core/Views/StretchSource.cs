using TesseraGdal.Catalog;
using TesseraGdal.Forms;
using TesseraGdal.Geometry;
using TesseraGdal.Rasters;
using TesseraGdal.Rasters.Stored;

namespace TesseraGdal.Views;

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

    /// <summary>Gives the tiles' pixels.</summary>
    public required IPixelSource Pixels { get; init; }

    /// <summary>How their pixels are read.</summary>
    public required ReadOptions Options { get; init; }

    /// <summary><c>TESSERA_CACHE_DIR</c>: the folder under which stretches are kept; null or empty for none.</summary>
    public string? CacheDirectory { get; init; }

    /// <summary>The tiles of a place's zone; null where it is not known which there are.</summary>
    public static StretchSource? Of(IPlace place)
    {
        if (place is not { Presence: { } presence, Pixels: { } pixels, Year: { } year, Zone: { } zone }) return null;
        return new StretchSource
        {
            Dataset = presence.Dataset,
            Year = year,
            Zone = zone,
            Tiles = presence.Cells(year, zone),
            Tag = $"{presence.Source}\n{presence.Tag ?? FormattableString.Invariant($"{presence.Count(year)} tiles")}",
            Pixels = pixels,
            Options = place.Options,
            CacheDirectory = place.CacheDirectory,
        };
    }

    /// <summary>All that makes the colours of three bands what they are.</summary>
    public string IdentityOf(IReadOnlyList<int> bands) => FormattableString.Invariant(
        $"{Pixels.Source}\n{Tag}\n{Dataset} {Dataset.Version} {Dataset.Variant} {Year} {Zone}\n{string.Join(',', bands)}\n{Options.Pixels} {Options.MaskWater}");

    /// <summary>Opens one of the tiles to look at its values.</summary>
    /// <exception cref="TesseraException">It cannot be had, or is not what it should be.</exception>
    public ValueTask<ISampledRaster> OpenAsync(TileId tile, CancellationToken cancellationToken) =>
        Pixels.OpenTileAsync(tile, Options with { View = EmbeddingView.Instance, Overviews = false, MaxRead = long.MaxValue }, cancellationToken);
}
