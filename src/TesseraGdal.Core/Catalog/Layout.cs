namespace TesseraGdal.Catalog;

/// <summary>
/// How a source arranges a dataset's objects under its prefix (formats.md §1): a pure map from an object to the source's key.
/// A new layout is one class and one line in <see cref="Catalogue.Layouts"/>.
/// </summary>
public abstract class Layout
{
    /// <summary>Its name, as <c>TESSERA_LAYOUT</c> has it: <c>s3-v0.9</c> or <c>source-coop</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The source's key of an object, without the source's prefix.</summary>
    public abstract string KeyOf(TesseraObject item);

    /// <summary>The source's key of the object with a logical key (<see cref="TesseraObject.LogicalKey"/>).</summary>
    /// <exception cref="TesseraException">It is no logical key.</exception>
    public string KeyOf(string logicalKey) =>
        TesseraObject.TryParse(logicalKey, out TesseraObject? item)
            ? KeyOf(item)
            : throw new TesseraException(TesseraErrorKind.NotFound,
                $"'{logicalKey}' is no object of a dataset: they are called v1/2024/grid_0.15_52.05.npy, v1/2024/grid_0.15_52.05_scales.npy, " +
                "v1/landmasks/grid_0.15_52.05.tiff and v1/manifest.parquet.");

    /// <summary>The layout's name.</summary>
    public sealed override string ToString() => Name;
}
