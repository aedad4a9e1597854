namespace TesseraGdal.Rasters.Stored;

/// <summary>
/// What is shown of a tile's stored pixels (<c>view=</c>): one small class a view, with no state. Where a pixel of a mosaic is taken from does not
/// depend on the view.
/// </summary>
internal abstract class StoredView
{
    /// <summary>The view's name, as <c>view=</c> has it.</summary>
    public abstract string Name { get; }

    /// <summary>Type of the pixels.</summary>
    public abstract PixelType PixelType { get; }

    /// <summary>The value of pixels that are not valid or that no tile has; null where no value is set aside for that, and they are 0.</summary>
    public abstract double? NoData { get; }

    /// <summary>Whether the stored embeddings are needed, whose bands it then has; scales always are, since they tell what is valid.</summary>
    public virtual bool NeedsEmbeddings => false;

    /// <summary>Whether it has to be known what is land and what is water.</summary>
    public virtual bool NeedsLand => false;

    /// <summary>Whether scales are shown as they are stored, and so may not be prepared.</summary>
    public virtual bool ShowsStoredScales => false;

    /// <summary>What the values 0, 1, … stand for, where they are codes; else empty.</summary>
    public virtual IReadOnlyList<Category> Categories => [];

    /// <summary>How the bands are meant to be shown; empty where none is meant as a colour.</summary>
    public IReadOnlyList<BandColor> BandColors => Categories.Count > 0 ? [BandColor.Palette] : [];

    /// <summary>Refuses a tile that has other bands in this view than other tiles have, and so cannot be one of a mosaic.</summary>
    /// <param name="tile">The tile, opened with this view.</param>
    /// <param name="name">Its name, for the message.</param>
    /// <exception cref="TesseraException">InvalidArgument: it has a scale for each value, and the mosaic one for each pixel.</exception>
    public void DemandBandsOfMosaic(RasterInfo tile, string name)
    {
        int mosaic = BandDescriptions(scalesPerPixel: 1).Count, bands = tile.BandDescriptions.Count;
        if (bands == mosaic) return;
        throw new TesseraException(
            TesseraErrorKind.InvalidArgument,
            $"view={Name} of {name} has {bands} bands, and those of other tiles have {mosaic}: it stores a scale for each value. Open that tile by itself, or use view=embedding.");
    }

    /// <summary>Descriptions of the bands.</summary>
    /// <param name="scalesPerPixel">1, or 128 where every value has a scale of its own.</param>
    public abstract IReadOnlyList<string> BandDescriptions(int scalesPerPixel);

    /// <summary>What writes the pixels of one read.</summary>
    /// <param name="bands">Bands, each one of the view's.</param>
    /// <param name="destination">Where they go.</param>
    public abstract RowPainter PainterFor(ReadOnlySpan<int> bands, PixelBuffer destination);
}
