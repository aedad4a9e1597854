using TesseraGdal.Catalog;

namespace TesseraGdal.Forms.Npy.Objects;

/// <summary>The arrangement of the AWS bucket of geotessera 0.9 (formats.md §1.2): by version, the default variant's tiles without a suffix.</summary>
internal sealed class S3V09Layout() : NpyLayout(Layout.S3V09)
{
    /// <inheritdoc/>
    public override string ManifestOf(Dataset dataset) => $"{dataset.VersionPath}/manifest.parquet";

    /// <inheritdoc/>
    public override string TilesOf(Dataset dataset) =>
        $"{dataset.VersionPath}/{GeotesseraLayout.TilesFolder}{(dataset.IsDefaultVariant ? "" : $".{dataset.Variant}")}";

    /// <inheritdoc/>
    public override string LandmasksOf(Dataset dataset) => $"{dataset.VersionPath}/{GeotesseraLayout.LandmasksFolder}";
}
