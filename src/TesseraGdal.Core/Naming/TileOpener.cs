using TesseraGdal.Catalog;
using TesseraGdal.Rasters;
using TesseraGdal.Registry;
using TesseraGdal.Storage;

namespace TesseraGdal.Naming;

/// <summary>One tile on its own grid: a published one, <c>TESSERA:v1/2024/grid_0.15_52.05</c>, or a local one by its file.</summary>
internal static class TileOpener
{
    /// <summary>The year of an example, where a name has none.</summary>
    private const int ExampleYear = 2024;

    /// <summary>Opens a published tile.</summary>
    /// <exception cref="TesseraException">It does not exist (NotFound: says what is nearest), or an option is only for more than a tile (InvalidArgument), or it cannot be had.</exception>
    internal static async ValueTask<IRaster> OpenAsync(TileName name, Opening opening, CancellationToken cancellationToken)
    {
        RefuseOptions(name, opening, name.Year);
        Dataset dataset = opening.DatasetOf(name.Dataset, name, $"{YearName.PathOf(null, name.Year)}/{name.Tile}");
        TileRegistry? registry = await TileFinder.DemandAsync(dataset, name, opening, cancellationToken).ConfigureAwait(false);
        IRaster raster = await TileRaster.OpenAsync(TileSource.Of(dataset, name.Year, name.Tile), opening.Stores.Cached, opening.Tiles, cancellationToken).ConfigureAwait(false);
        return opening.Show(raster, registry, name.Year, name.Tile.Zone);
    }

    /// <summary>Opens a tile by its local file.</summary>
    /// <exception cref="TesseraException">The file, or one that belongs to it, is not there (NotFound), or an option is only for more than a tile (InvalidArgument), or it cannot be read.</exception>
    internal static async ValueTask<IRaster> OpenAsync(LocalTileName name, Opening opening, CancellationToken cancellationToken)
    {
        RefuseOptions(name, opening, ExampleYear);
        LocalTile tile = LocalTile.Find(name);
        StorePair stores = ObjectStores.Open([new SourceRoute(StoreAddress.OfDirectory(tile.Root), key => key, "local")], opening.Settings.Storage);
        return opening.View.Apply(await TileRaster.OpenAsync(tile.Source, stores.Cached, opening.Tiles, cancellationToken).ConfigureAwait(false), zone: null);
    }

    /// <summary>Refuses what is only for more than a tile.</summary>
    private static void RefuseOptions(DatasetName name, Opening opening, int year)
    {
        if (opening.Area is { } area) throw area.NotOfTile();
        if (opening.View.IsCoverage)
            throw new TesseraException(TesseraErrorKind.InvalidArgument, $"The name {name} is of a tile, and view:coverage is of a dataset or a year, as in TESSERA:v1/{year}/view:coverage.");
    }
}
