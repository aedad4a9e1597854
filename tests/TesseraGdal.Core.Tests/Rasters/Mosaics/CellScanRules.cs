using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TesseraGdal.Forms.Npy.Mosaics;
using TesseraGdal.Geometry;
using TesseraGdal.Rasters;
using Xunit;

namespace TesseraGdal.Tests.Rasters.Mosaics;

/// <summary>Runs of pixels within a cell, against unprojecting every pixel.</summary>
public class CellScanRules
{
    [Property(MaxTest = 150)]
    public Property Runs_are_what_every_pixel_by_itself_says() => Everywhere(random => Check(AnyZone(random), random.NextDouble() * 84, random, 1 + random.Next(40000)));

    [Property(MaxTest = 100)]
    public Property Also_far_in_the_north_and_south() => Everywhere(random => Check(AnyZone(random), 78 + (random.NextDouble() * 11.99), random, 12000));

    [Property(MaxTest = 100)]
    public Property Also_at_the_equator_and_the_antimeridian() => Everywhere(random => Check(
        new UtmZone(random.Next(2) == 0 ? 1 : 60, random.Next(2) == 0), (random.NextDouble() - 0.5) * 0.4, random, 70000));

    /// <summary>By seeds of numbers that are spread evenly; FsCheck's own are mostly small.</summary>
    private static Property Everywhere(Action<Random> check) => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => check(new Random(seed)));

    private static UtmZone AnyZone(Random random) => new(1 + random.Next(60), random.Next(2) == 0);

    /// <summary>Looks at rows a few pixels around a latitude, in a grid that reaches over the zone's edges.</summary>
    private static void Check(UtmZone zone, double latitude, Random random, int width)
    {
        if (zone.IsSouth) latitude = -latitude;
        int columns = 1 + random.Next(700), level = random.Next(9);
        (double middle, double y) = zone.Project(zone.CentralMeridian, latitude);
        double half = Math.Abs(zone.Project(zone.West - 0.1, Math.Min(Math.Abs(latitude), 89.9)).Easting - middle) + 400;
        double x = Math.Floor((middle - half) / 10) * 10;
        var grid = new RasterGrid(zone.Epsg, new GeoTransform(x, (Math.Ceiling(y / 10) * 10) + 200, 10, 10), (int)(2 * half / 10), 4000);
        width = Math.Min(width, grid.Width);
        int start = random.Next(grid.Width - width + 1);
        Sampling sampled = Sampling.Of(start, width, columns, 0);
        var scan = new CellScan(grid, zone, sampled);
        for (int row = 0; row < 24; row++)
        {
            int sourceRow = (row / 2) << level >> 1;
            IReadOnlyList<(Cell Cell, int End)> runs = scan.Row(sourceRow);
            int next = 0;
            foreach ((Cell cell, int end) in runs)
            {
                Assert.True(end > next);
                for (; next < end; next++)
                {
                    (double longitude, double lat) = zone.Unproject(x + (10 * sampled[next]) + 5, grid.Transform.OriginY - (10 * sourceRow) - 5);
                    var expected = new Cell((int)Math.Floor(longitude * 10), Math.Min((int)Math.Floor(lat * 10), 899));
                    Assert.Equal(expected.IsIn(zone), cell.IsIn(zone));
                    if (cell != expected) Assert.Empty(Neighbourhood.Order(cell, zone).Concat(Neighbourhood.Order(expected, zone)));
                    if (!expected.IsIn(zone)) continue;
                    Assert.Equal(expected, cell);
                    Assert.Equal(TileId.FromPoint(longitude, lat), cell.Tile);
                }
            }
            Assert.Equal(columns, next);
        }
    }
}
