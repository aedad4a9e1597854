using TesseraGdal.Forms.Npy.Tiles;
using TesseraGdal.Geometry;
using TesseraGdal.Rasters;
using TesseraGdal.Rasters.Stored;
using TesseraGdal.Storage;
using TesseraGdal.Tests.Formats;
using Xunit;

namespace TesseraGdal.Tests.Rasters;

/// <summary>What a tile says about itself, and when it is refused.</summary>
[Collection("TesseraLog")]
public sealed class TileRasterOpening : IDisposable
{
    private readonly List<string> _warnings = [];

    public TileRasterOpening() => TesseraLog.Warn = _warnings.Add;

    public void Dispose() => TesseraLog.Warn = null;

    [Fact]
    public async Task A_tile_describes_itself_as_geotesseras_exports_do()
    {
        using var tile = new TestTile(37, 19);
        TileRaster raster = await tile.OpenAsync();
        RasterInfo info = raster.Info;
        Assert.Equal(tile.Grid, info.Grid);
        Assert.Equal((PixelType.Float32, 128), (info.PixelType, info.BandDescriptions.Count));
        Assert.True(double.IsNaN(info.NoData!.Value));
        Assert.Equal(("Tessera_Band_0", "Tessera_Band_127"), (info.BandDescriptions[0], info.BandDescriptions[127]));
        Assert.Equal((37, 19), info.Block);
        Assert.Equal(
            [
                "TESSERA_DATASET_VERSION=1.0", "TESSERA_DATASET_VERSION_PATH=v1", "TESSERA_DATASET_VARIANT=vultr", "TESSERA_YEAR=2024",
                "TESSERA_TILE_LAT=52.05", "TESSERA_TILE_LON=0.15", "TESSERA_DESCRIPTION=GeoTessera satellite embedding tile",
            ],
            info.Metadata[""].Select(item => $"{item.Key}={item.Value}"));
        ObjectFacts facts = await tile.Store.StatAsync(TestTile.EmbeddingsKey, TestContext.Current.CancellationToken);
        Assert.Equal(
            [$"SOURCE={tile.Store.Name}", $"KEY={TestTile.EmbeddingsKey}", $"ETAG={facts.ETag}", $"SCALES_KEY={TestTile.ScalesKey}"],
            info.Metadata["TESSERA"].Take(4).Select(item => $"{item.Key}={item.Value}"));
        Assert.Contains(new KeyValuePair<string, string>("LICENSE", "CC0-1.0"), info.Metadata["TESSERA"]);
        Assert.Contains(new KeyValuePair<string, string>("ATTRIBUTION", "Its authors"), info.Metadata["TESSERA"]);
        Assert.Empty(_warnings);
    }

    [Fact]
    public async Task The_block_of_a_real_tile_has_about_a_mebibyte()
    {
        using var tile = new TestTile(729, 40);
        Assert.Equal((729, 11), (await tile.OpenAsync()).Info.Block);
    }

    [Fact]
    public async Task A_pixel_is_located_in_its_objects()
    {
        using var tile = new TestTile(37, 19);
        TileRaster raster = await tile.OpenAsync();
        Dictionary<string, string> place = raster.Locate(3, 2).ToDictionary();
        Assert.Equal(("v1", "2024", TestTile.EmbeddingsKey, TestTile.ScalesKey), (place["Dataset"], place["Year"], place["Key"], place["ScalesKey"]));
        Assert.Equal((128 + (((2 * 37) + 3) * 128)).ToString(), place["Offset"]);
        Assert.Equal((128 + (((2 * 37) + 3) * 4)).ToString(), place["ScalesOffset"]);
        Assert.Empty(raster.Locate(37, 0));
    }

    [Fact]
    public async Task A_published_tile_has_the_logical_keys_of_its_objects_and_the_grid_of_its_cell()
    {
        using var tile = new TestTile(2, 2);
        TileSource source = TileSource.Of(tile.Source.Dataset!, 2024, new TileId(15, 5205));
        Assert.Equal((TestTile.EmbeddingsKey, TestTile.ScalesKey, TestTile.LandmaskKey), (source.EmbeddingsKey, source.ScalesKey, source.LandmaskKey));
        Assert.Equal(RasterGrid.Of(new TileId(15, 5205)), source.Grid);
    }

    [Fact]
    public async Task The_landmask_is_believed_and_a_difference_of_more_than_a_millimetre_is_told()
    {
        using var tile = new TestTile(3, 2);
        tile.Write(TestTile.LandmaskKey, LandmaskFixtures.Make(3, 2, new byte[6], scale: [10, 10, 0], tie: [0, 0, 0, 300933.93743, 5776128.47768, 0]));
        Assert.Equal(300933.93743, (await tile.OpenAsync()).Info.Grid.Transform.OriginX);
        Assert.Empty(_warnings);

        tile.Write(TestTile.LandmaskKey, LandmaskFixtures.Make(3, 2, new byte[6], scale: [10, 10, 0], tie: [0, 0, 0, 300933.93843, 5776128.47768, 0]));
        Assert.Equal(300933.93843, (await tile.OpenAsync()).Info.Grid.Transform.OriginX);
        Assert.Contains("300933.938 east", Assert.Single(_warnings), StringComparison.Ordinal);
    }

    /// <summary>Up to two pixels, a landmask is believed; what is further off is not of this tile.</summary>
    [Theory]
    [InlineData(20, -20, 10, 32631, true)]
    [InlineData(-20, 20, 10, 32631, true)]
    [InlineData(20.1, 0, 10, 32631, false)]
    [InlineData(0, -20.1, 10, 32631, false)]
    [InlineData(1_000_000, 0, 10, 32631, false)]
    [InlineData(0, 0, 10, 32630, false)]
    [InlineData(0, 0, 10, 3857, false)]
    [InlineData(0, 0, 1e-300, 32631, false)]
    [InlineData(0, 0, 10.01, 32631, false)]
    [InlineData(0, 0, 20, 32631, false)]
    [InlineData(1e300, 0, 10, 32631, false)]
    public async Task A_landmask_that_puts_the_tile_elsewhere_is_an_error_that_names_both_places(double east, double north, double pixel, int epsg, bool isBelieved)
    {
        using var tile = new TestTile(3, 2);
        tile.Write(TestTile.LandmaskKey, LandmaskFixtures.Make(
            3, 2, new byte[6], keys: [1, 1, 0, 1, 3072, 0, 1, (ushort)epsg], scale: [pixel, pixel, 0],
            tie: [0, 0, 0, tile.Grid.Transform.OriginX + east, tile.Grid.Transform.OriginY + north, 0]));
        if (isBelieved)
        {
            Assert.Equal(tile.Grid.Transform.OriginX + east, (await tile.OpenAsync()).Info.Grid.Transform.OriginX);
            Assert.Contains("The landmask is believed", Assert.Single(_warnings), StringComparison.Ordinal);
            return;
        }
        TesseraException e = await Assert.ThrowsAsync<TesseraException>(() => tile.OpenAsync());
        Assert.Equal(TesseraErrorKind.CorruptData, e.Kind);
        Assert.Contains(TestTile.LandmaskKey, e.Message, StringComparison.Ordinal);
        Assert.Contains(FormattableString.Invariant($"EPSG:{epsg}"), e.Message, StringComparison.Ordinal);
        Assert.Contains("by its name the tile lies at EPSG:32631, 300933.936 east", e.Message, StringComparison.Ordinal);
        Assert.Empty(_warnings);
    }

    [Fact]
    public async Task A_landmask_of_another_size_by_more_than_two_pixels_puts_the_tile_elsewhere()
    {
        using var tile = new TestTile(30, 20);
        tile.Write(TestTile.LandmaskKey, LandmaskFixtures.Make(33, 20, new byte[660], scale: [10, 10, 0], tie: [0, 0, 0, tile.Grid.Transform.OriginX, tile.Grid.Transform.OriginY, 0]));
        Assert.Contains("33×20", (await Assert.ThrowsAsync<TesseraException>(() => tile.OpenAsync())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ObjectFailure.Refused)]
    [InlineData(ObjectFailure.Offline)]
    public async Task A_landmask_that_may_not_be_read_is_told_and_done_without_unless_it_is_needed(ObjectFailure failure)
    {
        using var tile = new TestTile(3, 2);
        var store = new WatchedStore(tile.Store)
        {
            Before = (key, _) => key == TestTile.LandmaskKey ? throw new ObjectException(failure, key, "somewhere", "no", "Ask again.") : Task.CompletedTask,
        };
        Assert.Equal(tile.Grid, (await tile.OpenAsync(store: store)).Info.Grid);
        Assert.Contains(TestTile.LandmaskKey, Assert.Single(_warnings), StringComparison.Ordinal);
        await Assert.ThrowsAsync<ObjectException>(() => tile.OpenAsync(new ReadOptions { MaskWater = true }, store));
    }

    [Fact]
    public async Task A_landmask_that_fails_otherwise_fails_the_tile()
    {
        using var tile = new TestTile(3, 2);
        tile.Write(TestTile.LandmaskKey, "no TIFF"u8.ToArray());
        Assert.Equal(TesseraErrorKind.CorruptData, (await Assert.ThrowsAsync<TesseraException>(() => tile.OpenAsync())).Kind);
        var store = new WatchedStore(tile.Store)
        {
            Before = (key, _) => key == TestTile.LandmaskKey ? throw new ObjectException(ObjectFailure.Unavailable, key, "somewhere", "503", "Wait.") : Task.CompletedTask,
        };
        Assert.Equal(TesseraErrorKind.Unavailable, (await Assert.ThrowsAsync<ObjectException>(() => tile.OpenAsync(store: store))).Kind);
    }

    [Fact]
    public async Task Arrays_of_different_sizes_are_refused()
    {
        using var tile = new TestTile(4, 3);
        tile.Write(TestTile.ScalesKey, TestTile.Npy("<f4", "(4, 3)", new byte[48]));
        TesseraException e = await Assert.ThrowsAsync<TesseraException>(() => tile.OpenAsync());
        Assert.Equal(TesseraErrorKind.CorruptData, e.Kind);
        Assert.Contains("3×4 pixels", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arrays_that_are_not_of_the_grids_size_are_refused()
    {
        using var tile = new TestTile(4, 3);
        tile.Write(TestTile.LandmaskKey, LandmaskFixtures.Make(3, 2, new byte[6], scale: [10, 10, 0], tie: [0, 0, 0, 300933.93643, 5776128.47768, 0]));
        TesseraException e = await Assert.ThrowsAsync<TesseraException>(() => tile.OpenAsync());
        Assert.Equal(TesseraErrorKind.CorruptData, e.Kind);
        Assert.Contains($"by {TestTile.LandmaskKey} it should have 3×2", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Opening_asks_for_the_landmask_and_two_heads_at_once_and_no_more()
    {
        using var tile = new TestTile(37, 19);
        var arrived = new CountdownEvent(3);
        var all = new TaskCompletionSource();
        var store = new WatchedStore(tile.Store);
        var seen = new System.Collections.Concurrent.ConcurrentDictionary<string, bool>();
        store.Before = (key, token) =>
        {
            if (seen.TryAdd(key, true) && arrived.Signal()) all.SetResult();
            return all.Task.WaitAsync(TimeSpan.FromSeconds(30), token); // each waits for the other two
        };
        await tile.OpenAsync(store: store);
        Assert.Equal([TestTile.EmbeddingsKey, TestTile.ScalesKey, TestTile.LandmaskKey], store.Reads.Select(read => read.Key).Order(StringComparer.Ordinal));
        Assert.All(store.Reads.Where(read => read.Key != TestTile.LandmaskKey), read => Assert.InRange(read.Length, 1, 4096));
    }
}
