using TesseraGdal.Forms.Npy.Mosaics;
using TesseraGdal.Geometry;
using TesseraGdal.Rasters;
using TesseraGdal.Rasters.Stored;
using Xunit;

namespace TesseraGdal.Tests.Rasters.Mosaics;

/// <summary>What a zone's pixels are, against an implementation that looks at every tile for every pixel.</summary>
public class ZoneRasterPixels
{
    private static readonly int[] Bands = [0, 127, 5];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Places where tiles meet: a corner of four cells, and edges between two.</summary>
    public static TheoryData<int, int, double, double> Meetings => new()
    {
        { 105, 5205, 1.1, 52.0 }, { 105, 5205, 1.0, 52.1 }, { 105, 5205, 1.05, 52.1 }, { 105, 5205, 1.1, 52.05 }, // mid-zone
        { 105, 5205, 0.9, 51.9 }, { 105, 5205, 1.2, 52.2 }, // the block's outer corners
        { 305, 5205, 3.0, 52.1 }, { 295, 5, 3.0, 0.1 }, { 305, 5, 3.05, 0.0 }, // the central meridian, the equator
        { 605, 7805, 6.0, 78.1 }, { 605, 7805, 6.0, 78.05 }, { 605, 7805, 6.1, 78.0 }, // a zone's western edge
        { 595, 7805, 6.0, 78.05 }, { 595, 7805, 5.9, 78.1 }, // and the eastern one
        { -6005, -7505, -60.1, -75.0 }, { -6005, -7505, -60.0, -75.1 }, { -5995, -7505, -60.0, -75.05 }, { 305, -5, 3.05, 0.0 }, // the south
        { 17985, 6605, 180.0, 66.05 }, { -17985, 6605, -180.0, 66.1 }, // the antimeridian
        { 605, 8355, 6.0, 83.5 }, { 305, 8955, 3.0, 89.6 }, { 905, 8935, 9.0, 89.4 }, { 325, 8985, 3.2, 89.9 }, // where tiles are narrow
    };

    [Theory]
    [MemberData(nameof(Meetings))]
    public async Task Where_tiles_meet_each_pixel_is_of_its_cells_tile_or_of_a_neighbour_that_has_it(int lonI, int latI, double longitude, double latitude)
    {
        foreach (bool isWhole in (bool[])[true, false])
        {
            TileId middle = new(lonI, latI);
            TileId[] tiles = [.. MadeZone.Around(middle, isWhole ? [] : [new TileId(lonI + 10, latI)]).Where(tile => tile.IsValid)];
            MadeZone zone = (await MadeZone.OfAsync(tiles)).SeenFrom(middle.Zone);
            ZoneRaster raster = zone.Open();
            Window window = zone.WindowAt(raster.Info, longitude, latitude, 90, 80);
            using PixelSink sink = PixelSink.Of(PixelSink.Layout.Planes, window.Width, window.Height, 3);
            await raster.ReadAsync(sink.Read(window, Bands), null, Token);
            Verify(zone, raster.Info.Grid, window, sink);
        }
    }

    [Fact]
    public async Task The_places_that_are_tested_have_pixels_of_all_kinds()
    {
        int own = 0, neighbours = 0, none = 0, invalid = 0;
        foreach ((int lonI, int latI, double longitude, double latitude) in Meetings.Select(row => row.Data))
        {
            TileId middle = new(lonI, latI);
            MadeZone zone = (await MadeZone.OfAsync([.. MadeZone.Around(middle).Where(tile => tile.IsValid)])).SeenFrom(middle.Zone);
            RasterGrid grid = zone.Open().Info.Grid;
            Window window = zone.WindowAt(zone.Open().Info, longitude, latitude, 90, 80);
            for (int row = window.Y; row < window.Y + window.Height; row++)
            {
                for (int column = window.X; column < window.X + window.Width; column++)
                {
                    var cell = CellScan.CellAt(grid, zone.Zone, column, row);
                    if (zone.Expected(grid, column, row) is not (var tile, _, _, var isValid)) none++;
                    else if (!isValid) invalid++;
                    else if (tile == cell.Tile) own++;
                    else neighbours++;
                }
            }
        }
        Assert.All([own, neighbours, none, invalid], count => Assert.True(count > 500));
    }

    [Theory]
    [CombinatorialLayouts]
    public async Task Every_layout_of_the_destination_is_filled_and_nothing_else(string layout, int shift)
    {
        MadeZone zone = await MadeZone.OfAsync(MadeZone.Around(new TileId(605, 7805), new TileId(615, 7805)).Where(tile => tile.LonI > 600).ToArray());
        ZoneRaster raster = zone.Open();
        Window window = zone.WindowAt(raster.Info, 6.1, 78.0, 33, 21);
        using PixelSink sink = PixelSink.Of(Enum.Parse<PixelSink.Layout>(layout), window.Width, window.Height, 3, shift);
        await raster.ReadAsync(sink.Read(window, Bands), null, Token);
        Verify(zone, raster.Info.Grid, window, sink);
    }

    [Fact]
    public async Task A_whole_zone_is_read_and_its_corners_are_nodata()
    {
        MadeZone zone = await MadeZone.OfAsync(MadeZone.Around(new TileId(325, 8965), new TileId(335, 8965)));
        ZoneRaster raster = zone.Open();
        var whole = new Window(0, 0, raster.Info.Grid.Width, raster.Info.Grid.Height);
        using PixelSink sink = PixelSink.Of(PixelSink.Layout.Pixels, whole.Width, whole.Height, 3);
        await raster.ReadAsync(sink.Read(whole, Bands), null, Token);
        Verify(zone, raster.Info.Grid, whole, sink);
    }

    [Fact]
    public async Task Overviews_are_every_2_to_the_kth_pixel_and_crops_decimate_from_their_own_corner()
    {
        MadeZone zone = await MadeZone.OfAsync(MadeZone.Around(new TileId(605, 8355)));
        zone = zone.SeenFrom(new TileId(605, 8355).Zone);
        ZoneRaster raster = zone.Open();
        RasterGrid grid = raster.Info.Grid;
        var crop = new CropRaster(raster, new Window(37, 1003, 301, 1409));
        Assert.Equal(grid.Transform.OriginX + 370, crop.Info.Grid.Transform.OriginX);
        Assert.Equal(grid.Transform.OriginY - 10030, crop.Info.Grid.Transform.OriginY);
        Assert.Equal((301, 1409), (crop.Info.Grid.Width, crop.Info.Grid.Height));
        foreach ((ISampledRaster source, int left, int top) in ((ISampledRaster, int, int)[])[(raster, 0, 0), (crop, 37, 1003)])
        {
            for (int k = 2; k <= source.Overviews.Count; k++)
            {
                IRaster level = source.Overviews[k - 1];
                (int width, int height) = (level.Info.Grid.Width, level.Info.Grid.Height);
                Assert.Equal(10 << k, level.Info.Grid.Transform.PixelWidth);
                using PixelSink sink = PixelSink.Of(PixelSink.Layout.Planes, width, height, 1);
                await level.ReadAsync(sink.Read(new Window(0, 0, width, height), 9), null, Token);
                sink.Verify((row, column, _) => zone.Embedding(grid, left + (column << k), top + (row << k), 9));
            }
        }
        using PixelSink part = PixelSink.Of(PixelSink.Layout.Planes, 30, 40, 1);
        await crop.ReadAsync(part.Read(new Window(100, 200, 30, 40), 9), null, Token);
        part.Verify((row, column, _) => zone.Embedding(grid, 137 + column, 1203 + row, 9));
    }

    [Theory]
    [InlineData(301, 100)]
    [InlineData(40, 700)]
    public async Task A_smaller_or_larger_picture_of_a_window_is_nearest_as_of_any_raster(int outWidth, int outHeight)
    {
        MadeZone zone = await MadeZone.OfAsync(MadeZone.Around(new TileId(325, 8355)));
        ZoneRaster raster = zone.Open();
        Window window = zone.WindowAt(raster.Info, 3.3, 83.5, 120, 300);
        using PixelSink sink = PixelSink.Of(PixelSink.Layout.Planes, outWidth, outHeight, 1);
        await raster.ReadAsync(sink.Read(window, 64), null, Token);
        sink.Verify((row, column, _) => zone.Embedding(
            raster.Info.Grid, window.X + (((2 * column) + 1) * window.Width / (2 * outWidth)), window.Y + (((2 * row) + 1) * window.Height / (2 * outHeight)), 64));
    }

    [Fact]
    public async Task Other_views_show_what_the_own_tile_stores_where_no_tile_is_valid()
    {
        TileId missing = new(335, 8355);
        MadeZone zone = await MadeZone.OfAsync(MadeZone.Around(new TileId(325, 8355), missing));
        ZoneRaster raster = zone.Open(new ReadOptions { View = new StoredBytesView() });
        foreach (double longitude in (double[])[3.2, 3.3, 3.35])
        {
            Window window = zone.WindowAt(raster.Info, longitude, 83.6, 100, 90);
            using PixelSink sink = PixelSink.Of(PixelSink.Layout.WideSteps, window.Width, window.Height, 3);
            await raster.ReadAsync(sink.Read(window, Bands), null, Token);
            sink.Verify((row, column, band) =>
                zone.Expected(raster.Info.Grid, window.X + column, window.Y + row) is var (tile, r, c, _) ? MadeStore.Quantized(tile, r, c, Bands[band]) : -999);
        }
    }

    [Fact]
    public async Task Tiles_beyond_a_region_count_as_missing_on_the_same_grid()
    {
        TileId middle = new(325, 8355), west = new(315, 8355);
        MadeZone zone = await MadeZone.OfAsync(MadeZone.Around(middle)), region = zone.With(middle, west);
        ZoneRaster whole = zone.Open(), part = region.Open();
        Assert.Equal(whole.Info.Grid, part.Info.Grid);
        Window window = zone.WindowAt(part.Info, 3.3, 83.6, 140, 120);
        using PixelSink sink = PixelSink.Of(PixelSink.Layout.Planes, window.Width, window.Height, 3);
        await part.ReadAsync(sink.Read(window, Bands), null, Token);
        Verify(region, part.Info.Grid, window, sink);
        Assert.Subset(new HashSet<TileId>([middle, west]), region.Store.TilesRead());
    }

    [Fact]
    public async Task A_window_is_the_same_however_it_is_cut_and_whichever_tile_comes_first()
    {
        MadeZone zone = await MadeZone.OfAsync(MadeZone.Around(new TileId(325, 8355)));
        RasterGrid grid = zone.Open().Info.Grid;
        Window window = zone.WindowAt(zone.Open().Info, 3.3, 83.5, 200, 160);
        for (int seed = 0; seed < 8; seed++)
        {
            var random = new Random(seed);
            MadeZone again = zone.SeenFrom(zone.Zone);
            // Tiles answer in an order of each round's own.
            again.Store.Before = async (key, _) =>
            {
                for (int turns = (key.Sum(c => c * (seed + 1)) + seed) % 17; turns > 0; turns--) await Task.Yield();
            };
            ZoneRaster raster = again.Open();
            for (int part = 0; part < 12; part++)
            {
                int width = 1 + random.Next(60), height = 1 + random.Next(60);
                var crop = new Window(window.X + random.Next(window.Width - width), window.Y + random.Next(window.Height - height), width, height);
                using PixelSink sink = PixelSink.Of(PixelSink.Layout.Planes, width, height, 3);
                await new CropRaster(raster, crop).ReadAsync(sink.Read(new Window(0, 0, width, height), Bands), null, Token);
                Verify(zone, grid, crop, sink);
            }
        }
    }

    private static void Verify(MadeZone zone, RasterGrid grid, Window window, PixelSink sink) =>
        sink.Verify((row, column, band) => zone.Embedding(grid, window.X + column, window.Y + row, Bands[band]));
}
