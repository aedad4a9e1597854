using TesseraGdal.Catalog;
using TesseraGdal.Rasters;
using TesseraGdal.Registry;

namespace TesseraGdal.Naming;

/// <summary>From what a user types to a raster: parses the name, reads the settings, finds the source and the tile, and opens it.</summary>
public static class RasterOpener
{
    /// <summary>Opens what a <c>TESSERA:</c> name means.</summary>
    /// <param name="name">The name, with its prefix (design.md §2).</param>
    /// <param name="openOptions">Open options without the prefix <c>TESSERA_</c>; they win over <paramref name="configuration"/>, and what stands in the name wins over both.
    /// Options that are not ours are left alone: GDAL has warned of them.</param>
    /// <param name="configuration">Looks up a configuration option by its full name: <c>TESSERA_SOURCE</c>, <c>AWS_REGION</c>; called before the first await only.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <exception cref="TesseraException">The name cannot be parsed, a setting is wrong, or what it names is not there.</exception>
    public static async ValueTask<IRaster> OpenAsync(
        string name, IReadOnlyDictionary<string, string> openOptions, Func<string, string?> configuration, CancellationToken cancellationToken)
    {
        DatasetName parsed = DatasetName.Parse(name);
        var opening = new Opening(parsed, openOptions, configuration);

        // One case a form (design.md §2), as in NameParser.
        return parsed switch
        {
            CatalogueName => CatalogueOpener.Open(opening),
            CoverageName dataset => await CoverageOpener.OpenAsync(dataset, opening, cancellationToken).ConfigureAwait(false),
            YearName year when opening.View.IsCoverage => await CoverageOpener.OpenAsync(year, opening, cancellationToken).ConfigureAwait(false),
            YearName year => await YearOpener.OpenAsync(year, opening, cancellationToken).ConfigureAwait(false),
            ZoneName zone => await ZoneOpener.OpenAsync(zone, opening, cancellationToken).ConfigureAwait(false),
            TileName tile => await OpenTileAsync(tile, opening, cancellationToken).ConfigureAwait(false),
            _ => throw new TesseraException(TesseraErrorKind.Internal, $"No raster is made of {parsed}."),
        };
    }

    private static async ValueTask<IRaster> OpenTileAsync(TileName name, Opening opening, CancellationToken cancellationToken)
    {
        if (opening.Area is { } area) throw area.NotOfTile();
        if (opening.View.IsCoverage)
            throw new TesseraException(TesseraErrorKind.InvalidArgument, $"The name {name} is of a tile, and view=coverage is of a dataset or a year, as in TESSERA:v1/{name.Year}?view=coverage.");
        Dataset dataset = opening.DatasetOf(name.Dataset, name, $"{YearName.PathOf(null, name.Year)}/{name.Tile}");
        TileRegistry? registry = await TileFinder.DemandAsync(dataset, name, opening, cancellationToken).ConfigureAwait(false);
        IRaster raster = await TileRaster.OpenAsync(TileSource.Of(dataset, name.Year, name.Tile), opening.Stores.Cached, opening.Tiles, cancellationToken).ConfigureAwait(false);
        return opening.Show(raster, registry, name.Year, name.Tile.Zone);
    }
}
