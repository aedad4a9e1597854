using FsCheck;
using FsCheck.Xunit;
using TesseraGdal.Files.Tiff;
using TesseraGdal.Storage;
using TesseraGdal.Tests.Rasters.Views;
using Xunit;

namespace TesseraGdal.Tests.Files;

/// <summary>The bytes of computed TIFFs. That they are the right ones, GDAL, libtiff and NumPy say in tests/gdal.</summary>
public class TiffFileTests
{
    private const int Width = 23, Height = 40;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Property(MaxTest = 50)]
    public async Task Any_ranges_are_parts_of_the_whole(NonNegativeInt[] places, PositiveInt length)
    {
        byte[] whole = await ReadAsync(Open(out _), 0, int.MaxValue);
        TiffFile file = Open(out _);
        RangeRead[] ranges = [.. places.Select(place => Range(place.Get * 997L % whole.Length, length.Get * 31 % 3000, whole.Length))];
        await file.ReadAsync(ranges, CancellationToken.None);
        Assert.All(ranges, range => Assert.True(range.Destination.Span.SequenceEqual(whole.AsSpan((int)range.Offset, range.Destination.Length))));
        foreach (RangeRead range in ranges) Assert.Equal(range.Destination.ToArray(), await ReadAsync(file, range.Offset, range.Destination.Length));
    }

    [Fact]
    public async Task Pixels_lie_band_after_band_at_the_end()
    {
        byte[] whole = await ReadAsync(Open(out _), 0, int.MaxValue);
        for (int band = 0; band < 5; band++)
        {
            for (int row = 0; row < Height; row += 7)
            {
                int at = whole.Length - (((5 - band) * Height - row) * Width * sizeof(float));
                Assert.Equal(FormulaRaster.Value(row, 3, band), BitConverter.ToSingle(whole, at + 3 * sizeof(float)));
            }
        }
    }

    [Fact]
    public async Task No_pixel_is_read_for_the_head()
    {
        TiffFile file = Open(out FormulaRaster raster);
        await ReadAsync(file, 0, (int)(file.Facts.Length - 5 * Width * Height * sizeof(float)));
        Assert.Empty(raster.Reads);
    }

    [Fact]
    public async Task What_nobody_asks_for_is_not_computed()
    {
        TiffFile file = Open(out FormulaRaster raster);
        foreach (int row in (int[])[5, 9, 2]) await ReadAsync(file, OffsetOf(file, 3, row), Width * sizeof(float));
        Assert.Equal([1, 1, 1], raster.Reads);
    }

    [Fact]
    public async Task A_reader_who_goes_on_row_after_row_is_gone_ahead_of_by_a_block_at_most()
    {
        TiffFile file = Open(out FormulaRaster raster);
        for (int row = 0; row < Height; row++) await ReadAsync(file, OffsetOf(file, 0, row), Width * sizeof(float));
        Assert.InRange(raster.Reads.Count, 5, 12);
        Assert.All(raster.Reads, rows => Assert.InRange(rows, 1, raster.Info.Block.Height));
        Assert.Equal(Height, raster.Reads.Sum());
    }

    [Fact]
    public async Task Of_wide_rasters_only_8_MiB_are_kept_ahead()
    {
        var raster = new FormulaRaster(700_000, 20);
        var file = new TiffFile(raster, null);
        for (int row = 0; row < 9; row++) await ReadAsync(file, file.Facts.Length - (20 - row) * 700_000L * sizeof(float), 700_000 * sizeof(float));
        Assert.All(raster.Reads, rows => Assert.InRange(rows, 1, 2));
    }

    [Fact]
    public async Task A_reader_who_takes_the_same_rows_of_all_bands_has_them_decoded_together()
    {
        TiffFile file = Open(out FormulaRaster raster);
        for (int band = 0; band < 5; band++) await ReadAsync(file, OffsetOf(file, band, 8), 4 * Width * sizeof(float));
        Assert.Equal(3, raster.Reads.Count); // one band, two, two
    }

    [Fact]
    public async Task Advice_is_of_the_rows_that_ranges_touch()
    {
        TiffFile file = Open(out FormulaRaster raster);
        await file.AdviseAsync([(OffsetOf(file, 1, 4), 10), (OffsetOf(file, 3, 9) + 5, Width * sizeof(float))], Token);
        Assert.Equal(new TesseraGdal.Geometry.Window(0, 4, Width, 7), Assert.Single(raster.Advice));
    }

    [Property]
    public void A_series_reads_the_same_from_anywhere(NonNegativeInt first, PositiveInt step, bool isLong, PositiveInt count, NonNegativeInt from)
    {
        var series = new TiffSeries(0, count.Get % 50 + 1, isLong ? 8 : 4, first.Get, step.Get);
        byte[] whole = new byte[series.Length];
        series.CopyTo(0, whole);
        for (int i = 0; i < series.Count; i++)
            Assert.Equal((long)first.Get + i * (long)step.Get, isLong ? BitConverter.ToInt64(whole, 8 * i) : BitConverter.ToUInt32(whole, 4 * i));
        byte[] part = new byte[series.Length - from.Get % series.Length];
        series.CopyTo(from.Get % series.Length, part);
        Assert.Equal(whole[^part.Length..], part);
    }

    private static TiffFile Open(out FormulaRaster raster)
    {
        raster = new FormulaRaster(Width, Height) { Overviews = [new FormulaRaster(12, 20), new FormulaRaster(6, 10)] };
        return new TiffFile(raster, null);
    }

    private static long OffsetOf(TiffFile file, int band, int row) => file.Facts.Length - ((5 - band) * Height - row) * (long)(Width * sizeof(float));

    private static RangeRead Range(long offset, int length, long end) => new(offset, new byte[Math.Min(length, end - offset)]);

    private static async Task<byte[]> ReadAsync(TiffFile file, long offset, int length)
    {
        RangeRead range = Range(offset, length, file.Facts.Length);
        await file.ReadAsync([range], CancellationToken.None);
        return range.Destination.ToArray();
    }
}
