using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TesseraGdal.Forms;
using TesseraGdal.Forms.Npy.Mosaics;
using TesseraGdal.Forms.Npy.Registry;
using TesseraGdal.Geometry;
using TesseraGdal.Tests.Registry;
using Xunit;
using ManifestStore = TesseraGdal.Tests.Registry.WatchedStore;

namespace TesseraGdal.Tests.Rasters.Mosaics;

public class ZoneGridRules
{
    private static readonly TileId[] At52 = MadeZone.Around(new TileId(305, 5205));

    [Fact]
    public async Task The_grid_of_a_zone_holds_the_grids_of_all_its_tiles_and_is_the_smallest_that_does()
    {
        TilePresence registry = await OwnRegistry.OpenAsync(
            MadeZone.Dataset, ManifestStore.Of(Fixtures.Manifests), "manifest.parquet", new PresenceOptions(), TestContext.Current.CancellationToken);
        int zones = 0;
        for (int number = 1; number <= 60; number++)
        {
            foreach (bool isSouth in (bool[])[false, true])
            {
                var zone = new UtmZone(number, isSouth);
                TileId[] tiles = [.. Fixtures.Cells().Where(cell => cell.Tile.Zone == zone && registry.Contains(2022, cell.Tile)).Select(cell => cell.Tile)];
                Assert.Equal(tiles.Length, ZoneGrid.Survey(registry, 2022, zone)?.Tiles ?? 0);
                Check(tiles, zone, ZoneGrid.Of(registry, 2022, zone));
                if (tiles.Length > 0) zones++;
            }
        }
        Assert.True(zones > 5);
    }

    [Property(MaxTest = 12)]
    public Property Wherever_the_tiles_are() => Prop.ForAll(
        Gen.Choose(0, 59).SelectMany(column => Gen.Zip(Gen.Choose(column, 59), Gen.Choose(-900, 899)).ListOf(8).Select(cells => (column, cells))).ToArbitrary(),
        given =>
        {
            TileId[] tiles = [.. given.cells.Select(cell => new TileId((cell.Item1 * 10) + 605, (cell.Item2 * 10) + 5)).Distinct()];
            TilePresence registry = MadeZone.RegistryAsync([.. tiles.Select(tile => (2024, tile))]).GetAwaiter().GetResult();
            foreach (bool isSouth in (bool[])[false, true])
            {
                var zone = new UtmZone(32, isSouth);
                Check([.. tiles.Where(tile => tile.Zone == zone)], zone, ZoneGrid.Of(registry, 2024, zone));
                foreach (ZoneCoverage found in registry.Zones(2024).Where(found => found.Zone == zone))
                    Assert.InRange(ZoneGrid.HeightOf(registry, 2024, found) - ZoneGrid.Of(registry, 2024, zone)!.Value.Height, -1, 1);
            }
        });

    [Fact]
    public async Task A_box_is_the_window_of_the_centres_within_its_projected_bounds()
    {
        // formats.md §10.4: what geotessera reads for this box from its Zarr store
        MadeZone zone = await MadeZone.OfAsync(MadeZone.Around(new TileId(15, 5215)).Where(tile => tile.LonI > 0).ToArray());
        RasterGrid grid = zone.Open().Info.Grid;
        Window window = ZoneWindow.Of(grid, zone.Zone, new GeoBox(0.05, 52.15, 0.20, 52.25))!.Value;
        Assert.Equal((1069, 1152), (window.Width, window.Height));
        Assert.Equal((298180, 5792940), (grid.Transform.OriginX + (10 * window.X), grid.Transform.OriginY - (10 * window.Y)));
    }

    [Fact]
    public async Task A_box_is_clipped_to_the_grid_and_one_beside_it_has_no_window()
    {
        MadeZone zone = await MadeZone.OfAsync(At52);
        RasterGrid grid = zone.Open().Info.Grid;
        Assert.Equal(new Window(0, 0, grid.Width, grid.Height), ZoneWindow.Of(grid, zone.Zone, new GeoBox(-170, -80, 170, 80)));
        Assert.Null(ZoneWindow.Of(grid, zone.Zone, new GeoBox(3, 51, 3.1, 51.5)));
        Assert.Null(ZoneWindow.Of(grid, zone.Zone, new GeoBox(1, 52, 1.1, 52.1)));
        Assert.Null(ZoneWindow.Of(grid, zone.Zone, new GeoBox(20, 52, 21, 52.1)));
        Assert.Null(ZoneWindow.Of(grid, zone.Zone, new GeoBox(3.05, 52.05, 3.05, 52.05)));
    }

    [Theory]
    [InlineData(1, 179.9, -179.9)]
    [InlineData(60, 179.9, -179.9)]
    [InlineData(1, -180, -179.9)]
    [InlineData(60, 179.9, 180)]
    public async Task A_box_may_cross_the_antimeridian(int number, double west, double east)
    {
        int edge = number == 1 ? -17995 : 17995;
        MadeZone zone = await MadeZone.OfAsync(new TileId(edge, 6605), new TileId(edge + (number == 1 ? 10 : -10), 6605));
        RasterGrid grid = zone.Open().Info.Grid;
        Window window = ZoneWindow.Of(grid, zone.Zone, new GeoBox(west, 66.02, east, 66.08))!.Value;
        (double x, double y) = zone.Zone.Project(edge / 100.0, 66.05);
        Assert.InRange((x - grid.Transform.OriginX) / 10, window.X, window.X + window.Width);
        Assert.InRange((grid.Transform.OriginY - y) / 10, window.Y, window.Y + window.Height);
        Assert.InRange(window.Width, 440, 500); // 0.1° of 4.5 km, and what the cell leans
        Assert.InRange(window.Height, 660, 720);
    }

    [Fact]
    public void A_pixel_of_a_zone_shows_the_tiles_pixel_that_its_centre_falls_into()
    {
        var grid = new RasterGrid(32631, new GeoTransform(300000, 5800000, 10, 10), 1000, 1000);
        Assert.Equal(new Window(0, 0, 7, 9), ZoneGrid.PlaceOf(grid, new RasterGrid(32631, new GeoTransform(300004.9, 5800004.9, 10, 10), 7, 9)));
        Assert.Equal(new Window(1, 1, 7, 9), ZoneGrid.PlaceOf(grid, new RasterGrid(32631, new GeoTransform(300005.1, 5799994.9, 10, 10), 7, 9)));
        Assert.Equal(new Window(-3, -2, 7, 9), ZoneGrid.PlaceOf(grid, new RasterGrid(32631, new GeoTransform(299970, 5800020, 10, 10), 7, 9)));
        Assert.Null(ZoneGrid.PlaceOf(grid, new RasterGrid(32632, grid.Transform, 7, 9)));
        Assert.Null(ZoneGrid.PlaceOf(grid, new RasterGrid(32631, grid.Transform with { PixelWidth = 20 }, 7, 9)));
        Assert.Null(ZoneGrid.PlaceOf(grid, new RasterGrid(32631, grid.Transform with { OriginX = 1e300 }, 7, 9)));
        Assert.Null(ZoneGrid.PlaceOf(grid, new RasterGrid(32631, grid.Transform with { OriginY = double.NaN }, 7, 9)));
    }

    private static void Check(TileId[] tiles, UtmZone zone, RasterGrid? found)
    {
        if (tiles.Length == 0)
        {
            Assert.Null(found);
            return;
        }
        RasterGrid[] grids = [.. tiles.Select(RasterGrid.Of)];
        double west = Math.Floor(grids.Min(grid => grid.Transform.OriginX) / 10), east = Math.Ceiling(grids.Max(grid => grid.Transform.OriginX + (10 * grid.Width)) / 10);
        double north = Math.Ceiling(grids.Max(grid => grid.Transform.OriginY) / 10), south = Math.Floor(grids.Min(grid => grid.Transform.OriginY - (10 * grid.Height)) / 10);
        Assert.Equal(new RasterGrid(zone.Epsg, new GeoTransform(10 * west, 10 * north, 10, 10), (int)(east - west), (int)(north - south)), found);
    }
}
