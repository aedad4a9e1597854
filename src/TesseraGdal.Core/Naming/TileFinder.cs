using TesseraGdal.Catalog;
using TesseraGdal.Registry;

namespace TesseraGdal.Naming;

/// <summary>Asks the registry whether a tile exists.</summary>
internal static class TileFinder
{
    /// <summary>Passes where the tile exists in that year. Without a registry the source itself is asked for the tile later, whose name says all that is needed.</summary>
    /// <returns>The registry that says so; null where the dataset is published without one.</returns>
    /// <exception cref="TesseraException">It does not (<see cref="TesseraErrorKind.NotFound"/>): the message says what does; or the registry cannot be had.</exception>
    internal static async ValueTask<TileRegistry?> DemandAsync(Dataset dataset, TileName name, Opening opening, CancellationToken cancellationToken)
    {
        TileRegistry? registry = await DatasetRegistry.TryOpenAsync(dataset, opening, cancellationToken).ConfigureAwait(false);
        return registry?.Contains(name.Year, name.Tile) == false ? throw new Absence(dataset, name.Year, registry).OfTile(name) : registry;
    }
}
