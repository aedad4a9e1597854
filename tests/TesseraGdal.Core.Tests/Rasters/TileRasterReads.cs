using TesseraGdal.Forms.Npy.Tiles;
using TesseraGdal.Geometry;
using TesseraGdal.Quantization;
using TesseraGdal.Rasters.Stored;
using Xunit;

namespace TesseraGdal.Tests.Rasters;

/// <summary>The pixels that a tile gives, against the closed formulas that made it.</summary>
public class TileRasterReads
{
    private static readonly int[] All = [.. Enumerable.Range(0, 128)];

    [Theory]
    [CombinatorialLayouts]
    public async Task Every_layout_of_the_destination_gets_the_same_bits(string layout, int shift)
    {
        using var tile = new TestTile(37, 19);
        TileRaster raster = await tile.OpenAsync();
        foreach (int[] bands in (int[][])[All, [5], [3, 4, 5, 6, 7], [127, 0, 0, 64, 65], [.. Enumerable.Range(101, 27)], [.. Enumerable.Range(2, 21)]])
        {
            using PixelSink sink = PixelSink.Of(Enum.Parse<PixelSink.Layout>(layout), 37, 19, bands.Length, shift);
            await raster.ReadAsync(sink.Read(new Window(0, 0, 37, 19), bands), null, TestContext.Current.CancellationToken);
            sink.Verify((row, column, band) => tile.Expected(row, column, bands[band]));
        }
    }

    [Theory]
    [InlineData(0, 0, 1, 1)]
    [InlineData(36, 18, 1, 1)]
    [InlineData(5, 3, 17, 11)]
    [InlineData(0, 7, 37, 1)]
    [InlineData(9, 0, 1, 19)]
    public async Task A_window_has_the_pixels_of_the_whole(int x, int y, int width, int height)
    {
        using var tile = new TestTile(37, 19);
        TileRaster raster = await tile.OpenAsync();
        using PixelSink sink = PixelSink.Of(PixelSink.Layout.Planes, width, height, 128);
        await raster.ReadAsync(sink.Read(new Window(x, y, width, height), All), null, TestContext.Current.CancellationToken);
        sink.Verify((row, column, band) => tile.Expected(y + row, x + column, band));
    }

    [Theory]
    [InlineData(10, 5)]
    [InlineData(37, 5)]
    [InlineData(10, 19)]
    [InlineData(1, 1)]
    [InlineData(80, 50)]
    [InlineData(36, 41)]
    public async Task An_output_of_another_size_takes_the_pixel_under_each_output_pixels_centre(int outWidth, int outHeight)
    {
        using var tile = new TestTile(41, 23);
        TileRaster raster = await tile.OpenAsync();
        var window = new Window(3, 2, 37, 19);
        foreach (PixelSink.Layout layout in (PixelSink.Layout[])[PixelSink.Layout.Planes, PixelSink.Layout.Pixels])
        {
            using PixelSink sink = PixelSink.Of(layout, outWidth, outHeight, 128);
            await raster.ReadAsync(sink.Read(window, All), null, TestContext.Current.CancellationToken);
            sink.Verify((row, column, band) => tile.Expected(
                window.Y + (int)Math.Floor((row + 0.5) * window.Height / outHeight), window.X + (int)Math.Floor((column + 0.5) * window.Width / outWidth), band));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Many_strips_and_several_parts_of_scales_meet_without_a_seam(bool scalePerElement)
    {
        // 9 MiB of embeddings are several strips; scales of (H, W, 128) are 37 MiB, which are five parts.
        using var tile = new TestTile(301, 241, scalePerElement);
        TileRaster raster = await tile.OpenAsync();
        using PixelSink sink = PixelSink.Of(PixelSink.Layout.Planes, 301, 241, 128);
        await raster.ReadAsync(sink.Read(new Window(0, 0, 301, 241), All), null, TestContext.Current.CancellationToken);
        sink.Verify((row, column, band) => tile.Expected(row, column, band));
    }

    [Fact]
    public async Task Scales_for_each_value_are_used_value_by_value()
    {
        using var tile = new TestTile(18, 7, scalePerElement: true);
        TileRaster raster = await tile.OpenAsync();
        foreach (PixelSink.Layout layout in Enum.GetValues<PixelSink.Layout>())
        {
            using PixelSink sink = PixelSink.Of(layout, 9, 4, 3);
            await raster.ReadAsync(sink.Read(new Window(2, 1, 13, 6), 127, 3, 4), null, TestContext.Current.CancellationToken);
            int[] bands = [127, 3, 4];
            sink.Verify((row, column, band) => tile.Expected(1 + (((2 * row) + 1) * 6 / 8), 2 + (((2 * column) + 1) * 13 / 18), bands[band]));
        }
    }

    [Fact]
    public async Task Scales_of_the_other_byte_order_give_the_same_pixels()
    {
        using var tile = new TestTile(21, 9, bigEndian: true);
        TileRaster raster = await tile.OpenAsync();
        using PixelSink sink = PixelSink.Of(PixelSink.Layout.Planes, 21, 9, 128);
        await raster.ReadAsync(sink.Read(new Window(0, 0, 21, 9), All), null, TestContext.Current.CancellationToken);
        sink.Verify((row, column, band) => tile.Expected(row, column, band));
    }

    [Fact]
    public async Task Raw_values_are_those_of_geotesseras_dequantize_embedding()
    {
        using var tile = new TestTile(37, 19);
        var options = new PixelOptions { KeepInvalid = true };
        TileRaster raster = await tile.OpenAsync(new ReadOptions { Pixels = options });
        using PixelSink sink = PixelSink.Of(PixelSink.Layout.Planes, 37, 19, 128);
        await raster.ReadAsync(sink.Read(new Window(0, 0, 37, 19), All), null, TestContext.Current.CancellationToken);
        sink.Verify((row, column, band) => tile.Expected(row, column, band, options));
    }

    [Fact]
    public async Task The_limit_of_valid_scales_can_be_raised()
    {
        using var tile = new TestTile(37, 19);
        var options = new PixelOptions { MaxScale = float.PositiveInfinity };
        TileRaster raster = await tile.OpenAsync(new ReadOptions { Pixels = options });
        using PixelSink sink = PixelSink.Of(PixelSink.Layout.Planes, 37, 19, 128);
        await raster.ReadAsync(sink.Read(new Window(0, 0, 37, 19), All), null, TestContext.Current.CancellationToken);
        sink.Verify((row, column, band) => tile.Expected(row, column, band, options));
    }
}
