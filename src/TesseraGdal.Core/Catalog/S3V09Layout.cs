using System.Globalization;

namespace TesseraGdal.Catalog;

/// <summary>The arrangement of the AWS bucket of geotessera 0.9 (formats.md §1.2): by version, the default variant's tiles without a suffix.</summary>
public sealed class S3V09Layout : Layout
{
    /// <inheritdoc/>
    public override string Name => "s3-v0.9";

    /// <inheritdoc/>
    public override string KeyOf(TesseraObject item) => item.Kind switch
    {
        ObjectKind.Manifest => $"{item.Dataset.VersionPath}/manifest.parquet",
        ObjectKind.Landmask => $"{item.Dataset.VersionPath}/global_0.1_degree_tiff_all/{item.Tile}.tiff",
        ObjectKind.Scales => Tile(item, "_scales"),
        _ => Tile(item, ""),
    };

    private static string Tile(TesseraObject item, string suffix)
    {
        string variant = item.Dataset.IsDefaultVariant ? "" : $".{item.Dataset.Variant}";
        return string.Create(CultureInfo.InvariantCulture,
            $"{item.Dataset.VersionPath}/global_0.1_degree_representation{variant}/{item.Year}/{item.Tile}/{item.Tile}{suffix}.npy");
    }
}
