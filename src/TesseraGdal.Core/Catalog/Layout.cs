using System.Globalization;

namespace TesseraGdal.Catalog;

/// <summary>
/// How a source arranges a dataset's objects under its prefix (formats.md §1): a pure map from an object to the source's key.
/// All that is published has <c>{year}/{tile}/{tile}.npy</c> in some folder, and its landmasks in another; layouts differ in what these are called.
/// A new layout is one class and one line in <see cref="Catalogue.Layouts"/>.
/// </summary>
internal abstract class Layout
{
    /// <summary>Its name, as <c>TESSERA_LAYOUT</c> has it: <c>s3-v0.9</c>, <c>source-coop</c> or <c>geotessera</c>.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// Whether its keys do not tell datasets apart. What is arranged so holds one dataset, and must say by other means which:
    /// asked for another one, it has nothing (formats.md §1.3).
    /// </summary>
    public virtual bool HoldsOneDataset => false;

    /// <summary>The key of a dataset's table of tiles.</summary>
    public abstract string ManifestOf(Dataset dataset);

    /// <summary>The folder of a dataset's years, without a slash at its end; in it are <c>{year}/{tile}/{tile}.npy</c> and <c>…_scales.npy</c>.</summary>
    public abstract string TilesOf(Dataset dataset);

    /// <summary>The folder of a dataset's landmasks, without a slash at its end.</summary>
    public abstract string LandmasksOf(Dataset dataset);

    /// <summary>The source's key of an object, without the source's prefix.</summary>
    public string KeyOf(TesseraObject item) => item.Kind switch
    {
        ObjectKind.Manifest => ManifestOf(item.Dataset),
        ObjectKind.Landmask => $"{LandmasksOf(item.Dataset)}/{item.Tile}.tiff",
        ObjectKind.Scales => TileKey(item, "_scales"),
        _ => TileKey(item, ""),
    };

    /// <summary>The source's key of the object with a logical key (<see cref="TesseraObject.LogicalKey"/>).</summary>
    /// <exception cref="TesseraException">It is no logical key.</exception>
    public string KeyOf(string logicalKey) => KeyOf(TesseraObject.Parse(logicalKey));

    /// <summary>The layout's name.</summary>
    public sealed override string ToString() => Name;

    private string TileKey(TesseraObject item, string suffix) =>
        string.Create(CultureInfo.InvariantCulture, $"{TilesOf(item.Dataset)}/{item.Year}/{item.Tile}/{item.Tile}{suffix}.npy");
}
