using TesseraGdal.Geometry;

namespace TesseraGdal.Catalog;

/// <summary>
/// How a source arranges a dataset's objects under its prefix (formats.md §1). Rasters and registries know objects by one
/// logical key, whatever the source: <c>v1/2024/grid_0.15_52.05.npy</c>, <c>v1/2024/grid_0.15_52.05_scales.npy</c>,
/// <c>v1/landmasks/grid_0.15_52.05.tiff</c>, <c>v1/manifest.parquet</c>; a layout turns it into the source's own key.
/// </summary>
public abstract class Layout
{
    /// <summary>Its name, as <c>TESSERA_LAYOUT</c> has it: <c>s3-v0.9</c> or <c>source-coop</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Key of the dataset's <c>manifest.parquet</c>.</summary>
    public abstract string Manifest(Dataset dataset);

    /// <summary>Key of a tile's int8 embeddings.</summary>
    public abstract string Embeddings(Dataset dataset, int year, TileId tile);

    /// <summary>Key of a tile's float32 scales.</summary>
    public abstract string Scales(Dataset dataset, int year, TileId tile);

    /// <summary>Key of a tile's landmask, which does not depend on the year.</summary>
    public abstract string Landmask(Dataset dataset, TileId tile);
}
