using FsCheck.Xunit;
using TesseraGdal.Forms.Npy.Tiles;
using TesseraGdal.Geometry;
using TesseraGdal.Rasters;
using TesseraGdal.Views;
using Xunit;

namespace TesseraGdal.Tests.Rasters.Views;

/// <summary>Pictures, against the rule: clamp(round((v − lo) / (hi − lo) · 255)), and nothing at all where a band has no value.</summary>
public class RgbReads
{
    private static readonly ColorStretch Stretch = ColorStretch.TryParse("-6,7,-8,8,0,3.3")!;

    [Theory]
    [CombinatorialLayouts]
    public async Task Every_layout_and_choice_of_bands_gets_the_same_picture(string layout, int shift)
    {
        RgbRaster picture = RgbRaster.Of(new FormulaRaster(37, 19), [1, 3, 4], Stretch, null);
        foreach (int[] bands in (int[][])[[0, 1, 2, 3], [3], [0], [2, 1, 0], [3, 3, 1], [3, 2, 1, 0, 0]])
        {
            using PixelSink sink = PixelSink.Of(Enum.Parse<PixelSink.Layout>(layout), 37, 19, bands.Length, shift, size: 1);
            await picture.ReadAsync(sink.Read(new Window(0, 0, 37, 19), bands), null, TestContext.Current.CancellationToken);
            sink.VerifyBits((row, column, i) => Expected(row, column, bands[i], 1, 3, 4));
        }
    }

    [Property(MaxTest = 300)]
    public async Task Any_window_in_any_size_shows_the_pixels_of_the_whole(byte x, byte y, byte w, byte h, byte outW, byte outH, byte layout)
    {
        RgbRaster picture = RgbRaster.Of(new FormulaRaster(50, 60), [0, 0, 2], Stretch, null);
        int left = x % 50, top = y % 60, width = 1 + (w % (50 - left)), height = 1 + (h % (60 - top)), outWidth = 1 + (outW % 70), outHeight = 1 + (outH % 80);
        using PixelSink sink = PixelSink.Of((PixelSink.Layout)(layout % 7), outWidth, outHeight, 4, size: 1);
        await picture.ReadAsync(sink.Read(new Window(left, top, width, height), 0, 1, 2, 3), null, TestContext.Current.CancellationToken);
        sink.VerifyBits((row, column, i) =>
            Expected(top + (((2 * row) + 1) * height / (2 * outHeight)), left + (((2 * column) + 1) * width / (2 * outWidth)), i, 0, 0, 2));
    }

    [Theory]
    [InlineData(3000, 1500, null)]
    [InlineData(2000, 1701, null)]
    [InlineData(2500, 1601, 0.25)]
    public async Task A_large_picture_is_read_in_pieces_that_show_what_the_whole_does(int outWidth, int outHeight, double? offset)
    {
        var embeddings = new FormulaRaster(3000, 1500);
        RgbRaster picture = RgbRaster.Of(embeddings, [0, 1, 2], Stretch, null);
        var window = new Window(0, 0, 3000, 1500);
        PartialWindow? exact = offset is { } o ? new PartialWindow(o, o, 2999.5, 1499.5) : null;
        using PixelSink sink = PixelSink.Of(PixelSink.Layout.Planes, outWidth, outHeight, 2, size: 1);
        RasterRead request = sink.Read(window, 1, 3) with { Exact = exact };
        var told = new List<double>();
        await picture.ReadAsync(request, new Listener(told.Add), TestContext.Current.CancellationToken);
        Assert.InRange(embeddings.Reads.Count, 2, 10);
        Assert.Equal(told.Order(), told);
        Assert.Equal((3 * embeddings.Reads.Count, 1), (told.Count, told[^1]));
        SampledRead read = SampledRead.Of(request, shift: 0);
        sink.VerifyBits((row, column, i) => Expected(read.Rows[row], read.Columns[column], i == 0 ? 1 : 3, 0, 1, 2));
    }

    /// <summary>However a read is resampled, its pieces are whole pixels' worth of it.</summary>
    [Property(MaxTest = 1000)]
    public void Pieces_show_together_what_a_read_shows(ushort y, ushort h, ushort outH, ushort outW, ushort most, bool isOnEdges, bool hasExact, byte fraction)
    {
        int height = 1 + (h % 5000), outHeight = 1 + (outH % 3000), outWidth = 1 + (outW % 40);
        if (isOnEdges) height = (outHeight * 6 / 5) + 3;
        var window = new Window(7, isOnEdges ? y % 100 : 900_000 + y, 33, height);
        PartialWindow? exact = hasExact ? new PartialWindow(7 + (fraction / 256.0), window.Y + (fraction / 300.0), 32.1 - (fraction / 256.0), height - (fraction / 256.0)) : null;
        // Every fifth centre within a rounding error of where Sampling.Of takes the next pixel: parts do not see it alike, and rows are read singly.
        if (isOnEdges) exact = new PartialWindow(7, window.Y + 1 - 1e-10, 33, 1.2 * outHeight);
        var request = new RasterRead { Window = window, Exact = exact, Bands = new[] { 0 }, OutWidth = outWidth, OutHeight = outHeight, Destination = default };
        IReadOnlyList<RowPiece> pieces = RowPiece.Cut(request, 1 + (most % 400));
        SampledRead whole = SampledRead.Of(request, shift: 0);
        int next = 0;
        foreach (RowPiece piece in pieces)
        {
            Assert.Equal(next, piece.First);
            next += piece.Rows;
            Assert.InRange(piece.Rows, 1, 1 + (most % 400));
            SampledRead part = SampledRead.Of(request with { Window = piece.Window, Exact = piece.Exact, OutHeight = piece.Rows }, shift: 0);
            Assert.InRange(piece.Window.Y, window.Y, window.Y + height - piece.Window.Height);
            for (int i = 0; i < piece.Rows; i++) Assert.Equal(whole.Rows[piece.First + i], part.Rows[i]);
            for (int i = 0; i < outWidth; i++) Assert.Equal(whole.Columns[i], part.Columns[i]);
        }
        Assert.Equal(outHeight, next);
    }

    [Fact]
    public async Task A_picture_says_what_it_is_and_has_its_bases_overviews()
    {
        using var tile = new TestTile(301, 241);
        TileRaster embeddings = await tile.OpenAsync();
        RgbRaster picture = RgbRaster.Of(embeddings, [9, 8, 127], Stretch, null);
        Assert.Equal((PixelType.Byte, null), (picture.Info.PixelType, picture.Info.NoData));
        Assert.Equal(["Tessera_Band_9", "Tessera_Band_8", "Tessera_Band_127", "Alpha"], picture.Info.BandDescriptions);
        Assert.Equal([BandColor.Red, BandColor.Green, BandColor.Blue, BandColor.Alpha], picture.Info.BandColors);
        Assert.Equal((embeddings.Info.Grid, embeddings.Info.Metadata), (picture.Info.Grid, picture.Info.Metadata));
        Assert.Equal(embeddings.Locate(3, 4), picture.Locate(3, 4));
        Assert.Equal(embeddings.Overviews.Select(level => level.Info.Grid), picture.Overviews.Select(level => level.Info.Grid));
        IRaster quarter = picture.Overviews[1];
        Assert.Equal((PixelType.Byte, 4), (quarter.Info.PixelType, quarter.Info.BandDescriptions.Count));
        using PixelSink sink = PixelSink.Of(PixelSink.Layout.Pixels, 76, 61, 4, size: 1);
        await quarter.ReadAsync(sink.Read(new Window(0, 0, 76, 61), 0, 1, 2, 3), null, TestContext.Current.CancellationToken);
        sink.VerifyBits((row, column, i) => Expected(band => tile.Expected(4 * row, 4 * column, band), i, 9, 8, 127));
    }

    [Fact]
    public async Task Advice_is_passed_on()
    {
        var embeddings = new FormulaRaster(37, 19);
        await RgbRaster.Of(embeddings, [0, 1, 2], Stretch, null).AdviseAsync(new Window(1, 2, 3, 4), TestContext.Current.CancellationToken);
        Assert.Equal([new Window(1, 2, 3, 4)], embeddings.Advice);
    }

    [Fact]
    public async Task What_lies_outside_is_refused()
    {
        RgbRaster picture = RgbRaster.Of(new FormulaRaster(37, 19), [0, 1, 2], Stretch, null);
        var request = new RasterRead { Window = new Window(0, 0, 37, 19), OutWidth = 37, OutHeight = 19, Bands = new[] { 4 }, Destination = default };
        Assert.Equal(TesseraErrorKind.InvalidArgument, (await Assert.ThrowsAsync<TesseraException>(async () => await picture.ReadAsync(request, null, TestContext.Current.CancellationToken))).Kind);
    }

    [Fact]
    public async Task What_would_need_too_much_is_transparent_and_all_else_that_fails_fails()
    {
        var embeddings = new FormulaRaster(40, 30) { MostRows = 10 };
        RgbRaster picture = RgbRaster.Of(embeddings, [0, 1, 2], Stretch, null);
        using PixelSink sink = PixelSink.Of(PixelSink.Layout.Planes, 40, 11, 4, size: 1);
        await picture.ReadAsync(sink.Read(new Window(0, 0, 40, 11), 0, 1, 2, 3), null, TestContext.Current.CancellationToken);
        sink.VerifyBits((_, _, _) => 0);
        using PixelSink fits = PixelSink.Of(PixelSink.Layout.Planes, 40, 10, 4, size: 1);
        await picture.ReadAsync(fits.Read(new Window(0, 0, 40, 10), 0, 1, 2, 3), null, TestContext.Current.CancellationToken);
        fits.VerifyBits((row, column, i) => Expected(row, column, i, 0, 1, 2));
        embeddings.Failure = new TesseraException(TesseraErrorKind.CorruptData, "bad");
        Assert.Same(embeddings.Failure, await Assert.ThrowsAsync<TesseraException>(
            async () => await picture.ReadAsync(fits.Read(new Window(0, 0, 40, 10), 0, 1, 2, 3), null, TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task A_picture_of_its_own_colours_that_would_need_too_much_has_those_of_typical_values()
    {
        RgbRaster picture = RgbRaster.Of(new FormulaRaster(40, 3000) { MostRows = 100 }, [0, 1, 2], null, null);
        using PixelSink sink = PixelSink.Of(PixelSink.Layout.Planes, 40, 20, 4, size: 1);
        await picture.ReadAsync(sink.Read(new Window(0, 0, 40, 20), 0, 1, 2, 3), null, TestContext.Current.CancellationToken);
        ColorStretch typical = ColorStretch.TryParse("-8,8")!;
        sink.VerifyBits((row, column, i) => Expected(band => FormulaRaster.Value(row, column, band), i, typical, 0, 1, 2));
    }

    private static uint Expected(int row, int column, int index, params int[] bands) => Expected(band => FormulaRaster.Value(row, column, band), index, Stretch, bands);

    private static uint Expected(Func<int, float> value, int index, params int[] bands) => Expected(value, index, Stretch, bands);

    private static uint Expected(Func<int, float> value, int index, ColorStretch stretch, params int[] bands)
    {
        if (bands.Any(band => float.IsNaN(value(band)))) return 0;
        if (index == 3) return 255;
        (double low, double high) = index switch { 0 => (stretch.Red.Low, stretch.Red.High), 1 => (stretch.Green.Low, stretch.Green.High), _ => (stretch.Blue.Low, stretch.Blue.High) };
        double shade = Math.Round(((double)value(bands[index]) - low) / (high - low) * 255, MidpointRounding.ToEven);
        return shade < 0 ? 0u : shade > 255 ? 255u : (uint)shade;
    }

    private sealed class Listener(Action<double> tell) : IProgress<double>
    {
        public void Report(double value) => tell(value);
    }
}
