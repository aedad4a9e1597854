using TesseraGdal.Forms;
using TesseraGdal.Geometry;
using TesseraGdal.Naming;
using TesseraGdal.Rasters;
using TesseraGdal.Rasters.Stored;
using TesseraGdal.Views;

namespace TesseraGdal.Openers;

/// <summary>A zone as a place, or a part of it.</summary>
/// <param name="form">Its dataset.</param>
/// <param name="presence">What exists of it.</param>
/// <param name="name">The zone.</param>
/// <param name="area">The part; null for the whole zone.</param>
/// <param name="cells">The cells of the zone and its year that the area touches; null where there is no area.</param>
/// <param name="opening">The settings.</param>
internal sealed class ZonePlace(IDatasetForm form, IPresence presence, ZoneName name, Area? area, IReadOnlySet<TileId>? cells, Opening opening) : IPlace
{
    /// <inheritdoc/>
    public IPresence? Presence => presence;

    /// <inheritdoc/>
    public IPixelSource Pixels { get; } = form.PixelsOf(name.Year, presence);

    /// <inheritdoc/>
    public int? Year => name.Year;

    /// <inheritdoc/>
    public UtmZone? Zone => name.Zone;

    /// <inheritdoc/>
    public ReadOptions Options => opening.ReadOptions;

    /// <inheritdoc/>
    public string? CacheDirectory => opening.Settings.Storage.CacheDirectory;

    /// <inheritdoc/>
    public async ValueTask<ISampledRaster> OpenAsync(StoredView view, int? other, CancellationToken cancellationToken)
    {
        ReadOptions options = Options with { View = view };
        ISampledRaster mine = await OpenAsync(Pixels, name.Year, options, cancellationToken).ConfigureAwait(false);
        if (other is not { } year || year == name.Year) return mine;
        if (!presence.Cells(year, name.Zone).Any()) throw new Absence(form.Dataset, year, presence).OfZone(name.Zone);
        IPixelSource pixels = form.PixelsOf(year, presence);
        ISampledRaster zone = await pixels.OpenZoneAsync(name.Zone, new ZoneChoice { Only = OnlyIn(year) }, options, cancellationToken).ConfigureAwait(false);
        return CropRaster.Onto(zone, mine.Info.Grid);
    }

    private async ValueTask<ISampledRaster> OpenAsync(IPixelSource pixels, int year, ReadOptions options, CancellationToken cancellationToken)
    {
        var part = new ZoneChoice { Only = OnlyIn(year), MoreColumns = name.MoreColumns };
        ISampledRaster zone = await pixels.OpenZoneAsync(name.Zone, part, options, cancellationToken).ConfigureAwait(false);
        if (area is null) return zone;
        RasterGrid grid = zone.Info.Grid;
        if (ZoneWindow.Of(grid with { Width = grid.Width - name.MoreColumns }, name.Zone, area) is not { } window)
        {
            throw new TesseraException(
                TesseraErrorKind.InvalidArgument, $"{area} is so small that no pixel's centre lies in it. Ask for a larger area, or for a tile by a point.");
        }
        return new CropRaster(zone, window with { Width = window.Width + name.MoreColumns });
    }

    /// <summary>Of polygons, only the tiles that they touch are read.</summary>
    private IReadOnlySet<TileId>? OnlyIn(int year) =>
        area is not { IsRegion: true } ? null : year == name.Year ? cells : presence.Cells(year, area).Where(cell => cell.Zone == name.Zone).ToHashSet();
}
