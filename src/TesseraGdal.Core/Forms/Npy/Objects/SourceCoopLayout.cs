using TesseraGdal.Catalog;

namespace TesseraGdal.Forms.Npy.Objects;

/// <summary>The arrangement on Source Cooperative, since geotessera 0.10 (formats.md §1.1). Landmasks are kept by plain version.</summary>
internal sealed class SourceCoopLayout() : NpyLayout(Layout.SourceCoop)
{
    /// <inheritdoc/>
    public override string ManifestOf(Dataset dataset) => $"{TilesOf(dataset)}/manifest.parquet";

    /// <summary>Where the table of datasets names no folder, geotessera makes it of version and variant (formats.md §0.1).</summary>
    public override string TilesOf(Dataset dataset) => $"npy/{dataset.FormNamed(NpyObject.FormName)?.Folder ?? $"{dataset.VersionPath}-{dataset.Variant}"}";

    /// <inheritdoc/>
    public override string LandmasksOf(Dataset dataset) => $"landmasks/{dataset.VersionPath}";
}
