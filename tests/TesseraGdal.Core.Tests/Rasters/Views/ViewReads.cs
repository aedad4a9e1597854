using FsCheck.Xunit;
using TesseraGdal.Forms.Npy.Tiles;
using TesseraGdal.Geometry;
using TesseraGdal.Quantization;
using TesseraGdal.Rasters;
using TesseraGdal.Rasters.Stored;
using TesseraGdal.Tests.Formats;
using Xunit;

namespace TesseraGdal.Tests.Rasters.Views;

/// <summary>What each view of a tile shows, against the closed formulas that made the tile.</summary>
[Collection("TesseraLog")] // what is missing is warned of
public class ViewReads
{
    private const int Width = 37, Height = 19;

    private static readonly int[] All = [.. Enumerable.Range(0, 128)];

    private static readonly int[][] Subsets = [All, [5], [3, 4, 5, 6, 7], [127, 0, 0, 64, 65], [.. Enumerable.Range(101, 27)], [.. Enumerable.Range(2, 21)], [9, 8, 7]];

    [Theory]
    [CombinatorialLayouts]
    public async Task Quantized_is_what_is_stored_in_every_layout(string layout, int shift)
    {
        using var tile = new TestTile(Width, Height);
        TileRaster raster = await OpenAsync(tile, QuantizedView.Instance);
        foreach (int[] bands in Subsets)
        {
            using PixelSink sink = PixelSink.Of(Enum.Parse<PixelSink.Layout>(layout), Width, Height, bands.Length, shift, size: 1);
            await raster.ReadAsync(sink.Read(new Window(0, 0, Width, Height), bands), null, TestContext.Current.CancellationToken);
            sink.VerifyBits((row, column, band) => (byte)TestTile.Quantized(row, column, bands[band]));
        }
    }

    [Theory]
    [CombinatorialLayouts]
    public async Task Scales_are_what_is_stored_to_the_bit_with_all_that_is_not_valid(string layout, int shift)
    {
        using var tile = new TestTile(Width, Height);
        TileRaster raster = await OpenAsync(tile, ScalesView.Instance);
        foreach (int[] bands in (int[][])[[0], [0, 0]])
        {
            using PixelSink sink = PixelSink.Of(Enum.Parse<PixelSink.Layout>(layout), Width, Height, bands.Length, shift);
            await raster.ReadAsync(sink.Read(new Window(0, 0, Width, Height), bands), null, TestContext.Current.CancellationToken);
            sink.Verify((row, column, _) => TestTile.Scale(row, column, 0));
        }
    }

    [Theory]
    [CombinatorialLayouts]
    public async Task A_scale_for_each_value_is_a_band_for_each(string layout, int shift)
    {
        using var tile = new TestTile(Width, Height, scalePerElement: true);
        TileRaster raster = await OpenAsync(tile, ScalesView.Instance);
        foreach (int[] bands in Subsets)
        {
            using PixelSink sink = PixelSink.Of(Enum.Parse<PixelSink.Layout>(layout), Width, Height, bands.Length, shift);
            await raster.ReadAsync(sink.Read(new Window(0, 0, Width, Height), bands), null, TestContext.Current.CancellationToken);
            sink.Verify((row, column, band) => TestTile.Scale(row, column, bands[band]));
        }
    }

    [Fact]
    public async Task Scales_of_the_other_byte_order_are_the_same()
    {
        using var tile = new TestTile(Width, Height, bigEndian: true);
        using PixelSink sink = PixelSink.Of(PixelSink.Layout.Planes, Width, Height, 1);
        await (await OpenAsync(tile, ScalesView.Instance)).ReadAsync(sink.Read(new Window(0, 0, Width, Height), 0), null, TestContext.Current.CancellationToken);
        sink.Verify((row, column, _) => TestTile.Scale(row, column, 0));
    }

    [Theory]
    [CombinatorialLayouts]
    public async Task The_mask_tells_valid_water_and_not_filled(string layout, int shift)
    {
        using var tile = new TestTile(Width, Height);
        WriteLandmask(tile);
        TileRaster raster = await OpenAsync(tile, MaskView.Instance);
        foreach (int[] bands in (int[][])[[0], [0, 0]])
        {
            using PixelSink sink = PixelSink.Of(Enum.Parse<PixelSink.Layout>(layout), Width, Height, bands.Length, shift, size: 1);
            await raster.ReadAsync(sink.Read(new Window(0, 0, Width, Height), bands), null, TestContext.Current.CancellationToken);
            sink.VerifyBits((row, column, _) => IsWater(row, column) ? 2u : IsValid(TestTile.Scale(row, column, 0)) ? 1u : 3u);
        }
    }

    [Fact]
    public async Task Without_a_landmask_all_is_land()
    {
        using var tile = new TestTile(Width, Height);
        using PixelSink sink = PixelSink.Of(PixelSink.Layout.Planes, Width, Height, 1, size: 1);
        await (await OpenAsync(tile, MaskView.Instance)).ReadAsync(sink.Read(new Window(0, 0, Width, Height), 0), null, TestContext.Current.CancellationToken);
        sink.VerifyBits((row, column, _) => IsValid(TestTile.Scale(row, column, 0)) ? 1u : 3u);
    }

    [Fact]
    public async Task The_mask_takes_a_pixel_for_valid_that_is_so_in_any_band()
    {
        using var tile = new TestTile(Width, Height, scalePerElement: true);
        float[] scales = [.. Enumerable.Range(0, Width * Height * 128).Select(i => i / 128 % 3 == 0 && i % 128 == 77 ? 0.1f : 0f)];
        tile.Write(TestTile.ScalesKey, TestTile.Npy("<f4", $"({Height}, {Width}, 128)", System.Runtime.InteropServices.MemoryMarshal.AsBytes(scales.AsSpan())));
        using PixelSink sink = PixelSink.Of(PixelSink.Layout.Planes, Width, Height, 1, size: 1);
        await (await OpenAsync(tile, MaskView.Instance)).ReadAsync(sink.Read(new Window(0, 0, Width, Height), 0), null, TestContext.Current.CancellationToken);
        sink.VerifyBits((row, column, _) => ((row * Width) + column) % 3 == 0 ? 1u : 3u);
    }

    /// <summary>Any window of any view, of any size of output, with the pixel under each output pixel's centre.</summary>
    [Property(MaxTest = 150)]
    public async Task Any_window_in_any_size_shows_the_pixels_of_the_whole(byte view, byte x, byte y, byte w, byte h, byte outW, byte outH, byte layout, byte band)
    {
        using var tile = new TestTile(Width, Height);
        WriteLandmask(tile);
        StoredView shown = StoredViews[view % StoredViews.Count];
        TileRaster raster = await OpenAsync(tile, shown);
        int left = x % Width, top = y % Height, width = 1 + (w % (Width - left)), height = 1 + (h % (Height - top)), outWidth = 1 + (outW % 50), outHeight = 1 + (outH % 40);
        int[] bands = [band % raster.Info.BandDescriptions.Count, 0];
        using PixelSink sink = PixelSink.Of((PixelSink.Layout)(layout % 7), outWidth, outHeight, 2, shift: layout % 4, size: shown.PixelType == PixelType.Float32 ? 4 : 1);
        await raster.ReadAsync(sink.Read(new Window(left, top, width, height), bands), null, TestContext.Current.CancellationToken);
        sink.VerifyBits((row, column, i) => Expected(tile, shown, top + (((2 * row) + 1) * height / (2 * outHeight)), left + (((2 * column) + 1) * width / (2 * outWidth)), bands[i]));
    }

    [Fact]
    public async Task Only_what_a_view_shows_is_fetched()
    {
        using var tile = new TestTile(300, 60);
        foreach (StoredView view in StoredViews)
        {
            var store = new WatchedStore(tile.Store);
            TileRaster raster = await tile.OpenAsync(new ReadOptions { View = view }, store);
            store.Reads.Clear();
            using PixelSink sink = PixelSink.Of(PixelSink.Layout.Planes, 300, 60, 1);
            await raster.ReadAsync(sink.Read(new Window(0, 0, 300, 60), 0), null, TestContext.Current.CancellationToken);
            Assert.Equal(view.NeedsEmbeddings ? 300L * 60 * 128 : 0, store.EmbeddingBytes);
        }
    }

    /// <summary>Which pixels a tile of a mosaic cannot fill: the same in all views, or the mosaic's seams would move.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task What_is_not_valid_is_the_same_in_all_views(bool masksWater, bool decimates)
    {
        using var tile = new TestTile(Width, Height);
        WriteLandmask(tile);
        int step = decimates ? 2 : 1, columns = Width / step, rows = Height / step;
        PixelRun[] runs = [.. Enumerable.Range(0, rows).Where(row => row % 3 != 1).SelectMany(row => (PixelRun[])[new(row, 0, 5), new(row, 7, columns - 8)])];
        foreach (StoredView view in StoredViews)
        {
            var options = new ReadOptions { View = view, MaskWater = masksWater };
            TileRaster raster = await tile.OpenAsync(options);
            int size = view.PixelType == PixelType.Float32 ? 4 : 1;
            using PixelSink sink = PixelSink.Of(PixelSink.Layout.Planes, columns, rows, 1, size: size);
            var filter = new RunFilter(runs, validOnly: true);
            var window = new Window(0, 0, columns * step, rows * step);
            SampledRead read = SampledRead.Of(sink.Read(window, 0), shift: 0) with { Filter = filter };
            await ((ISampledRaster)raster).ReadAsync(read, null, TestContext.Current.CancellationToken);
            Assert.Equal(runs.SelectMany(Pixels).Where(pixel => !IsShown(pixel)), filter.Misses.SelectMany(Pixels));
            uint guard = size == 1 ? 0xA5u : 0xA5A5A5A5u;
            HashSet<(int, int)> filled = [.. runs.SelectMany(Pixels).Where(IsShown)];
            sink.VerifyBits((row, column, _) => filled.Contains((row, column)) ? Expected(tile, view, Source(row), Source(column), 0) : guard);
        }

        int Source(int output) => decimates ? (2 * output) + 1 : output;
        bool IsShown((int Row, int Column) pixel) =>
            IsValid(TestTile.Scale(Source(pixel.Row), Source(pixel.Column), 0)) && !(masksWater && IsWater(Source(pixel.Row), Source(pixel.Column)));
        static IEnumerable<(int Row, int Column)> Pixels(PixelRun run) => Enumerable.Range(run.First, run.Count).Select(column => (run.Row, column));
    }

    [Fact]
    public async Task A_view_says_what_its_bands_are()
    {
        using var tile = new TestTile(Width, Height);
        WriteLandmask(tile);
        RasterInfo quantized = (await OpenAsync(tile, QuantizedView.Instance)).Info, scales = (await OpenAsync(tile, ScalesView.Instance)).Info;
        RasterInfo mask = (await OpenAsync(tile, MaskView.Instance)).Info;
        Assert.Equal((PixelType.Int8, null, "Tessera_Band_127"), (quantized.PixelType, quantized.NoData, quantized.BandDescriptions[127]));
        Assert.Equal((PixelType.Float32, double.NaN), (scales.PixelType, scales.NoData));
        // Programs print the other NaN as -nan: gdal_translate -of AAIGrid, ENVI, …
        Assert.All([scales, (await tile.OpenAsync()).Info], info => Assert.Equal(0x7FF8000000000000UL, BitConverter.DoubleToUInt64Bits(info.NoData!.Value)));
        Assert.Equal(["Tessera_Scale"], scales.BandDescriptions);
        Assert.Equal((PixelType.Byte, 0), (mask.PixelType, mask.NoData));
        Assert.Equal(["Tessera_Mask"], mask.BandDescriptions);
        Assert.Equal(["outside", "valid", "water", "not filled"], mask.Categories.Select(category => category.Name));
        Assert.Equal(4, mask.Categories.Select(category => category with { Name = "" }).Distinct().Count());
        Assert.Equal([0, 255, 255, 255], mask.Categories.Select(category => (int)category.Alpha));
        Assert.Equal([BandColor.Palette], mask.BandColors);
        Assert.Empty(scales.Categories);
        Assert.Contains(new("LEGEND", "0 outside, 1 valid, 2 water, 3 not filled"), mask.Metadata["TESSERA"]);
        Assert.DoesNotContain("LEGEND", scales.Metadata["TESSERA"].Select(item => item.Key));
    }

    [Fact]
    public async Task A_tile_with_a_scale_for_each_value_is_no_part_of_a_mosaic_of_scales()
    {
        using TestTile usual = new(Width, Height), other = new(Width, Height, scalePerElement: true);
        foreach (StoredView view in StoredViews)
        {
            view.DemandBandsOfMosaic((await OpenAsync(usual, view)).Info, "a tile");
            RasterInfo info = (await OpenAsync(other, view)).Info;
            if (view == ScalesView.Instance)
                Assert.Contains("view=scales of the tile has 128 bands", Assert.Throws<TesseraException>(() => view.DemandBandsOfMosaic(info, "the tile")).Message, StringComparison.Ordinal);
            else
                view.DemandBandsOfMosaic(info, "the tile");
        }
    }

    private static IReadOnlyList<StoredView> StoredViews => [EmbeddingView.Instance, QuantizedView.Instance, ScalesView.Instance, MaskView.Instance];

    private static Task<TileRaster> OpenAsync(TestTile tile, StoredView view) => tile.OpenAsync(new ReadOptions { View = view });

    private static bool IsWater(int row, int column) => ((row * 5) + column) % 4 == 0;

    private static bool IsValid(float scale) => ScalePreparation.IsValid(scale, new PixelOptions());

    private static void WriteLandmask(TestTile tile)
    {
        byte[] mask = [.. Enumerable.Range(0, tile.Width * tile.Height).Select(i => IsWater(i / tile.Width, i % tile.Width) ? (byte)0 : (byte)(1 + (i % 200)))];
        tile.Write(TestTile.LandmaskKey, LandmaskFixtures.Make(tile.Width, tile.Height, mask, scale: [10, 10, 0], tie: [0, 0, 0, 300933.93643, 5776128.47768, 0]));
    }

    private static uint Expected(TestTile tile, StoredView view, int row, int column, int band) => view.Name switch
    {
        "quantized" => (byte)TestTile.Quantized(row, column, band),
        "scales" => BitConverter.SingleToUInt32Bits(TestTile.Scale(row, column, 0)),
        "mask" => IsWater(row, column) ? 2u : IsValid(TestTile.Scale(row, column, 0)) ? 1u : 3u,
        _ => BitConverter.SingleToUInt32Bits(tile.Expected(row, column, band)),
    };
}
