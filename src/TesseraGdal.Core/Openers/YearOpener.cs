using TesseraGdal.Catalog;
using TesseraGdal.Forms;
using TesseraGdal.Geometry;
using TesseraGdal.Naming;
using TesseraGdal.Rasters;

namespace TesseraGdal.Openers;

/// <summary>
/// A year: a list of its zones, <c>TESSERA:v1/2024</c>. Of a part of the Earth that lies in one zone it is that part of the zone, and
/// where the part spans several zones a list of them, one part each.
/// </summary>
internal static class YearOpener
{
    /// <summary>Opens a year, or the part of it that the settings name.</summary>
    /// <exception cref="TesseraException">The year, or that part of it, has no tile (NotFound: says where there are some), or the registry cannot be had.</exception>
    internal static async ValueTask<IRaster> OpenAsync(YearName name, Opening opening, CancellationToken cancellationToken)
    {
        Dataset dataset = opening.DatasetOf(name.Dataset, name, YearName.PathOf(null, name.Year));
        (IDatasetForm form, IPresence presence) = await opening.DemandAsync(dataset, name.Year, cancellationToken).ConfigureAwait(false);
        IPixelSource pixels = form.PixelsOf(name.Year, presence);
        if (opening.Area is null)
        {
            IReadOnlyList<ZoneCoverage> all = presence.Zones(name.Year);
            return List(all.Select(found => $"{PlaceText.Box(found.Extent)}, {PlaceText.Tiles(found.Count)}"), DistinctSizes.OfZones(pixels, all));
        }

        Area area = await opening.Area.ReadAsync(cancellationToken).ConfigureAwait(false);
        IGrouping<UtmZone, TileId>[] zones = presence.CellsByZone(name.Year, area);
        return zones.Length switch
        {
            0 => throw new Absence(dataset, name.Year, presence).OfArea(area, null),
            1 => await ZoneOpener.OpenAsync(
                form, presence, new ZoneName(dataset, name.Year, zones[0].Key, name.Query), area, zones[0].ToHashSet(), opening, cancellationToken).ConfigureAwait(false),
            _ => List(zones.Select(zone => Describe(area, zone)), DistinctSizes.OfParts(pixels, [.. zones.Select(zone => zone.Key)], area)),
        };

        IRaster List(IEnumerable<string> texts, IEnumerable<(UtmZone Zone, int MoreColumns)> found)
        {
            NameQuery query = opening.Carried;
            return new CatalogueRaster(
                [.. found.Zip(texts, (one, text) => new Subdataset(
                    (new ZoneName(dataset, name.Year, one.Zone, query) { MoreColumns = one.MoreColumns }).ToString(), $"{PlaceText.Zone(one.Zone)}: {text}"))],
                DatasetTags.Of(dataset, name.Year),
                DatasetTags.Provenance(presence.Source, dataset, name.Year));
        }
    }

    private static string Describe(Area area, IGrouping<UtmZone, TileId> zone)
    {
        string tiles = PlaceText.Tiles(zone.Count());
        return ZonePart.Of(area.Box, zone.Key) is { } part ? $"{PlaceText.Box(part)}, {tiles}" : tiles;
    }
}
