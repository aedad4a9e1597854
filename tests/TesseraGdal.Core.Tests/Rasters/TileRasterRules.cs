using TesseraGdal.Forms.Npy.Tiles;
using TesseraGdal.Geometry;
using TesseraGdal.Rasters;
using TesseraGdal.Rasters.Stored;
using TesseraGdal.Storage;
using TesseraGdal.Tests.Formats;
using Xunit;

namespace TesseraGdal.Tests.Rasters;

/// <summary>What a read fetches, when it is refused, and how it is stopped.</summary>
public class TileRasterRules
{
    private static readonly int[] All = [.. Enumerable.Range(0, 128)];

    [Fact]
    public async Task A_window_fetches_its_rows_and_no_other()
    {
        using var tile = new TestTile(300, 60);
        var store = new WatchedStore(tile.Store);
        TileRaster raster = await tile.OpenAsync(store: store);
        store.Reads.Clear();
        using PixelSink sink = PixelSink.Of(PixelSink.Layout.Planes, 50, 20, 1);
        await raster.ReadAsync(sink.Read(new Window(100, 30, 50, 20), 7), null, TestContext.Current.CancellationToken);
        (string _, long offset, int length) = Assert.Single(store.Reads, read => read.Key == TestTile.EmbeddingsKey);
        Assert.Equal((128 + (((30 * 300) + 100) * 128), ((19 * 300) + 50) * 128), (offset, length));
        (_, offset, length) = Assert.Single(store.Reads, read => read.Key == TestTile.ScalesKey);
        Assert.Equal((128 + (((30 * 300) + 100) * 4), ((19 * 300) + 50) * 4), (offset, length));
    }

    [Fact]
    public async Task Columns_far_apart_are_not_paid_for()
    {
        using var tile = new TestTile(1100, 5); // 140,800 bytes a row: one column leaves a gap of more than 128 KiB
        var store = new WatchedStore(tile.Store);
        TileRaster raster = await tile.OpenAsync(store: store);
        store.Reads.Clear();
        using PixelSink sink = PixelSink.Of(PixelSink.Layout.Planes, 1, 5, 128);
        await raster.ReadAsync(sink.Read(new Window(500, 0, 1, 5), All), null, TestContext.Current.CancellationToken);
        sink.Verify((row, column, band) => tile.Expected(row, 500, band));
        Assert.Equal(5 * 128, store.EmbeddingBytes);
    }

    [Fact]
    public async Task An_overview_fetches_only_every_2_to_the_kth_row_and_shows_its_pixels()
    {
        using var tile = new TestTile(301, 241);
        var store = new WatchedStore(tile.Store);
        TileRaster raster = await tile.OpenAsync(store: store);
        Assert.Equal([(151, 121), (76, 61), (38, 31)], raster.Overviews.Select(level => (level.Info.Grid.Width, level.Info.Grid.Height)));
        for (int k = 1; k <= 3; k++)
        {
            IRaster level = raster.Overviews[k - 1];
            RasterGrid grid = level.Info.Grid;
            Assert.Equal(new GeoTransform(tile.Grid.Transform.OriginX, tile.Grid.Transform.OriginY, 10 << k, 10 << k), grid.Transform);
            Assert.Empty(level.Overviews);
            store.Reads.Clear();
            using PixelSink sink = PixelSink.Of(PixelSink.Layout.Pixels, grid.Width, grid.Height, 128);
            await level.ReadAsync(sink.Read(new Window(0, 0, grid.Width, grid.Height), All), null, TestContext.Current.CancellationToken);
            sink.Verify((row, column, band) => tile.Expected(row << k, column << k, band));
            Assert.InRange(store.EmbeddingBytes, 1, (long)grid.Height * 301 * 128);
        }
        // a window of a level, resampled again
        using PixelSink small = PixelSink.Of(PixelSink.Layout.Planes, 7, 5, 2);
        await raster.Overviews[1].ReadAsync(small.Read(new Window(10, 20, 30, 11), 3, 99), null, TestContext.Current.CancellationToken);
        small.Verify((row, column, band) => tile.Expected((20 + (((2 * row) + 1) * 11 / 10)) << 2, (10 + (((2 * column) + 1) * 30 / 14)) << 2, band == 0 ? 3 : 99));
    }

    [Fact]
    public async Task Overviews_can_be_left_out()
    {
        using var tile = new TestTile(301, 241);
        Assert.Empty((await tile.OpenAsync(new ReadOptions { Overviews = false })).Overviews);
    }

    [Fact]
    public async Task A_subset_of_bands_has_their_names_and_pixels_at_every_level()
    {
        using var tile = new TestTile(150, 90);
        var subset = new BandSubset(await tile.OpenAsync(), [127, 5, 5]);
        Assert.Equal(["Tessera_Band_127", "Tessera_Band_5", "Tessera_Band_5"], subset.Info.BandDescriptions);
        int[] bands = [127, 5, 5];
        using PixelSink sink = PixelSink.Of(PixelSink.Layout.Pixels, 150, 90, 3);
        await subset.ReadAsync(sink.Read(new Window(0, 0, 150, 90), 0, 1, 2), null, TestContext.Current.CancellationToken);
        sink.Verify((row, column, band) => tile.Expected(row, column, bands[band]));
        using PixelSink half = PixelSink.Of(PixelSink.Layout.Planes, 75, 45, 1);
        await subset.Overviews[0].ReadAsync(half.Read(new Window(0, 0, 75, 45), 1), null, TestContext.Current.CancellationToken);
        half.Verify((row, column, band) => tile.Expected(2 * row, 2 * column, 5));
        using PixelSink none = PixelSink.Of(PixelSink.Layout.Planes, 1, 1, 1);
        Assert.Equal(TesseraErrorKind.InvalidArgument, (await Assert.ThrowsAsync<TesseraException>(
            async () => await subset.ReadAsync(none.Read(new Window(0, 0, 1, 1), 3), null, TestContext.Current.CancellationToken))).Kind);
        Assert.Throws<TesseraException>(() => new BandSubset(subset, [3]));
    }

    [Theory]
    [InlineData(-1, 0, 5, 5, 5, 5, 0)]
    [InlineData(0, 0, 38, 5, 5, 5, 0)]
    [InlineData(0, 15, 5, 5, 5, 5, 0)]
    [InlineData(0, 0, 0, 5, 5, 5, 0)]
    [InlineData(0, 0, int.MaxValue, 5, 5, 5, 0)]
    [InlineData(0, 0, 5, 5, 0, 5, 0)]
    [InlineData(0, 0, 5, 5, 5, -1, 0)]
    [InlineData(0, 0, 5, 5, 5, 5, 128)]
    [InlineData(0, 0, 5, 5, 5, 5, -1)]
    public async Task What_lies_outside_is_refused(int x, int y, int width, int height, int outWidth, int outHeight, int band)
    {
        using var tile = new TestTile(37, 19);
        TileRaster raster = await tile.OpenAsync();
        var request = new RasterRead { Window = new Window(x, y, width, height), OutWidth = outWidth, OutHeight = outHeight, Bands = new[] { band }, Destination = default };
        Assert.Equal(TesseraErrorKind.InvalidArgument, (await Assert.ThrowsAsync<TesseraException>(
            async () => await raster.ReadAsync(request, null, TestContext.Current.CancellationToken))).Kind);
    }

    [Fact]
    public async Task A_read_that_needs_more_than_is_allowed_is_refused_before_anything_is_fetched()
    {
        using var tile = new TestTile(301, 241);
        var store = new WatchedStore(tile.Store);
        TileRaster raster = await tile.OpenAsync(new ReadOptions { MaxRead = 100 * 301 * 132, Overviews = true }, store);
        store.Reads.Clear();
        using PixelSink fits = PixelSink.Of(PixelSink.Layout.Planes, 301, 100, 1);
        await raster.ReadAsync(fits.Read(new Window(0, 50, 301, 100), 0), null, TestContext.Current.CancellationToken);
        store.Reads.Clear();
        using PixelSink sink = PixelSink.Of(PixelSink.Layout.Planes, 301, 101, 1);
        TesseraException e = await Assert.ThrowsAsync<TesseraException>(
            async () => await raster.ReadAsync(sink.Read(new Window(0, 50, 301, 101), 0), null, TestContext.Current.CancellationToken));
        Assert.Equal(TesseraErrorKind.LimitExceeded, e.Kind);
        Assert.Contains("fewer pixels by nearest neighbour, which takes some of the rows only; or raise TESSERA_MAX_READ", e.Message, StringComparison.Ordinal);
        Assert.Equal(e.Message, Assert.Throws<TesseraException>(() => raster.DemandWithinLimit(new Window(0, 50, 301, 101))).Message);
        raster.DemandWithinLimit(new Window(0, 50, 301, 100));
        Assert.Empty(store.Reads);
        // an overview of all of it needs less
        using PixelSink half = PixelSink.Of(PixelSink.Layout.Planes, 76, 61, 1);
        await raster.Overviews[1].ReadAsync(half.Read(new Window(0, 0, 76, 61), 0), null, TestContext.Current.CancellationToken);
        half.Verify((row, column, _) => tile.Expected(4 * row, 4 * column, 0));
        // and advice that asks for too much is not taken
        store.Reads.Clear();
        await raster.AdviseAsync(new Window(0, 0, 301, 241), TestContext.Current.CancellationToken);
        Assert.Empty(store.Reads);
    }

    [Fact]
    public async Task Advice_fetches_what_the_read_will_need()
    {
        using var tile = new TestTile(301, 241);
        var store = new WatchedStore(tile.Store);
        TileRaster raster = await tile.OpenAsync(store: store);
        store.Reads.Clear();
        await raster.AdviseAsync(new Window(10, 100, 200, 120), TestContext.Current.CancellationToken);
        string[] advised = [.. store.Reads.Select(read => read.ToString()).Order(StringComparer.Ordinal)];
        store.Reads.Clear();
        using PixelSink sink = PixelSink.Of(PixelSink.Layout.Planes, 200, 120, 1);
        await raster.ReadAsync(sink.Read(new Window(10, 100, 200, 120), 0), null, TestContext.Current.CancellationToken);
        Assert.Equal(advised, store.Reads.Select(read => read.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Water_is_not_a_number_where_it_is_asked_for()
    {
        using var tile = new TestTile(37, 19);
        byte[] mask = [.. Enumerable.Range(0, 37 * 19).Select(i => (byte)(i % 5 == 0 || i / 37 == 3 ? 0 : i % 255))];
        tile.Write(TestTile.LandmaskKey, LandmaskFixtures.Make(37, 19, mask, scale: [10, 10, 0], tie: [0, 0, 0, 300933.93643, 5776128.47768, 0]));
        float nan = BitConverter.UInt32BitsToSingle(0x7FC00000);
        foreach (bool masks in (bool[])[true, false])
        {
            TileRaster raster = await tile.OpenAsync(new ReadOptions { MaskWater = masks });
            using PixelSink sink = PixelSink.Of(PixelSink.Layout.Planes, 30, 15, 128);
            await raster.ReadAsync(sink.Read(new Window(4, 2, 30, 15), All), null, TestContext.Current.CancellationToken);
            sink.Verify((row, column, band) => masks && mask[((2 + row) * 37) + 4 + column] == 0 ? nan : tile.Expected(2 + row, 4 + column, band));
            using PixelSink few = PixelSink.Of(PixelSink.Layout.Pixels, 4, 5, 128);
            await raster.ReadAsync(few.Read(new Window(1, 0, 30, 19), All), null, TestContext.Current.CancellationToken);
            few.Verify((row, column, band) =>
            {
                (int y, int x) = (((2 * row) + 1) * 19 / 10, 1 + (((2 * column) + 1) * 30 / 8));
                return masks && mask[(y * 37) + x] == 0 ? nan : tile.Expected(y, x, band);
            });
        }
    }

    [Fact]
    public async Task Progress_never_goes_back_and_ends_at_one()
    {
        using var tile = new TestTile(301, 241);
        TileRaster raster = await tile.OpenAsync();
        using PixelSink sink = PixelSink.Of(PixelSink.Layout.Planes, 301, 241, 1);
        var told = new List<double>();
        await raster.ReadAsync(sink.Read(new Window(0, 0, 301, 241), 0), new Listener(told.Add), TestContext.Current.CancellationToken);
        Assert.InRange(told.Count, 2, 20); // one for each strip
        Assert.Equal(told.Order(), told);
        Assert.Equal(1.0, told[^1]);
    }

    [Fact]
    public async Task A_read_stops_when_it_is_told_to()
    {
        using var tile = new TestTile(301, 241);
        TileRaster raster = await tile.OpenAsync(new ReadOptions { Threads = 1 });
        using PixelSink sink = PixelSink.Of(PixelSink.Layout.Planes, 301, 241, 1);
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await raster.ReadAsync(sink.Read(new Window(0, 0, 301, 241), 0), null, source.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await raster.ReadAsync(sink.Read(new Window(0, 0, 301, 24), 0), null, source.Token));

        using var later = new CancellationTokenSource();
        var store = new WatchedStore(tile.Store);
        raster = await tile.OpenAsync(store: store);
        store.Before = async (_, token) =>
        {
            await later.CancelAsync();
            await Task.Delay(Timeout.Infinite, token); // a server that never answers
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await raster.ReadAsync(sink.Read(new Window(0, 0, 301, 241), 0), null, later.Token));
    }

    [Theory]
    [InlineData(TestTile.EmbeddingsKey)]
    [InlineData(TestTile.ScalesKey)]
    public async Task A_failure_of_the_store_is_the_failure_of_the_read(string failing)
    {
        using var tile = new TestTile(301, 241);
        var store = new WatchedStore(tile.Store);
        TileRaster raster = await tile.OpenAsync(store: store);
        store.Before = (key, _) => key == failing ? throw new ObjectException(ObjectFailure.Unavailable, key, "somewhere", "503", "Wait.") : Task.CompletedTask;
        using PixelSink sink = PixelSink.Of(PixelSink.Layout.Planes, 301, 241, 1);
        ObjectException e = await Assert.ThrowsAsync<ObjectException>(
            async () => await raster.ReadAsync(sink.Read(new Window(0, 0, 301, 241), 0), null, TestContext.Current.CancellationToken));
        Assert.Equal(failing, e.Key);
    }

    [Fact]
    public async Task An_object_that_was_replaced_is_not_read_into_the_same_picture()
    {
        using var tile = new TestTile(30, 20);
        TileRaster raster = await tile.OpenAsync();
        using PixelSink sink = PixelSink.Of(PixelSink.Layout.Planes, 30, 10, 1);
        await raster.ReadAsync(sink.Read(new Window(0, 0, 30, 10), 0), null, TestContext.Current.CancellationToken);
        tile.Write(TestTile.ScalesKey, TestTile.Npy("<f4", "(20, 31)", new byte[20 * 31 * 4]));
        ObjectException e = await Assert.ThrowsAsync<ObjectException>(
            async () => await raster.ReadAsync(sink.Read(new Window(0, 10, 30, 10), 0), null, TestContext.Current.CancellationToken));
        Assert.Equal(ObjectFailure.Changed, e.Failure);
    }

    [Fact]
    public async Task An_object_that_was_replaced_before_the_first_pixel_is_read_anew()
    {
        using var tile = new TestTile(30, 20);
        TileRaster raster = await tile.OpenAsync();
        tile.Write(TestTile.EmbeddingsKey, TestTile.Npy("|i1", "(20, 30, 128)", Enumerable.Repeat((byte)3, 20 * 30 * 128).ToArray()));
        File.SetLastWriteTimeUtc(Path.Combine(tile.Store.Name, TestTile.EmbeddingsKey), DateTime.UtcNow.AddMinutes(1));
        using PixelSink sink = PixelSink.Of(PixelSink.Layout.Planes, 30, 20, 1);
        await raster.ReadAsync(sink.Read(new Window(0, 0, 30, 20), 5), null, TestContext.Current.CancellationToken);
        sink.Verify((row, column, _) => float.IsNaN(tile.Expected(row, column, 5)) ? tile.Expected(row, column, 5) : 3 * TestTile.Scale(row, column, 0));
    }

    [Fact]
    public async Task An_object_that_was_replaced_by_one_of_another_shape_says_so()
    {
        using var tile = new TestTile(30, 20);
        TileRaster raster = await tile.OpenAsync();
        tile.Write(TestTile.ScalesKey, TestTile.Npy("<f4", "(20, 31)", new byte[20 * 31 * 4]));
        using PixelSink sink = PixelSink.Of(PixelSink.Layout.Planes, 30, 20, 1);
        TesseraException e = await Assert.ThrowsAsync<TesseraException>(
            async () => await raster.ReadAsync(sink.Read(new Window(0, 0, 30, 20), 0), null, TestContext.Current.CancellationToken));
        Assert.Equal(TesseraErrorKind.CorruptData, e.Kind);
    }

    [Fact]
    public async Task A_large_read_has_no_more_than_32_mebibytes_under_way()
    {
        using var tile = new TestTile(700, 500); // 43 MiB of embeddings
        var store = new WatchedStore(tile.Store);
        TileRaster raster = await tile.OpenAsync(store: store);
        using PixelSink sink = PixelSink.Of(PixelSink.Layout.Planes, 700, 500, 1);
        await raster.ReadAsync(sink.Read(new Window(0, 0, 700, 500), 9), null, TestContext.Current.CancellationToken);
        sink.Verify((row, column, _) => tile.Expected(row, column, 9));
        Assert.InRange(store.MostUnderWay, 1, 32 << 20);
        Assert.Equal(700 * 500 * 128, store.EmbeddingBytes);
    }

    [Fact]
    public async Task Many_threads_read_one_raster_at_once()
    {
        using var tile = new TestTile(120, 80);
        TileRaster raster = await tile.OpenAsync();
        await Parallel.ForEachAsync(Enumerable.Range(0, 40), TestContext.Current.CancellationToken, async (i, token) =>
        {
            var window = new Window(i, i, 60 + (i % 3), 40 - (i % 5));
            using PixelSink sink = PixelSink.Of((PixelSink.Layout)(i % 7), window.Width, window.Height, 2);
            await raster.ReadAsync(sink.Read(window, i, 127 - i), null, token);
            sink.Verify((row, column, band) => tile.Expected(i + row, i + column, band == 0 ? i : 127 - i));
        });
    }

    private sealed class Listener(Action<double> told) : IProgress<double>
    {
        public void Report(double value) => told(value);
    }
}
