using System.Globalization;
using TesseraGdal.Catalog;
using TesseraGdal.Geometry;
using TesseraGdal.Rasters;
using TesseraGdal.Registry;

namespace TesseraGdal.Naming;

/// <summary>Where a dataset has tiles: <c>TESSERA:v1</c>, whose subdatasets are its years, and <c>TESSERA:v1/2024/view:coverage</c>. Needs the registry and nothing else.</summary>
internal static class CoverageOpener
{
    private static readonly GeoBox Earth = new(-180, -90, 180, 90);

    /// <summary>All years of a dataset.</summary>
    internal static async ValueTask<IRaster> OpenAsync(CoverageName name, Opening opening, CancellationToken cancellationToken)
    {
        TileRegistry registry = await DatasetRegistry.DemandAsync(name.Dataset, opening, cancellationToken).ConfigureAwait(false);
        if (registry.Years.Count == 0) throw new Absence(name.Dataset, null, registry).OfAny();
        NameQuery query = opening.Carried;
        Subdataset[] years = [.. registry.Summarize().Select(year => new Subdataset(new YearName(name.Dataset, year.Year, query).ToString(), Describe(year)))];
        return new CoverageRaster(registry, registry.Years, await BoxAsync(opening, cancellationToken).ConfigureAwait(false), Metadata(name.Dataset, null, registry, years));
    }

    /// <summary>One year.</summary>
    internal static async ValueTask<IRaster> OpenAsync(YearName name, Opening opening, CancellationToken cancellationToken)
    {
        Dataset dataset = opening.DatasetOf(name.Dataset, name, YearName.PathOf(null, name.Year));
        TileRegistry registry = await DatasetRegistry.DemandAsync(dataset, opening, cancellationToken).ConfigureAwait(false);
        if (registry.Count(name.Year) == 0) throw new Absence(dataset, name.Year, registry).OfAny();
        return new CoverageRaster(registry, [name.Year], await BoxAsync(opening, cancellationToken).ConfigureAwait(false), Metadata(dataset, name.Year, registry, []));
    }

    private static async ValueTask<GeoBox> BoxAsync(Opening opening, CancellationToken cancellationToken) =>
        opening.Area is { } area ? (await area.ReadAsync(cancellationToken).ConfigureAwait(false)).Box : Earth;

    private static string Describe(YearTiles year) =>
        string.Create(CultureInfo.InvariantCulture, $"{year.Year}: {PlaceText.Tiles(year.Count)} in {year.Zones} {(year.Zones == 1 ? "zone" : "zones")}");

    private static Dictionary<string, IReadOnlyList<KeyValuePair<string, string>>> Metadata(Dataset dataset, int? year, TileRegistry registry, Subdataset[] subdatasets)
    {
        var metadata = new Dictionary<string, IReadOnlyList<KeyValuePair<string, string>>>
        {
            [""] = DatasetTags.Of(dataset, year),
            ["TESSERA"] = DatasetTags.Provenance(registry.Source, dataset, year),
        };
        if (subdatasets.Length > 0) metadata[Subdataset.Domain] = Subdataset.MetadataOf(subdatasets);
        return metadata;
    }
}
