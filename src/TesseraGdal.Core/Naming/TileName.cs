using System.Globalization;
using TesseraGdal.Catalog;
using TesseraGdal.Geometry;

namespace TesseraGdal.Naming;

/// <summary>One tile of a year: <c>TESSERA:v1/2024/grid_0.15_52.05</c>, or by a point in it: <c>TESSERA:v1/2024/0.17,52.03</c>.</summary>
/// <param name="Dataset">The dataset, or null where the name leaves it to <c>TESSERA_DATASET</c>: <c>TESSERA:2024/grid_0.15_52.05</c>.</param>
/// <param name="Year">The year, 1000 … 9999.</param>
/// <param name="Tile">The tile.</param>
/// <param name="Query">Its options.</param>
internal sealed record TileName(Dataset? Dataset, int Year, TileId Tile, NameQuery Query) : DatasetName(Query)
{
    /// <summary>The point, in degrees, that the tile was named by; null where it was named by its centre.</summary>
    public (double Longitude, double Latitude)? Point { get; init; }

    /// <inheritdoc/>
    protected override string Path =>
        YearName.PathOf(Dataset, Year) + "/"
        + (Point is var (longitude, latitude) ? string.Create(CultureInfo.InvariantCulture, $"{longitude:R},{latitude:R}") : Tile.ToString());
}
