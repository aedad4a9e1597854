using System.Globalization;
using TesseraGdal.Catalog;
using TesseraGdal.Registry;
using TesseraGdal.Storage;

namespace TesseraGdal.Naming;

/// <summary>Asks the registry whether a tile exists, and where it does not, finds what to tell the user instead.</summary>
internal static class TileFinder
{
    private const double KilometresPerDegree = 6371.0088 * Math.PI / 180;

    /// <summary>Passes where the tile exists in that year.</summary>
    /// <returns>The registry that says so; null where the dataset is published without one.</returns>
    /// <exception cref="TesseraException">It does not (<see cref="TesseraErrorKind.NotFound"/>): the message says what does; or the registry cannot be had.</exception>
    internal static async ValueTask<TileRegistry?> DemandAsync(Dataset dataset, TileName name, StorePair stores, RegistryOptions options, CancellationToken cancellationToken)
    {
        if (dataset.NpyDirectory is null) throw NotFound($"{dataset} has no .npy tiles. {dataset.Description} Datasets with tiles are {WithTiles()}.");
        TileRegistry registry;
        try
        {
            registry = await TileRegistry.OpenAsync(dataset, stores.Direct, TesseraObject.Manifest(dataset).LogicalKey, options, cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectException e) when (options.Location is null && e.Failure is ObjectFailure.NotFound or ObjectFailure.Refused)
        {
            // Some datasets are published without a manifest (formats.md §0.1): then the source itself is asked for the tile, whose name says all that is needed.
            TesseraLog.Debug?.Invoke($"{dataset} has no registry there, so {name.Tile} is looked for without: {e.Message}");
            return null;
        }
        return registry.Contains(name.Year, name.Tile) ? registry : throw NotFound(Explain(dataset, name, registry));
    }

    private static string Explain(Dataset dataset, TileName name, TileRegistry registry)
    {
        string tile = name.Point is var (longitude, latitude)
            ? string.Create(CultureInfo.InvariantCulture, $"{name.Tile}, the tile of {longitude},{latitude},")
            : name.Tile.ToString();
        string asked = string.Create(CultureInfo.InvariantCulture, $"{dataset} has no {tile} in {name.Year}, says the registry from {registry.Source}.");
        IReadOnlyList<int> years = registry.YearsOf(name.Tile);
        if (registry.Years.Count == 0) return $"{asked} It lists no tile of that dataset at all; check TESSERA_SOURCE and TESSERA_REGISTRY.";
        if (years.Count > 0) return $"{asked} Years in which that tile exists: {List(years)}.";
        if (!registry.Years.Contains(name.Year)) return $"{asked} Years of the dataset: {List(registry.Years)}.{Nearest(null)}";
        return $"{asked} It does not exist in any other year either.{Nearest(name.Year)}";

        string Nearest(int? year)
        {
            if (registry.Nearest(year, name.Tile) is not { } nearest) return "";
            double kilometres = TileSearch.Distance(name.Tile, nearest) * KilometresPerDegree;
            IReadOnlyList<int> itsYears = registry.YearsOf(nearest);
            return string.Create(CultureInfo.InvariantCulture, $" The nearest tile is {nearest}, {kilometres:F0} km away, in {List(itsYears)}.");
        }
    }

    private static string List(IReadOnlyList<int> years) => string.Join(", ", years.Select(year => year.ToString(CultureInfo.InvariantCulture)));

    private static string WithTiles() => string.Join(", ", Catalogue.Datasets.Where(d => d.NpyDirectory is not null));

    private static TesseraException NotFound(string message) => new(TesseraErrorKind.NotFound, message);
}
