using TesseraGdal.Geometry;
using TesseraGdal.Rasters.Mosaics;
using TesseraGdal.Registry;

namespace TesseraGdal.Naming;

/// <summary>
/// Gives each raster of a list a size of its own. Of two that have the same columns and rows the later has a column more (<see cref="ZoneName.MoreColumns"/>):
/// rioxarray joins subdatasets of one size, and gives all of them the coordinates and the CRS of the first.
/// </summary>
internal static class DistinctSizes
{
    /// <summary>
    /// Metres by which the height of a zone's grid may differ from that of its rows of cells on the central meridian: at the edge of a zone a parallel lies up to
    /// 4.4 km further from the equator, at either end, and the grid is snapped to pixels.
    /// </summary>
    private const double HeightError = 9_000;

    /// <summary>The columns that whole zones are given.</summary>
    internal static IEnumerable<(UtmZone Zone, int MoreColumns)> OfZones(TileRegistry registry, int year, IReadOnlyList<ZoneTiles> zones)
    {
        // The size of a zone takes a look at all its tiles: only those of almost the same height can have the same.
        double[] heights = [.. zones.Select(HeightOf)], sorted = [.. heights.Order()];
        return Distinct(zones.Select((found, i) => (found.Zone, IsAlone(heights[i]) ? null : SizeOf(ZoneGrid.Of(registry, year, found.Zone)))));

        bool IsAlone(double height)
        {
            int i = Array.BinarySearch(sorted, height);
            return (i == 0 || height - sorted[i - 1] > 2 * HeightError) && (i == sorted.Length - 1 || sorted[i + 1] - height > 2 * HeightError);
        }
    }

    /// <summary>The columns that the parts of zones are given.</summary>
    internal static IEnumerable<(UtmZone Zone, int MoreColumns)> OfParts(TileRegistry registry, int year, IReadOnlyList<UtmZone> zones, Area area) =>
        Distinct(zones.Select(zone => (zone, ZoneGrid.Of(registry, year, zone) is { } grid && ZoneOpener.WindowOf(grid, zone, area) is { } window ? (window.Width, window.Height) : ((int, int)?)null)));

    private static (int Width, int Height)? SizeOf(TileGrid? grid) => grid is { } there ? (there.Width, there.Height) : null;

    private static double HeightOf(ZoneTiles zone)
    {
        double meridian = zone.Zone.CentralMeridian;
        return zone.Zone.Project(meridian, zone.Extent.North).Northing - zone.Zone.Project(meridian, zone.Extent.South).Northing;
    }

    /// <summary>What has no size is left alone: it has one that nothing else can have, or none at all.</summary>
    private static IEnumerable<(UtmZone Zone, int MoreColumns)> Distinct(IEnumerable<(UtmZone Zone, (int Width, int Height)? Size)> found)
    {
        var taken = new HashSet<(int, int)>();
        foreach ((UtmZone zone, (int Width, int Height)? size) in found)
        {
            int more = 0;
            if (size is var (width, height))
            {
                while (!taken.Add((width + more, height))) more++;
            }
            yield return (zone, more);
        }
    }
}
