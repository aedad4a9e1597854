using CommunityToolkit.HighPerformance;
using TesseraGdal.Geometry;
using TesseraGdal.Rasters;
using TesseraGdal.Rasters.Stored;
using Xunit;

namespace TesseraGdal.Tests.Rasters;

[Collection("TesseraLog")] // tiles without landmasks warn
public class RasterReadingRules
{
    private static readonly Window Part = new(3, 2, 7, 5);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_window_comes_band_by_band_and_knows_where_it_lies()
    {
        using var tile = new TestTile(20, 11);
        IRaster raster = await tile.OpenAsync();
        PixelBlock block = await raster.ReadAsync(Part, [9, 1], cancellationToken: Token);
        Assert.Equal(new RasterGrid(32631, new GeoTransform(tile.Grid.Transform.OriginX + 30, tile.Grid.Transform.OriginY - 20, 10, 10), 7, 5), block.Grid);
        for (int i = 0; i < 2; i++)
        {
            for (int row = 0; row < 5; row++)
            {
                for (int column = 0; column < 7; column++)
                {
                    float expected = tile.Expected(2 + row, 3 + column, block.Bands[i]);
                    Assert.Equal(expected, block[i].Span[row, column]);
                    Assert.Equal(expected, block.Pixels.Span[(((i * 5) + row) * 7) + column]);
                }
            }
        }
        Assert.Equal(128, (await raster.ReadAsync(Part, cancellationToken: Token)).Bands.Count);
    }

    [Fact]
    public async Task A_band_can_be_read_into_a_part_of_a_larger_picture()
    {
        using var tile = new TestTile(20, 11);
        IRaster raster = await tile.OpenAsync();
        var picture = new float[9, 30];
        await raster.ReadBandAsync(Part, 4, picture.AsMemory2D().Slice(1, 10, 5, 7), cancellationToken: Token);
        for (int row = 0; row < 9; row++)
        {
            for (int column = 0; column < 30; column++)
            {
                bool isIn = row is >= 1 and < 6 && column is >= 10 and < 17;
                Assert.Equal(isIn ? tile.Expected(2 + row - 1, 3 + column - 10, 4) : 0, picture[row, column]);
            }
        }
        await raster.ReadBandAsync(Part with { Height = 1 }, 4, picture.AsMemory2D().Slice(8, 23, 1, 7), cancellationToken: Token);
        Assert.Equal(tile.Expected(2, 9, 4), picture[8, 29]);
    }

    [Fact]
    public async Task Destinations_of_the_wrong_size_and_windows_outside_are_refused_before_anything_is_read()
    {
        using var tile = new TestTile(20, 11);
        IRaster raster = await tile.OpenAsync();
        int[] two = [0, 1];
        await Assert.ThrowsAsync<ArgumentException>(() => raster.ReadIntoAsync(Part, two, new float[69], cancellationToken: Token));
        await Assert.ThrowsAsync<ArgumentException>(() => raster.ReadBandAsync(Part, 0, new float[5, 8].AsMemory2D(), cancellationToken: Token));
        await Assert.ThrowsAsync<TesseraException>(() => raster.ReadAsync(Part with { X = 14 }, [0], cancellationToken: Token));
        await Assert.ThrowsAsync<TesseraException>(() => raster.ReadAsync(Part, [128], cancellationToken: Token));
        await Assert.ThrowsAsync<TesseraException>(() => raster.ReadAsync(Part, [], cancellationToken: Token));
        IRaster mask = await tile.OpenAsync(new ReadOptions { View = MaskView.Instance });
        Assert.Contains("Byte", (await Assert.ThrowsAsync<TesseraException>(() => mask.ReadAsync(Part, [0], cancellationToken: Token))).Message, StringComparison.Ordinal);
    }
}
