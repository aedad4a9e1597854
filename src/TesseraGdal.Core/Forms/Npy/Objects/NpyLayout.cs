using System.Globalization;
using TesseraGdal.Catalog;

namespace TesseraGdal.Forms.Npy.Objects;

/// <summary>
/// Where a layout has a dataset's tiles: a pure map from an object to the source's key. All that is published has <c>{year}/{tile}/{tile}.npy</c> in some
/// folder, and its landmasks in another; layouts differ in what these are called.
/// </summary>
/// <param name="layout">The layout.</param>
internal abstract class NpyLayout(Layout layout)
{
    /// <summary>The layouts, in the order in which <c>auto</c> tries them.</summary>
    public static IReadOnlyList<NpyLayout> All { get; } = [new SourceCoopLayout(), new S3V09Layout(), new GeotesseraLayout()];

    /// <summary>The layout of which this is the part for tiles.</summary>
    public Layout Layout => layout;

    /// <summary>Its name.</summary>
    public string Name => layout.Name;

    /// <inheritdoc cref="Layout.HoldsOneDataset"/>
    public bool HoldsOneDataset => layout.HoldsOneDataset;

    /// <summary>The part for tiles of a layout; null where it has none.</summary>
    public static NpyLayout? Of(Layout layout) => All.FirstOrDefault(known => known.Layout == layout);

    /// <summary>The key of a dataset's table of tiles.</summary>
    public abstract string ManifestOf(Dataset dataset);

    /// <summary>The folder of a dataset's years, without a slash at its end; in it are <c>{year}/{tile}/{tile}.npy</c> and <c>…_scales.npy</c>.</summary>
    public abstract string TilesOf(Dataset dataset);

    /// <summary>The folder of a dataset's landmasks, without a slash at its end.</summary>
    public abstract string LandmasksOf(Dataset dataset);

    /// <summary>The source's key of an object, without the source's prefix.</summary>
    public string KeyOf(NpyObject item) => item.Kind switch
    {
        NpyObjectKind.Manifest => ManifestOf(item.Dataset),
        NpyObjectKind.Landmask => $"{LandmasksOf(item.Dataset)}/{item.Tile}.tiff",
        NpyObjectKind.Scales => TileKey(item, "_scales"),
        _ => TileKey(item, ""),
    };

    /// <summary>The layout's name.</summary>
    public sealed override string ToString() => Name;

    private string TileKey(NpyObject item, string suffix) =>
        string.Create(CultureInfo.InvariantCulture, $"{TilesOf(item.Dataset)}/{item.Year}/{item.Tile}/{item.Tile}{suffix}.npy");
}
