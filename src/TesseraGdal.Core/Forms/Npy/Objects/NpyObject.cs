using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using TesseraGdal.Catalog;
using TesseraGdal.Geometry;

namespace TesseraGdal.Forms.Npy.Objects;

/// <summary>
/// One object of a dataset that is published as tiles, whatever the source: what its key (<see cref="DatasetKey"/>) means.
/// A <see cref="NpyLayout"/> turns it into a source's own key.
/// </summary>
internal sealed record NpyObject
{
    /// <summary>The name of the form whose objects these are.</summary>
    public const string FormName = "npy";

    /// <summary>The manifest's name.</summary>
    public const string ManifestName = "manifest.parquet";

    /// <summary>The folder of the landmasks.</summary>
    public const string LandmaskFolder = "landmasks";

    private const string LandmaskSuffix = ".tiff", ScalesSuffix = "_scales.npy", EmbeddingsSuffix = ".npy";

    private NpyObject(Dataset dataset, NpyObjectKind kind, int year, TileId tile) =>
        (Dataset, Kind, Year, Tile) = (dataset, kind, year, tile);

    /// <summary>Whose object it is.</summary>
    public Dataset Dataset { get; }

    /// <summary>What it is.</summary>
    public NpyObjectKind Kind { get; }

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
        NpyObjectKind.Manifest => $"{Dataset.Name}/{ManifestName}",
        NpyObjectKind.Landmask => $"{Dataset.Name}/{LandmaskFolder}/{Tile}{LandmaskSuffix}",
        NpyObjectKind.Scales => string.Create(CultureInfo.InvariantCulture, $"{Dataset.Name}/{Year}/{Tile}{ScalesSuffix}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Dataset.Name}/{Year}/{Tile}{EmbeddingsSuffix}"),
    };

    /// <summary>A dataset's table of tiles.</summary>
    public static NpyObject Manifest(Dataset dataset) => new(dataset, NpyObjectKind.Manifest, 0, default);

    /// <summary>A tile's embeddings of a year.</summary>
    public static NpyObject Embeddings(Dataset dataset, int year, TileId tile) => new(dataset, NpyObjectKind.Embeddings, year, tile);

    /// <summary>A tile's scales of a year.</summary>
    public static NpyObject Scales(Dataset dataset, int year, TileId tile) => new(dataset, NpyObjectKind.Scales, year, tile);

    /// <summary>A tile's landmask.</summary>
    public static NpyObject Landmask(Dataset dataset, TileId tile) => new(dataset, NpyObjectKind.Landmask, 0, tile);

    /// <summary>Reads a key; no other spelling of it is one, so that each object has one key.</summary>
    public static bool TryParse(DatasetKey key, [NotNullWhen(true)] out NpyObject? found)
    {
        found = null;
        int slash = key.Path.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            if (key.Path == ManifestName) found = Manifest(key.Dataset);
            return found is not null;
        }
        string folder = key.Path[..slash], file = key.Path[(slash + 1)..];
        if (folder == LandmaskFolder)
        {
            if (TryTile(file, LandmaskSuffix, out TileId tile)) found = Landmask(key.Dataset, tile);
        }
        else if (DatasetKey.TryYear(folder, out int year))
        {
            if (TryTile(file, ScalesSuffix, out TileId tile)) found = Scales(key.Dataset, year, tile);
            else if (TryTile(file, EmbeddingsSuffix, out tile)) found = Embeddings(key.Dataset, year, tile);
        }
        return found is not null;
    }

    /// <summary>Reads a key.</summary>
    /// <exception cref="TesseraException">It is none (NotFound).</exception>
    public static NpyObject Parse(DatasetKey key) =>
        TryParse(key, out NpyObject? item)
            ? item
            : throw new TesseraException(
                TesseraErrorKind.NotFound,
                $"'{key}' is no object of a dataset: they are called v1/2024/grid_0.15_52.05.npy, v1/2024/grid_0.15_52.05_scales.npy, "
                + "v1/landmasks/grid_0.15_52.05.tiff and v1/manifest.parquet.");

    private static bool TryTile(string file, string suffix, out TileId tile)
    {
        tile = default;
        return file.EndsWith(suffix, StringComparison.Ordinal) && TileId.TryParse(file.AsSpan(0, file.Length - suffix.Length), out tile);
    }
}
