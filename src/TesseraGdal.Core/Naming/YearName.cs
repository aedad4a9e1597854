using System.Globalization;
using TesseraGdal.Catalog;

namespace TesseraGdal.Naming;

/// <summary>One year of a dataset, all of it or a part: <c>TESSERA:v1/2024</c>, <c>TESSERA:v1/2024/bbox:0.0,52.0,0.3,52.3</c>.</summary>
/// <param name="Dataset">The dataset, or null where the name leaves it to <c>TESSERA_DATASET</c>: <c>TESSERA:2024</c>.</param>
/// <param name="Year">The year, 1000 … 9999.</param>
/// <param name="Query">Its options.</param>
internal sealed record YearName(Dataset? Dataset, int Year, NameQuery Query) : DatasetName(Query)
{
    /// <inheritdoc/>
    protected override string Path => PathOf(Dataset, Year);

    /// <summary>A year, as all names of what it has begin.</summary>
    internal static string PathOf(Dataset? dataset, int year) => (dataset is null ? "" : dataset.Name + "/") + year.ToString(CultureInfo.InvariantCulture);
}
