using TesseraGdal.Catalog;
using TesseraGdal.Rasters;
using TesseraGdal.Rasters.Views;
using TesseraGdal.Registry;
using TesseraGdal.Storage;

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
        var reader = new SettingsReader(parsed.Query, openOptions, configuration);
        TesseraSettings settings = TesseraSettings.Parse(reader, configuration);
        ViewRequest view = ViewRequest.Parse(reader);
        StorePair stores = ObjectStores.Open(SourceResolver.Resolve(settings), settings.Storage);

        // One case a form (design.md §2), as in NameParser.
        return parsed switch
        {
            TileName tile => await OpenTileAsync(tile, view, stores, settings, cancellationToken).ConfigureAwait(false),
            _ => throw new TesseraException(TesseraErrorKind.Internal, $"No raster is made of {parsed}."),
        };
    }

    private static async ValueTask<IRaster> OpenTileAsync(TileName name, ViewRequest view, StorePair stores, TesseraSettings settings, CancellationToken cancellationToken)
    {
        Dataset dataset = name.Dataset ?? settings.Dataset
            ?? throw new TesseraException(TesseraErrorKind.InvalidArgument, $"The name {name} leaves out the dataset: write TESSERA:v1/{name.Year}/{name.Tile}, or set TESSERA_DATASET.");
        TileRegistry? registry = await TileFinder.DemandAsync(dataset, name, stores, settings.Registry, cancellationToken).ConfigureAwait(false);
        TileReadOptions options = view.Apply(settings.Tiles);
        IRaster raster = await TileRaster.OpenAsync(TileSource.Of(dataset, name.Year, name.Tile), stores.Cached, options, cancellationToken).ConfigureAwait(false);
        return view.Apply(raster, registry is null ? null : StretchSource.Of(registry, name.Year, name.Tile.Zone, stores.Cached, options, settings.Storage.CacheDirectory));
    }
}
