using TesseraGdal.Catalog;
using TesseraGdal.Forms;
using TesseraGdal.Geometry;
using TesseraGdal.Naming;
using TesseraGdal.Rasters;

namespace TesseraGdal.Openers;

/// <summary>A zone as one raster, <c>TESSERA:v1/2024/utm31n</c>, and windows of it.</summary>
internal static class ZoneOpener
{
    /// <summary>Opens a zone, or the part of it that the settings name.</summary>
    /// <exception cref="TesseraException">The zone, or that part of it, has no tile that year (NotFound: says where there are some), or an option is not for a zone (InvalidArgument), or the registry cannot be had.</exception>
    internal static async ValueTask<IRaster> OpenAsync(ZoneName name, Opening opening, CancellationToken cancellationToken)
    {
        Dataset dataset = opening.DatasetOf(name.Dataset, name, $"{YearName.PathOf(null, name.Year)}/{name.Zone}");
        if (opening.View.ShowsPresence)
        {
            throw new TesseraException(
                TesseraErrorKind.InvalidArgument,
                $"The name {name} is of a zone, and view:{opening.View.View} is of a dataset or a year: write TESSERA:{dataset}/{name.Year}/view:{opening.View.View}.");
        }
        (IDatasetForm form, IPresence presence) = await opening.DemandAsync(dataset, cancellationToken).ConfigureAwait(false);
        var absence = new Absence(dataset, name.Year, presence);
        if (!presence.Cells(name.Year, name.Zone).Any()) throw absence.OfZone(name.Zone);
        Area? area = opening.Area is null ? null : await opening.Area.ReadAsync(cancellationToken).ConfigureAwait(false);
        HashSet<TileId>? cells = area is null ? null : [.. presence.Cells(name.Year, area).Where(cell => cell.Zone == name.Zone)];
        if (cells is { Count: 0 }) throw absence.OfArea(area!, name.Zone);
        return await OpenAsync(form, presence, name with { Dataset = dataset }, area, cells, opening, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens a zone, or a part of it, that has tiles.</summary>
    /// <param name="form">The dataset.</param>
    /// <param name="presence">What exists of it.</param>
    /// <param name="name">The zone, with its dataset.</param>
    /// <param name="area">The part; null for the whole zone.</param>
    /// <param name="cells">The cells of the zone that the area touches; null where there is no area.</param>
    /// <param name="opening">The settings.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    internal static ValueTask<IRaster> OpenAsync(
        IDatasetForm form, IPresence presence, ZoneName name, Area? area, IReadOnlySet<TileId>? cells, Opening opening, CancellationToken cancellationToken) =>
        opening.View.Show(new ZonePlace(form, presence, name, area, cells, opening), cancellationToken);
}
