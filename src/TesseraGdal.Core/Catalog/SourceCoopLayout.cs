using System.Globalization;

namespace TesseraGdal.Catalog;

/// <summary>The arrangement on Source Cooperative, since geotessera 0.10 (formats.md §1.1). Landmasks are kept by plain version.</summary>
public sealed class SourceCoopLayout : Layout
{
    /// <inheritdoc/>
    public override string Name => "source-coop";

    /// <inheritdoc/>
    public override string KeyOf(TesseraObject item) => item.Kind switch
    {
        ObjectKind.Manifest => $"npy/{Folder(item.Dataset)}/manifest.parquet",
        ObjectKind.Landmask => $"landmasks/{item.Dataset.VersionPath}/{item.Tile}.tiff",
        ObjectKind.Scales => Tile(item, "_scales"),
        _ => Tile(item, ""),
    };

    private static string Tile(TesseraObject item, string suffix) =>
        string.Create(CultureInfo.InvariantCulture, $"npy/{Folder(item.Dataset)}/{item.Year}/{item.Tile}/{item.Tile}{suffix}.npy");

    /// <summary>Where the table of datasets names no folder, geotessera makes it of version and variant (formats.md §0.1).</summary>
    private static string Folder(Dataset dataset) => dataset.NpyDirectory ?? $"{dataset.VersionPath}-{dataset.Variant}";
}
