using TesseraGdal.Catalog;
using TesseraGdal.Geometry;

namespace TesseraGdal.Naming;

/// <summary>One UTM zone of a year, all of it or a part: <c>TESSERA:v1/2024/utm31n</c>.</summary>
/// <param name="Dataset">The dataset, or null where the name leaves it to <c>TESSERA_DATASET</c>: <c>TESSERA:2024/utm31n</c>.</param>
/// <param name="Year">The year, 1000 … 9999.</param>
/// <param name="Zone">The zone.</param>
/// <param name="Query">What stands after <c>?</c>.</param>
internal sealed record ZoneName(Dataset? Dataset, int Year, UtmZone Zone, NameQuery Query) : DatasetName(Query)
{
    /// <inheritdoc/>
    protected override string Path => $"{YearName.PathOf(Dataset, Year)}/{Zone}";
}
