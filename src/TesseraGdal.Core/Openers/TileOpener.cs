using TesseraGdal.Catalog;
using TesseraGdal.Forms;
using TesseraGdal.Kinds;
using TesseraGdal.Naming;
using TesseraGdal.Rasters;

namespace TesseraGdal.Openers;

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
        (IDatasetForm form, IPresence? presence) = await opening.DemandTileAsync(dataset, name, cancellationToken).ConfigureAwait(false);
        return await opening.View.Show(new TilePlace(form, presence, name.Year, name.Tile, opening), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens a tile by its local file.</summary>
    /// <exception cref="TesseraException">The file, or one that belongs to it, is not there (NotFound), or an option is only for more than a tile (InvalidArgument), or it cannot be read.</exception>
    internal static async ValueTask<IRaster> OpenAsync(LocalFileName name, Opening opening, CancellationToken cancellationToken)
    {
        RefuseOptions(name, opening, ExampleYear);
        LocalPath.Refuse(name, "source", "layout", "registry");
        Form form = FormLookup.OfFile(name.File) ?? throw new TesseraException(TesseraErrorKind.Internal, $"{Quoted.Of(name.File)} is a file of no form.");
        return await opening.View.Show(new FilePlace(form, LocalPath.Full(name.File), opening), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Refuses what is only for more than a tile.</summary>
    private static void RefuseOptions(DatasetName name, Opening opening, int year)
    {
        if (opening.Area is { } area) throw area.NotOfTile();
        if (opening.View.ShowsPresence)
        {
            throw new TesseraException(
                TesseraErrorKind.InvalidArgument,
                $"The name {name} is of a tile, and view:{opening.View.View} is of a dataset or a year, as in TESSERA:v1/{year}/view:{opening.View.View}.");
        }
    }
}
