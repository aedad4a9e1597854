using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using TesseraGdal.Geometry;

namespace TesseraGdal.Catalog;

/// <summary>
/// One object of a dataset, whatever the source. Its logical key is what registries, rasters and caches know it by;
/// a <see cref="Layout"/> turns it into a source's own key.
/// </summary>
internal sealed record TesseraObject
{
    private const string ManifestName = "manifest.parquet", LandmaskFolder = "landmasks";
    private const string LandmaskSuffix = ".tiff", ScalesSuffix = "_scales.npy", EmbeddingsSuffix = ".npy";

    private TesseraObject(Dataset dataset, ObjectKind kind, int year, TileId tile) =>
        (Dataset, Kind, Year, Tile) = (dataset, kind, year, tile);

    /// <summary>Whose object it is.</summary>
    public Dataset Dataset { get; }

    /// <summary>What it is.</summary>
    public ObjectKind Kind { get; }

    /// <summary>The year of embeddings and scales; 0 for the others.</summary>
    public int Year { get; }

    /// <summary>The tile; the default, which is no tile, for a manifest.</summary>
    public TileId Tile { get; }

    /// <summary>
    /// The key that is the same for all sources: <c>v1/2024/grid_0.15_52.05.npy</c>, <c>v1/2024/grid_0.15_52.05_scales.npy</c>,
    /// <c>v1/landmasks/grid_0.15_52.05.tiff</c>, <c>v1/manifest.parquet</c>.
    /// </summary>
    public string LogicalKey => Kind switch
    {
        ObjectKind.Manifest => $"{Dataset.Name}/{ManifestName}",
        ObjectKind.Landmask => $"{Dataset.Name}/{LandmaskFolder}/{Tile}{LandmaskSuffix}",
        ObjectKind.Scales => string.Create(CultureInfo.InvariantCulture, $"{Dataset.Name}/{Year}/{Tile}{ScalesSuffix}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Dataset.Name}/{Year}/{Tile}{EmbeddingsSuffix}"),
    };

    /// <summary>A dataset's table of tiles.</summary>
    public static TesseraObject Manifest(Dataset dataset) => new(dataset, ObjectKind.Manifest, 0, default);

    /// <summary>A tile's embeddings of a year.</summary>
    public static TesseraObject Embeddings(Dataset dataset, int year, TileId tile) => new(dataset, ObjectKind.Embeddings, year, tile);

    /// <summary>A tile's scales of a year.</summary>
    public static TesseraObject Scales(Dataset dataset, int year, TileId tile) => new(dataset, ObjectKind.Scales, year, tile);

    /// <summary>A tile's landmask.</summary>
    public static TesseraObject Landmask(Dataset dataset, TileId tile) => new(dataset, ObjectKind.Landmask, 0, tile);

    /// <summary>Reads a logical key; no other spelling of it is one, so that each object has one key.</summary>
    public static bool TryParse(string logicalKey, [NotNullWhen(true)] out TesseraObject? found)
    {
        found = null;
        int first = logicalKey.IndexOf('/', StringComparison.Ordinal);
        if (first < 0) return false;
        string name = logicalKey[..first];
        if (Catalogue.Datasets.FirstOrDefault(d => d.Name == name) is not { } dataset) return false;

        string rest = logicalKey[(first + 1)..];
        int second = rest.IndexOf('/', StringComparison.Ordinal);
        if (second < 0)
        {
            if (rest == ManifestName) found = Manifest(dataset);
            return found is not null;
        }
        string folder = rest[..second], file = rest[(second + 1)..];
        if (folder == LandmaskFolder)
        {
            if (TryTile(file, LandmaskSuffix, out TileId tile)) found = Landmask(dataset, tile);
        }
        else if (TryYear(folder, out int year))
        {
            if (TryTile(file, ScalesSuffix, out TileId tile)) found = Scales(dataset, year, tile);
            else if (TryTile(file, EmbeddingsSuffix, out tile)) found = Embeddings(dataset, year, tile);
        }
        return found is not null;
    }

    /// <summary>Reads a logical key.</summary>
    /// <exception cref="TesseraException">It is none (NotFound).</exception>
    public static TesseraObject Parse(string logicalKey) =>
        TryParse(logicalKey, out TesseraObject? item)
            ? item
            : throw new TesseraException(TesseraErrorKind.NotFound,
                $"'{logicalKey}' is no object of a dataset: they are called v1/2024/grid_0.15_52.05.npy, v1/2024/grid_0.15_52.05_scales.npy, " +
                "v1/landmasks/grid_0.15_52.05.tiff and v1/manifest.parquet.");

    /// <summary>Reads a year: four digits, the first not 0.</summary>
    public static bool TryYear(ReadOnlySpan<char> text, out int year)
    {
        year = 0;
        return text.Length == 4 && text[0] != '0' && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out year);
    }

    private static bool TryTile(string file, string suffix, out TileId tile)
    {
        tile = default;
        return file.EndsWith(suffix, StringComparison.Ordinal) && TileId.TryParse(file.AsSpan(0, file.Length - suffix.Length), out tile);
    }
}
