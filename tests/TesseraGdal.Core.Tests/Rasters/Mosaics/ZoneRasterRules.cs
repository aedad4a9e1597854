using System.Collections.Concurrent;
using TesseraGdal.Forms.Npy.Mosaics;
using TesseraGdal.Geometry;
using TesseraGdal.Rasters;
using TesseraGdal.Rasters.Stored;
using TesseraGdal.Storage;
using TesseraGdal.Storage.Cache;
using TesseraGdal.Tests.Formats;
using TesseraGdal.Tests.Storage;
using Xunit;

namespace TesseraGdal.Tests.Rasters.Mosaics;

/// <summary>What a zone says about itself, what it fetches, and how it fails.</summary>
public class ZoneRasterRules
{
    private static readonly TileId Middle = new(325, 8355);

    private static readonly int[] All = [.. Enumerable.Range(0, 128)];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Opening_asks_nothing_of_the_store_and_tells_what_is_there()
    {
        MadeZone zone = await MadeZone.OfAsync(MadeZone.Around(Middle));
        ZoneRaster raster = zone.Open();
        RasterInfo info = raster.Info;
        Assert.Empty(zone.Store.Reads);
        Assert.Equal((PixelType.Float32, 128, 32631), (info.PixelType, info.BandDescriptions.Count, info.Grid.Epsg));
        Assert.True(double.IsNaN(info.NoData!.Value));
        Assert.Equal(
            [
                "TESSERA_DATASET_VERSION=1.0", "TESSERA_DATASET_VERSION_PATH=v1", "TESSERA_DATASET_VARIANT=vultr", "TESSERA_YEAR=2024",
                "TESSERA_ZONE=utm31n", "TESSERA_TILE_COUNT=9",
            ],
            info.Metadata[""].Select(item => $"{item.Key}={item.Value}"));
        Assert.Equal(["SOURCE=made", "DATASET=v1", "YEAR=2024"], info.Metadata["TESSERA"].Take(3).Select(item => $"{item.Key}={item.Value}"));
        Assert.Equal(["LICENSE", "ATTRIBUTION"], info.Metadata["TESSERA"].Skip(3).Select(item => item.Key));
        Assert.All(raster.Overviews.Append(raster), level => Assert.InRange(level.Info.Block.Width * level.Info.Block.Height, 1, 256 * 256));
        Assert.InRange(Math.Max(raster.Overviews[^1].Info.Grid.Width, raster.Overviews[^1].Info.Grid.Height), 33, 64);
        Assert.Empty(zone.Open(new ReadOptions { Overviews = false }).Overviews);
    }

    [Fact]
    public async Task A_zone_without_a_tile_that_year_is_no_raster()
    {
        MadeZone zone = await MadeZone.OfAsync(Middle);
        Assert.Throws<ArgumentException>(() => ZoneRaster.Open(zone.Source with { Year = 2022 }, new ReadOptions()));
        Assert.Throws<ArgumentException>(() => ZoneRaster.Open(zone.Source with { Zone = new UtmZone(31, true) }, new ReadOptions()));
    }

    [Fact]
    public async Task Only_the_tiles_and_rows_of_a_window_are_fetched()
    {
        MadeZone zone = await MadeZone.OfAsync(MadeZone.Around(Middle));
        ZoneRaster raster = zone.Open();
        Window window = zone.WindowAt(raster.Info, 3.25, 83.55, 20, 30);
        await ReadAsync(raster, window, All);
        Assert.Equal([Middle], zone.Store.TilesRead());
        Assert.All(zone.Store.Reads, read => Assert.Contains(Middle.ToString(), read.Key, StringComparison.Ordinal));
        Assert.InRange(zone.Store.Reads.Where(IsPixels).Sum(read => read.Length), 1, 30 * RasterGrid.Of(Middle).Width * 128);
    }

    [Fact]
    public async Task Of_a_neighbour_that_has_nothing_either_only_scales_are_fetched()
    {
        // The middle tile's own cell ends in pixels that are not valid, and so does its neighbour's overlap: of that one no embeddings are needed.
        TileId east = new(335, 8355);
        MadeZone zone = await MadeZone.OfAsync(Middle, east);
        foreach (TileId tile in (TileId[])[Middle, east])
        {
            RasterGrid grid = RasterGrid.Of(tile);
            zone.Store.Others[$"v1/2024/{tile}_scales.npy"] = TestTile.Npy("<f4", $"({grid.Height}, {grid.Width})", new byte[grid.Height * grid.Width * 4]);
        }
        ZoneRaster raster = zone.Open();
        Window window = zone.WindowAt(raster.Info, 3.297, 83.505, 4, 60);
        float[] pixels = await ReadAsync(raster, window, [0]);
        Assert.All(pixels, value => Assert.True(float.IsNaN(value)));
        Assert.Contains(zone.Store.Reads, read => read.Key.Contains($"{east}_scales", StringComparison.Ordinal) && read.Offset > 0);
        Assert.Equal([Middle], zone.Store.TilesRead());
    }

    [Fact]
    public async Task A_tile_is_opened_once_however_many_read_from_it()
    {
        MadeZone zone = await MadeZone.OfAsync(MadeZone.Around(Middle));
        ZoneRaster raster = zone.Open();
        Window window = zone.WindowAt(raster.Info, 3.3, 83.6, 40, 40);
        float[] alone = await ReadAsync(raster, window, [3]);
        var again = zone.SeenFrom(zone.Zone);
        raster = again.Open();
        float[][] all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => ReadAsync(raster, window, [3]))));
        Assert.All(all, pixels => Assert.Equal(alone, pixels));
        // Heads of both arrays, for the tile itself and at most once more to ask what is valid.
        Assert.All(
            again.Store.Reads.Where(read => read.Offset == 0).GroupBy(read => read.Key),
            heads => Assert.InRange(heads.Count(), 1, 2));
    }

    [Fact]
    public async Task A_small_read_of_what_a_store_has_at_hand_is_done_by_its_caller_across_tiles_too()
    {
        // Programs read line by line and band by band: that another thread does a line takes longer than the line.
        MadeZone zone = await MadeZone.OfAsync(MadeZone.Around(Middle));
        ZoneRaster raster = zone.Open();
        Window window = zone.WindowAt(raster.Info, 3.3, 83.6, 32, 32);
        float[] known = await ReadAsync(raster, window, [3]);
        Assert.True(zone.Store.TilesRead().Count >= 4);
        using PixelSink sink = PixelSink.Of(PixelSink.Layout.Planes, window.Width, window.Height, 1);
        var threads = new ConcurrentQueue<int>();
        zone.Store.Before = (_, _) =>
        {
            threads.Enqueue(Environment.CurrentManagedThreadId);
            return Task.CompletedTask;
        };
        int caller = Environment.CurrentManagedThreadId;
        await raster.ReadAsync(sink.Read(window, 3), null, Token);
        Assert.True(threads.Count >= 8);
        Assert.All(threads, thread => Assert.Equal(caller, thread));
        sink.Verify((row, column, _) => known[row * window.Width + column]);
    }

    [Fact]
    public async Task More_tiles_than_are_kept_open_can_be_read()
    {
        TileId[] tiles = [.. Enumerable.Range(0, 180).Select(i => new TileId(5 + (i % 60 * 10), 8935 + (i / 60 * 10)))];
        MadeZone zone = await MadeZone.OfAsync(tiles);
        ZoneRaster raster = zone.Open();
        IRaster level = raster.Overviews[4];
        (int width, int height) = (level.Info.Grid.Width, level.Info.Grid.Height);
        using PixelSink sink = PixelSink.Of(PixelSink.Layout.Planes, width, height, 1);
        for (int turn = 0; turn < 2; turn++)
        {
            await level.ReadAsync(sink.Read(new Window(0, 0, width, height), 2), null, Token);
            sink.Verify((row, column, _) => zone.Embedding(raster.Info.Grid, column << 5, row << 5, 2));
        }
    }

    [Fact]
    public async Task More_than_a_read_may_need_is_refused_before_anything_is_asked_for()
    {
        MadeZone zone = await MadeZone.OfAsync(MadeZone.Around(Middle));
        ZoneRaster raster = zone.Open(new ReadOptions { MaxRead = 10_000_000, Overviews = true });
        var whole = new Window(0, 0, raster.Info.Grid.Width, raster.Info.Grid.Height);
        var error = await Assert.ThrowsAsync<TesseraException>(() => ReadAsync(raster, whole, [0]));
        Assert.Equal(TesseraErrorKind.LimitExceeded, error.Kind);
        Assert.Matches(@"needs (more than )?\d{8,9} stored bytes of \d tiles.*TESSERA_MAX_READ allows 10000000\. Ask for a smaller window, or for fewer pixels by nearest neighbour, .*; or raise TESSERA_MAX_READ", error.Message);
        Assert.Equal(error.Message, Assert.Throws<TesseraException>(() => raster.DemandWithinLimit(whole)).Message);
        Assert.Equal(TesseraErrorKind.LimitExceeded, Assert.Throws<TesseraException>(() => new BandSubset(new CropRaster(raster, new Window(1, 2, 390, 3000)), [3]).DemandWithinLimit(new Window(0, 0, 390, 3000))).Kind);
        raster.DemandWithinLimit(new Window(100, 700, 50, 100));
        Assert.Empty(zone.Store.Reads);
        await raster.AdviseAsync(whole, Token);
        Assert.Empty(zone.Store.Reads);
        await ReadAsync(raster, new Window(100, 700, 50, 100), [0]);
        await raster.Overviews[4].ReadAsync(SinkFor(raster.Overviews[4], out PixelSink sink), null, Token);
        sink.Dispose();
    }

    [Fact]
    public async Task The_bytes_that_a_read_is_said_to_need_are_those_that_it_fetches()
    {
        MadeZone zone = await MadeZone.OfAsync(MadeZone.Around(Middle));
        ZoneRaster raster = zone.Open();
        Window window = zone.WindowAt(raster.Info, 3.3, 83.6, 200, 500);
        await ReadAsync(raster, window, [0]);
        long fetched = zone.Store.Reads.Where(read => read.Offset > 0).Sum(read => (long)read.Length);
        var error = await Assert.ThrowsAsync<TesseraException>(() => ReadAsync(zone.Open(new ReadOptions { MaxRead = 1 }), window, [0]));
        long said = long.Parse(System.Text.RegularExpressions.Regex.Match(error.Message, @"needs (\d+) stored bytes of 4 tiles").Groups[1].Value);
        Assert.InRange(fetched, (said - (4 * 204_800)) * 0.99, said * 1.5); // neighbours that stand in come on top
    }

    [Fact]
    public async Task A_zone_at_a_64th_costs_no_more_than_a_twentieth_of_its_bytes()
    {
        MadeZone zone = await MadeZone.OfAsync(MadeZone.Around(new TileId(-105, 5205)));
        await using var cache = new TestCache();
        using CachedObjectStore cached = cache.Open(zone.Store, onDisk: false);
        IRaster level = ZoneRaster.Open(zone.Source with { Store = cached }, new ReadOptions { Overviews = true }).Overviews[5];
        await level.ReadAsync(SinkFor(level, out PixelSink sink), null, Token);
        sink.Dispose();
        long whole = MadeZone.Around(new TileId(-105, 5205)).Select(RasterGrid.Of).Sum(grid => grid.Width * grid.Height * 132L);
        long fetched = zone.Store.Reads.Where(read => !read.Key.EndsWith("tiff", StringComparison.Ordinal)).Sum(read => (long)read.Length);
        Assert.InRange(fetched, whole / 100, whole / 20);
    }

    [Theory]
    [InlineData(".npy")]
    [InlineData("_scales.npy")]
    public async Task A_tile_that_is_listed_and_not_there_is_an_error_that_names_it(string suffix)
    {
        MadeZone zone = await MadeZone.OfAsync(MadeZone.Around(Middle));
        ZoneRaster raster = zone.Open();
        Window window = zone.WindowAt(raster.Info, 3.3, 83.6, 40, 40);
        string key = $"v1/2024/{Middle}{suffix}";
        zone.Store.Others[key] = null;
        var error = await Assert.ThrowsAsync<ObjectException>(() => ReadAsync(raster, window, [0]));
        Assert.Equal((TesseraErrorKind.NotFound, key), (error.Kind, error.Key));
        Assert.Contains(Middle.ToString(), error.Message, StringComparison.Ordinal);
        // Once it is there, it can be read.
        zone.Store.Others.Clear();
        await ReadAsync(raster, window, [0]);
    }

    [Fact]
    public async Task A_damaged_tile_is_an_error_that_names_it()
    {
        MadeZone zone = await MadeZone.OfAsync(MadeZone.Around(Middle));
        zone.Store.Others[$"v1/2024/{Middle}.npy"] = new byte[5000];
        ZoneRaster raster = zone.Open();
        var error = await Assert.ThrowsAnyAsync<TesseraException>(() => ReadAsync(raster, zone.WindowAt(raster.Info, 3.3, 83.6, 40, 40), [0]));
        Assert.Equal(TesseraErrorKind.CorruptData, error.Kind);
        Assert.Contains(Middle.ToString(), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_a_landmask_moves_a_tile_its_pixels_move()
    {
        MadeZone zone = await MadeZone.OfAsync(Middle);
        RasterGrid grid = RasterGrid.Of(Middle);
        Window window = zone.WindowAt(zone.Open().Info, 3.25, 83.55, 20, 20);
        MadeZone unmoved = await MadeZone.OfAsync(Middle); // a landmask that a store did not have is not looked for again at once
        float[] before = await ReadAsync(unmoved.Open(), window, [4]);
        Move(20, -20);
        Assert.Equal(before, await ReadAsync(zone.Open(), window with { X = window.X + 2, Y = window.Y + 2 }, [4]));
        foreach ((double east, double north, double epsg) in new[] { (0.0, 0.0, 32632.0), (30, 0, 32631), (1_000_000, 0, 32631), (0, -1_000_000, 32631), (0, 0, 3857) })
        {
            Move(east, north, epsg);
            var error = await Assert.ThrowsAnyAsync<TesseraException>(() => ReadAsync(zone.Open(), window, [4]));
            Assert.Equal(TesseraErrorKind.CorruptData, error.Kind);
            Assert.Contains($"v1/landmasks/{Middle}.tiff", error.Message, StringComparison.Ordinal);
        }

        void Move(double east, double north, double epsg = 32631) => zone.Store.Others[$"v1/landmasks/{Middle}.tiff"] = LandmaskFixtures.Make(
            grid.Width, grid.Height, new byte[grid.Width * grid.Height], scale: [10, 10, 0], tie: [0, 0, 0, grid.Transform.OriginX + east, grid.Transform.OriginY + north, 0],
            keys: [1, 1, 0, 2, 1025, 0, 1, 1, 3072, 0, 1, (ushort)epsg]);
    }

    [Fact]
    public async Task A_read_can_be_stopped()
    {
        MadeZone zone = await MadeZone.OfAsync(MadeZone.Around(Middle));
        ZoneRaster raster = zone.Open();
        Window window = zone.WindowAt(raster.Info, 3.3, 83.6, 40, 40);
        using var stop = new CancellationTokenSource();
        zone.Store.Before = async (key, token) =>
        {
            if (key.EndsWith($"{Middle}.npy", StringComparison.Ordinal)) await stop.CancelAsync();
            token.ThrowIfCancellationRequested();
        };
        using PixelSink sink = PixelSink.Of(PixelSink.Layout.Planes, 40, 40, 1);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => raster.ReadAsync(sink.Read(window, 0), null, stop.Token).AsTask());
        zone.Store.Before = null;
        await raster.ReadAsync(sink.Read(window, 0), null, Token); // the tiles that were being opened are whole
        sink.Verify((row, column, _) => zone.Embedding(raster.Info.Grid, window.X + column, window.Y + row, 0));
    }

    [Fact]
    public async Task Progress_rises_to_one()
    {
        MadeZone zone = await MadeZone.OfAsync(MadeZone.Around(Middle, new TileId(335, 8355)));
        ZoneRaster raster = zone.Open();
        var told = new ConcurrentQueue<double>();
        Window window = zone.WindowAt(raster.Info, 3.3, 83.6, 100, 100);
        using PixelSink sink = PixelSink.Of(PixelSink.Layout.Planes, 100, 100, 1);
        await raster.ReadAsync(sink.Read(window, 0), new Told(told), Token);
        Assert.Equal(told.Order(), told);
        Assert.InRange(told.First(), 0.0001, 0.9999);
        Assert.Equal(1, told.Last());
    }

    [Fact]
    public async Task What_is_advised_is_fetched_and_needs_no_destination()
    {
        MadeZone zone = await MadeZone.OfAsync(MadeZone.Around(Middle));
        ZoneRaster raster = zone.Open();
        await raster.AdviseAsync(zone.WindowAt(raster.Info, 3.3, 83.6, 20, 20), Token);
        Assert.Equal(4, zone.Store.TilesRead().Count);
        await ((IRaster)new CropRaster(raster, new Window(10, 20, 30, 40))).Overviews.FirstOrDefault(raster).AdviseAsync(new Window(0, 0, 8, 8), Token);
    }

    [Fact]
    public async Task A_pixel_tells_which_tile_it_is_of()
    {
        MadeZone zone = await MadeZone.OfAsync(MadeZone.Around(Middle, new TileId(315, 8355)));
        ZoneRaster raster = zone.Open();
        (int column, int row) = zone.PixelAt(raster.Info, 3.25, 83.55);
        Assert.Equal([new("Tile", Middle.ToString())], raster.Locate(column, row));
        await ReadAsync(raster, new Window(column, row, 1, 1), [0]);
        IReadOnlyList<KeyValuePair<string, string>> lines = raster.Locate(column, row);
        Assert.Contains(new("Key", $"v1/2024/{Middle}.npy"), lines);
        var shown = zone.Expected(raster.Info.Grid, column, row)!.Value;
        Assert.Contains(lines, line => line.Key == "Offset" && line.Value == $"{128 + (((shown.Row * RasterGrid.Of(Middle).Width) + shown.Column) * 128)}");
        (column, row) = zone.PixelAt(raster.Info, 3.15, 83.55);
        Assert.Empty(raster.Locate(column, row));
        Assert.Empty(raster.Locate(-1, 0));
        Assert.Equal(lines, new CropRaster(raster, new Window(5, 6, 300, 3000)).Locate(zone.PixelAt(raster.Info, 3.25, 83.55).Column - 5, zone.PixelAt(raster.Info, 3.25, 83.55).Row - 6));
    }

    [Fact]
    public async Task Windows_that_are_not_within_are_refused()
    {
        MadeZone zone = await MadeZone.OfAsync(Middle);
        ZoneRaster raster = zone.Open();
        await Assert.ThrowsAsync<TesseraException>(() => ReadAsync(raster, new Window(0, 0, raster.Info.Grid.Width + 1, 1), [0]));
        Assert.Throws<ArgumentException>(() => new CropRaster(raster, new Window(-1, 0, 5, 5)));
        await Assert.ThrowsAsync<TesseraException>(() => ReadAsync(new CropRaster(raster, new Window(5, 5, 10, 10)), new Window(5, 5, 6, 5), [0]));
        Assert.Empty(zone.Store.Reads);
    }

    private static RasterRead SinkFor(IRaster level, out PixelSink sink)
    {
        (int width, int height) = (level.Info.Grid.Width, level.Info.Grid.Height);
        sink = PixelSink.Of(PixelSink.Layout.Planes, width, height, 1);
        return sink.Read(new Window(0, 0, width, height), 0);
    }

    private static bool IsPixels((string Key, long Offset, int Length) read) => read.Offset > 0 && !read.Key.Contains("scales", StringComparison.Ordinal);

    private static async Task<float[]> ReadAsync(IRaster raster, Window window, int[] bands)
    {
        using PixelSink sink = PixelSink.Of(PixelSink.Layout.Planes, window.Width, window.Height, bands.Length);
        await raster.ReadAsync(sink.Read(window, bands), null, Token);
        return [.. from band in Enumerable.Range(0, bands.Length)
                   from row in Enumerable.Range(0, window.Height)
                   from column in Enumerable.Range(0, window.Width)
                   select BitConverter.UInt32BitsToSingle(sink.Bits(row, column, band))];
    }

    private sealed class Told(ConcurrentQueue<double> values) : IProgress<double>
    {
        public void Report(double value) => values.Enqueue(value);
    }
}
