using TesseraGdal.Catalog;

namespace TesseraGdal.Forms.Npy.Objects;

/// <summary>
/// The arrangement of a folder that geotessera downloads into (formats.md §1.3): one dataset, and neither its version nor its variant in any
/// path. A version's folder of the bucket of geotessera 0.9 looks the same from within.
/// </summary>
internal sealed class GeotesseraLayout() : NpyLayout(Layout.Geotessera)
{
    /// <summary>The folder of the years, as geotessera has called it from its first release on.</summary>
    internal const string TilesFolder = "global_0.1_degree_representation";

    /// <summary>The folder of the landmasks.</summary>
    internal const string LandmasksFolder = "global_0.1_degree_tiff_all";

    /// <summary>geotessera writes none here, but a copy of a version's folder has one.</summary>
    public override string ManifestOf(Dataset dataset) => "manifest.parquet";

    /// <inheritdoc/>
    public override string TilesOf(Dataset dataset) => TilesFolder;

    /// <inheritdoc/>
    public override string LandmasksOf(Dataset dataset) => LandmasksFolder;
}
