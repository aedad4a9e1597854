using System.Globalization;
using TesseraGdal.Catalog;
using TesseraGdal.Geometry;

namespace TesseraGdal.Naming;

/// <summary>One UTM zone of a year, all of it or a part: <c>TESSERA:v1/2024/utm31n</c>.</summary>
/// <param name="Dataset">The dataset, or null where the name leaves it to <c>TESSERA_DATASET</c>: <c>TESSERA:2024/utm31n</c>.</param>
/// <param name="Year">The year, 1000 … 9999.</param>
/// <param name="Zone">The zone.</param>
/// <param name="Query">Its options.</param>
internal sealed record ZoneName(Dataset? Dataset, int Year, UtmZone Zone, NameQuery Query) : DatasetName(Query)
{
    /// <summary>
    /// Columns that the raster has more at its eastern edge, 0 or more: <c>utm31n+1</c>. Two rasters of one list never have the same size, for some programs
    /// (rioxarray) take what has the same size for the same place, whatever its coordinates and CRS.
    /// </summary>
    public int MoreColumns { get; init; }

    /// <inheritdoc/>
    protected override string Path =>
        YearName.PathOf(Dataset, Year) + "/" + Zone + (MoreColumns > 0 ? "+" + MoreColumns.ToString(CultureInfo.InvariantCulture) : "");
}
