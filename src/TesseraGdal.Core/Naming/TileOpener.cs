using TesseraGdal.Catalog;
using TesseraGdal.Rasters;
using TesseraGdal.Registry;
using TesseraGdal.Storage;

namespace TesseraGdal.Naming;

/// <summary>One tile on its own grid: a published one, <c>TESSERA:v1/2024/grid_0.15_52.05</c>, or a local one by its file.</summary>
internal static class TileOpener
{
    internal static async ValueTask<IRaster> OpenAsync(TileName name, Opening opening, CancellationToken cancellationToken)
    {
        RefuseOptions(name, opening, name.Year);
        Dataset dataset = opening.DatasetOf(name.Dataset, name, $"{YearName.PathOf(null, name.Year)}/{name.Tile}");
        TileRegistry? registry = await TileFinder.DemandAsync(dataset, name, opening, cancellationToken).ConfigureAwait(false);
        IRaster raster = await TileRaster.OpenAsync(TileSource.Of(dataset, name.Year, name.Tile), opening.Stores.Cached, opening.Tiles, cancellationToken).ConfigureAwait(false);
        return opening.Show(raster, registry, name.Year, name.Tile.Zone);
    }

    internal static async ValueTask<IRaster> OpenAsync(LocalTileName name, Opening opening, CancellationToken cancellationToken)
    {
        RefuseOptions(name, opening, 2024);
        LocalTile tile = LocalTile.Find(name);
        StorePair stores = ObjectStores.Open([new SourceRoute(StoreAddress.OfDirectory(tile.Root), key => key, "local")], opening.Settings.Storage);
        return opening.View.Apply(await TileRaster.OpenAsync(tile.Source, stores.Cached, opening.Tiles, cancellationToken).ConfigureAwait(false), zone: null);
    }

    /// <summary>Refuses what is only for more than a tile.</summary>
    private static void RefuseOptions(DatasetName name, Opening opening, int year)
    {
        if (opening.Area is { } area) throw area.NotOfTile();
        if (opening.View.IsCoverage)
            throw new TesseraException(TesseraErrorKind.InvalidArgument, $"The name {name} is of a tile, and view=coverage is of a dataset or a year, as in TESSERA:v1/{year}?view=coverage.");
    }
}
