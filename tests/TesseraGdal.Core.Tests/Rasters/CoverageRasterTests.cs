using TesseraGdal.Forms;
using TesseraGdal.Forms.Npy.Registry;
using TesseraGdal.Geometry;
using TesseraGdal.Rasters;
using TesseraGdal.Tests.Registry;
using Xunit;

namespace TesseraGdal.Tests.Rasters;

/// <summary>The coverage, against the cells that the manifest was made from.</summary>
public class CoverageRasterTests
{
    private static readonly GeoBox Earth = new(-180, -90, 180, 90);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_band_is_1_where_its_year_has_a_tile_and_0_elsewhere()
    {
        CoverageRaster raster = await OpenAsync(Earth);
        Assert.Equal(new RasterGrid(4326, new GeoTransform(-180, 90, 0.1, 0.1), 3600, 1800), raster.Info.Grid);
        Assert.Equal((PixelType.Byte, 0), (raster.Info.PixelType, raster.Info.NoData));
        (int Year, TileId Tile) absent = Fixtures.Absent();
        for (int band = 0; band < raster.Info.BandDescriptions.Count; band++)
        {
            int year = int.Parse(raster.Info.BandDescriptions[band]);
            var expected = new byte[3600 * 1800];
            foreach ((TileId tile, int[] years) in Fixtures.Cells())
            {
                if (years.Contains(year) && (year, tile) != absent) expected[(8995 - tile.LatI) / 10 * 3600 + (tile.LonI + 17995) / 10] = 1;
            }
            byte[] shown = await ByteRead.WholeAsync(raster, band);
            Assert.True(expected.AsSpan().SequenceEqual(shown), $"{year} is not as it should be");
            Assert.Contains((byte)1, expected);
        }
        Assert.Equal(7, raster.Info.BandDescriptions.Count);
    }

    [Fact]
    public async Task Bands_come_in_the_order_in_which_they_are_asked_for_at_any_zoom()
    {
        CoverageRaster raster = await OpenAsync(Earth);
        byte[] first = await ByteRead.WholeAsync(raster, 0), last = await ByteRead.WholeAsync(raster, 6);
        var window = new Window(1300, 350, 1000, 700);
        byte[] pixels = await ByteRead.OfAsync(raster, window, 333, 141, 6, 0, 6);
        for (int row = 0; row < 141; row++)
        {
            for (int column = 0; column < 333; column++)
            {
                // The rule of IRaster: the pixel at floor((i + 0.5) · w / outW).
                int cell = (window.Y + (2 * row + 1) * window.Height / 282) * 3600 + window.X + (2 * column + 1) * window.Width / 666;
                int at = row * 333 + column;
                Assert.Equal((last[cell], first[cell], last[cell]), (pixels[at], pixels[at + 333 * 141], pixels[at + 2 * 333 * 141]));
            }
        }
    }

    [Theory]
    [InlineData(0.0, 52.0, 0.3, 52.3, 0.0, 52.3, 3, 3)]
    [InlineData(0.05, 52.05, 0.31, 52.11, 0.0, 52.2, 4, 2)]
    [InlineData(-0.1, 51.3, 0.1, 51.5, -0.1, 51.5, 2, 2)]
    [InlineData(178, -17, -179, -16, 178, -16, 30, 10)]
    public async Task A_part_shows_the_same_cells_also_across_the_antimeridian(double west, double south, double east, double north, double x, double y, int width, int height)
    {
        CoverageRaster whole = await OpenAsync(Earth), part = await OpenAsync(new GeoBox(west, south, east, north));
        Assert.Equal(new RasterGrid(4326, new GeoTransform(x, y, 0.1, 0.1), width, height), part.Info.Grid);
        byte[] cells = await ByteRead.WholeAsync(whole, 6), shown = await ByteRead.WholeAsync(part, 6);
        int firstColumn = (int)Math.Round((x + 180) * 10), firstRow = (int)Math.Round((90 - y) * 10);
        for (int row = 0; row < height; row++)
        {
            for (int column = 0; column < width; column++) Assert.Equal(cells[(firstRow + row) * 3600 + (firstColumn + column) % 3600], shown[row * width + column]);
        }
    }

    [Fact]
    public async Task A_pixel_tells_its_tile_and_years()
    {
        CoverageRaster raster = await OpenAsync(Earth);
        (TileId tile, int[] years) = Fixtures.Cells().First(cell => cell.Years.Length > 2);
        IReadOnlyList<KeyValuePair<string, string>> lines = raster.Locate((tile.LonI + 17995) / 10, (8995 - tile.LatI) / 10);
        Assert.Equal([new("Tile", tile.ToString()), new("Years", string.Join(',', years))], lines);
        Assert.Empty(raster.Locate(3600, 0));
        Assert.Equal([new("Tile", "grid_-179.95_89.95")], raster.Locate(0, 0));
    }

    [Fact]
    public async Task What_lies_outside_is_refused()
    {
        CoverageRaster raster = await OpenAsync(new GeoBox(0, 52, 0.3, 52.3));
        await Assert.ThrowsAsync<TesseraException>(() => ByteRead.OfAsync(raster, new Window(0, 0, 4, 3), 4, 3, 0));
        await Assert.ThrowsAsync<TesseraException>(() => ByteRead.OfAsync(raster, new Window(0, 0, 3, 3), 3, 3, 7));
    }

    private static async Task<CoverageRaster> OpenAsync(GeoBox box)
    {
        TilePresence registry = await OwnRegistry.OpenAsync(Fixtures.V1, Tests.Registry.WatchedStore.Of(Fixtures.Manifests), "manifest.parquet", new PresenceOptions(), Token);
        return new CoverageRaster(registry, registry.Years, box, new Dictionary<string, IReadOnlyList<KeyValuePair<string, string>>>());
    }
}
