using TesseraGdal.Forms;
using TesseraGdal.Geometry;
using TesseraGdal.Rasters;
using TesseraGdal.Rasters.Stored;
using TesseraGdal.Views;

namespace TesseraGdal.Openers;

/// <summary>A tile as a place.</summary>
/// <param name="form">Its dataset.</param>
/// <param name="presence">What exists of it, or null.</param>
/// <param name="year">Its year.</param>
/// <param name="tile">The tile.</param>
/// <param name="opening">The settings.</param>
internal sealed class TilePlace(IDatasetForm form, IPresence? presence, int year, TileId tile, Opening opening) : IPlace
{
    /// <inheritdoc/>
    public IPresence? Presence => presence;

    /// <inheritdoc/>
    public IPixelSource Pixels { get; } = form.PixelsOf(year, presence);

    /// <inheritdoc/>
    public int? Year => year;

    /// <inheritdoc/>
    public UtmZone? Zone => tile.Zone;

    /// <inheritdoc/>
    public ReadOptions Options => opening.ReadOptions;

    /// <inheritdoc/>
    public string? CacheDirectory => opening.Settings.Storage.CacheDirectory;

    /// <inheritdoc/>
    public async ValueTask<ISampledRaster> OpenAsync(StoredView view, int? other, CancellationToken cancellationToken)
    {
        ReadOptions options = Options with { View = view };
        if (other is not { } otherYear || otherYear == year) return await Pixels.OpenTileAsync(tile, options, cancellationToken).ConfigureAwait(false);
        if (presence?.Contains(otherYear, tile) == false) throw new Absence(form.Dataset, otherYear, presence).OfTile(new Naming.TileName(form.Dataset, otherYear, tile, Naming.NameQuery.None));
        ISampledRaster mine = await Pixels.OpenTileAsync(tile, options, cancellationToken).ConfigureAwait(false);
        ISampledRaster raster = await form.PixelsOf(otherYear, presence).OpenTileAsync(tile, options, cancellationToken).ConfigureAwait(false);
        return CropRaster.Onto(raster, mine.Info.Grid);
    }
}
