using TesseraGdal.Catalog;
using TesseraGdal.Geometry;
using TesseraGdal.Rasters;
using TesseraGdal.Registry;

namespace TesseraGdal.Naming;

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
        TileRegistry registry = await DatasetRegistry.DemandAsync(dataset, opening, cancellationToken).ConfigureAwait(false);
        if (registry.Count(name.Year) == 0) throw new Absence(dataset, name.Year, registry).OfAny();
        if (opening.Area is null)
        {
            IReadOnlyList<ZoneTiles> all = registry.Zones(name.Year);
            return List(all.Select(found => $"{PlaceText.Box(found.Extent)}, {PlaceText.Tiles(found.Count)}"), DistinctSizes.OfZones(registry, name.Year, all));
        }

        Area area = await opening.Area.ReadAsync(cancellationToken).ConfigureAwait(false);
        IGrouping<UtmZone, TileId>[] zones = area.TilesByZone(registry, name.Year);
        return zones.Length switch
        {
            0 => throw new Absence(dataset, name.Year, registry).OfArea(area, null),
            1 => ZoneOpener.Open(new ZoneName(dataset, name.Year, zones[0].Key, name.Query), registry, [.. zones[0]], area, opening),
            _ => List(zones.Select(zone => Describe(area, zone)), DistinctSizes.OfParts(registry, name.Year, [.. zones.Select(zone => zone.Key)], area)),
        };

        IRaster List(IEnumerable<string> texts, IEnumerable<(UtmZone Zone, int MoreColumns)> found)
        {
            NameQuery query = opening.Carried;
            return new CatalogueRaster(
                [.. found.Zip(texts, (one, text) => new Subdataset(
                    (new ZoneName(dataset, name.Year, one.Zone, query) { MoreColumns = one.MoreColumns }).ToString(), $"{PlaceText.Zone(one.Zone)}: {text}"))],
                DatasetTags.Of(dataset, name.Year),
                DatasetTags.Provenance(registry.Source, dataset, name.Year));
        }
    }

    private static string Describe(Area area, IGrouping<UtmZone, TileId> zone)
    {
        string tiles = PlaceText.Tiles(zone.Count());
        return ZonePart.Of(area.Box, zone.Key) is { } part ? $"{PlaceText.Box(part)}, {tiles}" : tiles;
    }
}
