using System.Globalization;
using TesseraGdal.Catalog;
using TesseraGdal.Forms;
using TesseraGdal.Geometry;
using TesseraGdal.Naming;
using TesseraGdal.Rasters;

namespace TesseraGdal.Openers;

/// <summary>Where a dataset has tiles: <c>TESSERA:v1</c>, whose subdatasets are its years, and <c>TESSERA:v1/2024/view:coverage</c>. Needs to know what exists, and no pixel.</summary>
internal static class CoverageOpener
{
    private static readonly GeoBox Earth = new(-180, -90, 180, 90);

    /// <summary>All years of a dataset.</summary>
    internal static async ValueTask<IRaster> OpenAsync(CoverageName name, Opening opening, CancellationToken cancellationToken)
    {
        (_, IPresence presence) = await opening.DemandAsync(name.Dataset, cancellationToken).ConfigureAwait(false);
        if (presence.Years.Count == 0) throw new Absence(name.Dataset, null, presence).OfAny();
        NameQuery query = opening.Carried;
        Subdataset[] years = [.. presence.Summarize().Select(year => new Subdataset(new YearName(name.Dataset, year.Year, query).ToString(), Describe(year)))];
        GeoBox box = await BoxAsync(opening, cancellationToken).ConfigureAwait(false);
        return new CoverageRaster(presence, presence.Years, box, Metadata(presence, null, years));
    }

    /// <summary>One year.</summary>
    internal static async ValueTask<IRaster> OpenAsync(YearName name, Opening opening, CancellationToken cancellationToken)
    {
        Dataset dataset = opening.DatasetOf(name.Dataset, name, YearName.PathOf(null, name.Year));
        (_, IPresence presence) = await opening.DemandAsync(dataset, name.Year, cancellationToken).ConfigureAwait(false);
        GeoBox box = await BoxAsync(opening, cancellationToken).ConfigureAwait(false);
        return new CoverageRaster(presence, [name.Year], box, Metadata(presence, name.Year, []));
    }

    private static async ValueTask<GeoBox> BoxAsync(Opening opening, CancellationToken cancellationToken) =>
        opening.Area is { } area ? (await area.ReadAsync(cancellationToken).ConfigureAwait(false)).Box : Earth;

    private static string Describe(YearCoverage year) =>
        string.Create(CultureInfo.InvariantCulture, $"{year.Year}: {PlaceText.Tiles(year.Count)} in {year.Zones} {(year.Zones == 1 ? "zone" : "zones")}");

    private static Dictionary<string, IReadOnlyList<KeyValuePair<string, string>>> Metadata(IPresence presence, int? year, Subdataset[] subdatasets)
    {
        var metadata = new Dictionary<string, IReadOnlyList<KeyValuePair<string, string>>>
        {
            [""] = DatasetTags.Of(presence.Dataset, year),
            ["TESSERA"] = DatasetTags.Provenance(presence.Source, presence.Dataset, year),
        };
        if (subdatasets.Length > 0) metadata[Subdataset.Domain] = Subdataset.MetadataOf(subdatasets);
        return metadata;
    }
}
