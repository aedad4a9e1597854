using FsCheck.Xunit;
using TesseraGdal.Geometry;
using Xunit;

namespace TesseraGdal.Tests.Geometry;

public class RasterGridTests
{
    [Fact]
    public void Grids_equal_the_thousand_given_vectors()
    {
        int count = 0;
        double worst = 0;
        foreach (var vector in Vectors.Read("tile-geometry.json").GetProperty("tiles").EnumerateArray())
        {
            var tile = new TileId(vector.GetProperty("lon_i").GetInt32(), vector.GetProperty("lat_i").GetInt32());
            Assert.Equal(vector.GetProperty("name").GetString(), tile.ToString());
            RasterGrid grid = RasterGrid.Of(tile);
            Assert.Equal(vector.GetProperty("epsg").GetInt32(), grid.Epsg);
            Assert.Equal((vector.GetProperty("width").GetInt32(), vector.GetProperty("height").GetInt32()), (grid.Width, grid.Height));
            worst = Math.Max(worst, Math.Abs(vector.GetProperty("e0").GetDouble() - grid.Transform.OriginX));
            worst = Math.Max(worst, Math.Abs(vector.GetProperty("n0").GetDouble() - grid.Transform.OriginY));
            Assert.Equal((10.0, 10.0), (grid.Transform.PixelWidth, grid.Transform.PixelHeight));
            count++;
        }
        Assert.Equal(1000, count);
        Assert.True(worst <= 1e-6, $"the worst origin is {worst * 1e3} mm off"); // the vectors have six decimals; 1 mm is what is asked for
    }

    [Theory] // formats.md §10, item 5
    [InlineData("grid_0.15_52.05", 32631, 300933.93643, 5776128.47768, 1139, 729)]
    [InlineData("grid_0.05_52.05", 32631, 294071.081, 5776406.924, 1140, 731)]
    [InlineData("grid_-0.05_51.95", 32630, 699066.064, 5765288.255, 1140, 732)]
    [InlineData("grid_0.15_52.25", 32631, 301822.86256, 5798366.72760, 1139, 726)]
    [InlineData("grid_16.65_48.25", 32633, 618657.438, 5351041.511, 1127, 766)]
    [InlineData("grid_-71.25_44.05", 32619, 315597.740, 4885551.797, 1133, 831)]
    [InlineData("grid_3.05_0.05", 32631, 500000.000, 11053.022, 1105, 1113)]
    [InlineData("grid_-60.05_-3.05", 32720, 822366.122, 9667979.536, 1110, 1116)]
    [InlineData("grid_-50.55_-20.65", 32722, 541654.279, 7722069.232, 1110, 1045)]
    [InlineData("grid_20.05_80.05", 32634, 480615.197, 8892912.378, 1119, 211)]
    public void Grids_equal_the_published_table(string name, int epsg, double west, double north, int height, int width)
    {
        Assert.True(TileId.TryParse(name, out TileId tile));
        RasterGrid grid = RasterGrid.Of(tile);
        Assert.Equal((epsg, width, height), (grid.Epsg, grid.Width, grid.Height));
        Assert.Equal(west, grid.Transform.OriginX, 1e-3);
        Assert.Equal(north, grid.Transform.OriginY, 1e-3);
    }

    [Property(Arbitrary = [typeof(Tiles)], MaxTest = 1000)]
    public void A_grid_covers_its_cell_to_half_a_pixel(TileId tile)
    {
        RasterGrid grid = RasterGrid.Of(tile);
        double east = grid.Transform.OriginX + grid.Width * RasterGrid.PixelSize, south = grid.Transform.OriginY - grid.Height * RasterGrid.PixelSize;
        for (int i = 0; i <= 10; i++)
        {
            double longitude = tile.West + i * 0.01, latitude = tile.South + i * 0.01;
            foreach ((double x, double y) in new[]
            {
                tile.Zone.Project(longitude, tile.South), tile.Zone.Project(longitude, tile.North),
                tile.Zone.Project(tile.West, latitude), tile.Zone.Project(tile.East, latitude),
            })
            {
                Assert.InRange(x, grid.Transform.OriginX - 5.001, east + 5.001);
                Assert.InRange(y, south - 5.001, grid.Transform.OriginY + 5.001);
            }
        }
    }

    [Fact]
    public void A_tile_that_does_not_exist_has_no_grid() => Assert.Throws<ArgumentException>(() => RasterGrid.Of(new TileId(10, 5205)));
}
