using TesseraGdal.Catalog;
using TesseraGdal.Geometry;
using TesseraGdal.Rasters;
using TesseraGdal.Rasters.Mosaics;
using TesseraGdal.Registry;

namespace TesseraGdal.Naming;

/// <summary>A zone as one raster, <c>TESSERA:v1/2024/utm31n</c>, and windows of it.</summary>
internal static class ZoneOpener
{
    /// <summary>Opens a zone, or the part of it that the settings name.</summary>
    /// <exception cref="TesseraException">The zone, or that part of it, has no tile that year (NotFound: says where there are some), or an option is not for a zone (InvalidArgument), or the registry cannot be had.</exception>
    internal static async ValueTask<IRaster> OpenAsync(ZoneName name, Opening opening, CancellationToken cancellationToken)
    {
        Dataset dataset = opening.DatasetOf(name.Dataset, name, $"{YearName.PathOf(null, name.Year)}/{name.Zone}");
        if (opening.View.IsCoverage)
            throw new TesseraException(TesseraErrorKind.InvalidArgument, $"The name {name} is of a zone, and view:coverage is of a dataset or a year: write TESSERA:{dataset}/{name.Year}/view:coverage.");
        TileRegistry registry = await DatasetRegistry.DemandAsync(dataset, opening, cancellationToken).ConfigureAwait(false);
        if (!ZoneGrid.Tiles(registry, name.Year, name.Zone).Any()) throw new Absence(dataset, name.Year, registry).OfZone(name.Zone);
        Area? area = opening.Area is null ? null : await opening.Area.ReadAsync(cancellationToken).ConfigureAwait(false);
        HashSet<TileId>? tiles = area is null ? null : [.. area.Tiles(registry, name.Year).Where(tile => tile.Zone == name.Zone)];
        return Open(name with { Dataset = dataset }, registry, tiles, area, opening);
    }

    /// <summary>Opens a zone that has tiles, or a part of it.</summary>
    /// <param name="name">The zone, with its dataset.</param>
    /// <param name="registry">Which tiles exist.</param>
    /// <param name="tiles">Those of the zone that the area touches; null where there is no area.</param>
    /// <param name="area">The part; null for the whole zone.</param>
    /// <param name="opening">The settings.</param>
    internal static IRaster Open(ZoneName name, TileRegistry registry, HashSet<TileId>? tiles, Area? area, Opening opening)
    {
        var absence = new Absence(name.Dataset!, name.Year, registry);
        if (area is not null && tiles!.Count == 0) throw absence.OfArea(area, name.Zone);
        var raster = ZoneRaster.Open(
            new ZoneSource
            {
                Dataset = name.Dataset!,
                Year = name.Year,
                Zone = name.Zone,
                Registry = registry,
                Store = opening.Stores.Cached,
                Only = area?.IsRegion == true ? tiles : null,
                MoreColumns = name.MoreColumns,
            },
            opening.Tiles);
        if (area is null) return opening.Show(raster, registry, name.Year, name.Zone);
        TileGrid grid = raster.Info.Grid;
        if (WindowOf(grid with { Width = grid.Width - name.MoreColumns }, name.Zone, area) is not { } window)
            throw new TesseraException(TesseraErrorKind.InvalidArgument, $"{area} is so small that no pixel's centre lies in it. Ask for a larger area, or for a tile by a point.");
        return opening.Show(new CropRaster(raster, window with { Width = window.Width + name.MoreColumns }), registry, name.Year, name.Zone);
    }

    /// <summary>The pixels of a zone's grid that an area has.</summary>
    /// <returns>Null where no pixel's centre lies in the area.</returns>
    internal static Window? WindowOf(TileGrid grid, UtmZone zone, Area area) => ZonePart.Of(area.Box, zone) is { } part ? ZoneGrid.WindowOf(grid, zone, part) : null;
}
