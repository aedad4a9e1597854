namespace TesseraGdal.Catalog;

/// <summary>The arrangement on Source Cooperative, since geotessera 0.10 (formats.md §1.1). Landmasks are kept by plain version.</summary>
internal sealed class SourceCoopLayout : Layout
{
    /// <inheritdoc/>
    public override string Name => "source-coop";

    /// <inheritdoc/>
    public override string ManifestOf(Dataset dataset) => $"{TilesOf(dataset)}/manifest.parquet";

    /// <summary>Where the table of datasets names no folder, geotessera makes it of version and variant (formats.md §0.1).</summary>
    public override string TilesOf(Dataset dataset) => $"npy/{dataset.NpyDirectory ?? $"{dataset.VersionPath}-{dataset.Variant}"}";

    /// <inheritdoc/>
    public override string LandmasksOf(Dataset dataset) => $"landmasks/{dataset.VersionPath}";
}
