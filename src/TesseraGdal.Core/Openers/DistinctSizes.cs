using TesseraGdal.Forms;
using TesseraGdal.Geometry;
using TesseraGdal.Naming;

namespace TesseraGdal.Openers;

/// <summary>
/// Gives each raster of a list a size of its own. Of two that have the same columns and rows the later has a column more (<see cref="ZoneName.MoreColumns"/>):
/// rioxarray joins subdatasets of one size, and gives all of them the coordinates and the CRS of the first.
/// </summary>
internal static class DistinctSizes
{
    /// <summary>The columns that whole zones are given.</summary>
    internal static IEnumerable<(UtmZone Zone, int MoreColumns)> OfZones(IPixelSource pixels, IReadOnlyList<ZoneCoverage> zones)
    {
        // The width of a zone may take a look at all its tiles, a height takes one at a few: few zones have the height of another.
        const int Error = 2; // of the difference of two
        int[] heights = [.. zones.Select(pixels.HeightOf)];
        return Distinct(zones.Select((found, i) =>
            (found.Zone, IsShared(heights[i]) && pixels.GridOf(found.Zone) is { } grid ? (grid.Width, grid.Height) : ((int, int)?)null)));

        bool IsShared(int height) => heights.Count(other => Math.Abs(other - height) <= Error) > 1;
    }

    /// <summary>The columns that the parts of zones are given.</summary>
    internal static IEnumerable<(UtmZone Zone, int MoreColumns)> OfParts(IPixelSource pixels, IReadOnlyList<UtmZone> zones, Area area) =>
        Distinct(zones.Select(zone =>
            (zone, pixels.GridOf(zone) is { } grid && ZoneWindow.Of(grid, zone, area) is { } window ? (window.Width, window.Height) : ((int, int)?)null)));

    /// <summary>What has no size is left alone: it has a height that nothing else has, or none at all.</summary>
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
