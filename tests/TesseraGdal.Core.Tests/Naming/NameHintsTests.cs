using TesseraGdal.Geometry;
using TesseraGdal.Naming;
using TesseraGdal.Openers;
using TesseraGdal.Options;
using TesseraGdal.Settings;
using Xunit;

namespace TesseraGdal.Tests.Naming;

/// <summary>What people type by mistake: what is harmless is read as it was meant, all else is answered with the name that was meant.</summary>
public class NameHintsTests
{
    [Theory]
    [InlineData("TESSERA:v1/", "TESSERA:v1")]
    [InlineData("TESSERA:v1/2024/", "TESSERA:v1/2024")]
    [InlineData("TESSERA:v1/2024/utm31n//", "TESSERA:v1/2024/utm31n")]
    [InlineData("TESSERA:v1/2024/grid_0.15_52.05/", "TESSERA:v1/2024/grid_0.15_52.05")]
    [InlineData("TESSERA:v1/2024/?view=rgb", "TESSERA:v1/2024/view:rgb")]
    [InlineData("TESSERA:/data/grid_0.15_52.05.npy/", "TESSERA:/data/grid_0.15_52.05.npy")]
    [InlineData("TESSERA: v1/2024 ", "TESSERA:v1/2024")]
    [InlineData("TESSERA:v1/2024/GRID_0.15_52.05", "TESSERA:v1/2024/grid_0.15_52.05")]
    [InlineData("TESSERA:\"v1/2024/utm31n\"", "TESSERA:v1/2024/utm31n")]
    [InlineData("TESSERA:\"v1/2024/utm31n?view=rgb\"", "TESSERA:v1/2024/utm31n/view:rgb")]
    [InlineData("TESSERA:\"/data/grid_0.15_52.05.npy\"?bands=0", "TESSERA:/data/grid_0.15_52.05.npy/bands:0")]
    [InlineData("TESSERA:\"/data/grid_0.15_52.05.npy\"/bands:0", "TESSERA:/data/grid_0.15_52.05.npy/bands:0")]
    [InlineData("TESSERA:\"\"", "TESSERA:")]
    [InlineData("TESSERA:file:///data/tiles", "TESSERA:/data/tiles")]
    [InlineData("TESSERA:FILE:///data/a%20b/grid_0.15_52.05.npy?bands=0", "TESSERA:/data/a b/grid_0.15_52.05.npy/bands:0")]
    [InlineData("TESSERA:file://localhost/data/tiles/view:rgb", "TESSERA:/data/tiles/view:rgb")]
    [InlineData("TESSERA:file:/data/tiles", "TESSERA:/data/tiles")]
    [InlineData("TESSERA:file:///C:/data/tiles", "TESSERA:C:/data/tiles")]
    [InlineData(@"TESSERA:\\?\C:\data\grid_0.15_52.05.npy?bands=0", @"TESSERA:C:\data\grid_0.15_52.05.npy/bands:0")]
    [InlineData(@"TESSERA:\\?\UNC\server\share\tiles", @"TESSERA:\\server\share\tiles")]
    public void What_is_harmless_is_read_as_it_was_meant(string text, string meant)
    {
        DatasetName name = DatasetName.Parse(text);
        Assert.Equal(DatasetName.Parse(meant), name);
        Assert.Equal(meant, name.ToString());
    }

    [Theory]
    [InlineData("TESSERA:v1/2024&view=rgb", "Did you mean 'TESSERA:v1/2024/view:rgb'?")]
    [InlineData("TESSERA:v1/2024/utm31n&view=rgb&bands=0,1,2", "Did you mean 'TESSERA:v1/2024/utm31n/bands:0,1,2/view:rgb'?")]
    [InlineData("TESSERA:v1/2024/view=rgb", "Did you mean 'TESSERA:v1/2024/view:rgb'?")]
    [InlineData("TESSERA:v1/2024?view:rgb", "Did you mean 'TESSERA:v1/2024/view:rgb'?")]
    [InlineData("TESSERA:v1/2024?view:rgb&bands:0,1,2", "Did you mean 'TESSERA:v1/2024/bands:0,1,2/view:rgb'?")]
    [InlineData("TESSERA:v1//2024", "Did you mean 'TESSERA:v1/2024'?")]
    [InlineData("TESSERA:v1/2024/grid_0.15_52.05.tif", "Did you mean 'TESSERA:v1/2024/grid_0.15_52.05'?")]
    [InlineData("TESSERA:v1/2024/grid_0.150_52.050", "it is grid_0.15_52.05")]
    [InlineData("TESSERA:v1/2024/grid_0.15_52.5", "the nearest is grid_0.15_52.55")]
    [InlineData("TESSERA:v1/2024/utm31n/view:rgb&bands=0,1,2", "Did you mean 'TESSERA:v1/2024/utm31n/bands:0,1,2/view:rgb'?")]
    [InlineData("TESSERA:https://data.source.coop/tessera/tessera/npy/v1", "write TESSERA:v1/source:https://")]
    [InlineData("TESSERA:s3://tessera-embeddings/v1", "write TESSERA:v1/source:s3://")]
    [InlineData("TESSERA:file://server/share/tiles", "'file://server/share/tiles' is on another machine")]
    [InlineData("TESSERA:\"v1/2024", "the quotation mark is not closed")]
    [InlineData("TESSERA:\"v1\":2024", "after the second quotation mark")]
    [InlineData("TESSERA:v1/2024/52.03,120.5", "the longitude comes first")]
    public void What_is_not_is_answered_with_what_was_meant(string text, string answer)
    {
        var error = Assert.Throws<TesseraException>(() => DatasetName.Parse(text));
        Assert.Equal(TesseraErrorKind.InvalidArgument, error.Kind);
        Assert.Contains(answer, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TESSERA:/v1/2024", "Did you mean 'TESSERA:v1/2024'?")]
    [InlineData(@"TESSERA:v1\2024\utm31n", "Did you mean 'TESSERA:v1/2024/utm31n'?")]
    [InlineData("TESSERA:TESSERA:v1/2024", "Did you mean 'TESSERA:v1/2024'?")]
    [InlineData("TESSERA:v1&view=coverage", "Did you mean 'TESSERA:v1/view:coverage'?")]
    [InlineData("TESSERA:'v1/2024'", "Did you mean 'TESSERA:v1/2024'?")]
    public async Task What_is_taken_for_a_folder_that_is_not_there_is_answered_with_what_was_meant(string text, string answer)
    {
        TesseraException error = await Assert.ThrowsAsync<TesseraException>(
            async () => await RasterOpener.OpenAsync(text, new Dictionary<string, string>(), _ => null, TestContext.Current.CancellationToken));
        Assert.Contains(answer, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.3,52,0,52.3", "In the right order it is 0,52,0.3,52.3")] // west and east exchanged
    [InlineData("0,53,1,52", "In the right order it is 0,52,1,53")] // south and north
    [InlineData("1,53,0,52", "In the right order it is 0,52,1,53")] // both
    [InlineData("5,1,-170,2", "goes 185° around the Earth")]
    public void A_box_with_edges_exchanged_is_answered_with_the_right_one(string text, string answer)
    {
        TesseraException error = Assert.Throws<TesseraException>(() => BoundingBox.Parse(new SettingValue("In the name, bbox:", text)));
        Assert.Contains(answer, error.Message, StringComparison.Ordinal);
    }

    /// <summary>A tile of which the store has the one with longitude and latitude exchanged.</summary>
    [Theory]
    [InlineData("52.05,20.05", "With longitude and latitude exchanged it is grid_20.05_52.05, which there is in 2023, 2024: the longitude comes first.")]
    [InlineData("52.03,20.01", "With longitude and latitude exchanged it is grid_20.05_52.05")]
    [InlineData("grid_52.05_20.05", "With longitude and latitude exchanged it is grid_20.05_52.05")]
    public async Task A_tile_with_its_coordinates_exchanged_is_answered_with_the_one_that_is_there(string place, string answer)
    {
        using SmallStore store = await SmallStore.ListAsync("source-coop", "v1", (2023, new TileId(2005, 5205)), (2024, new TileId(2005, 5205)));
        Dictionary<string, string> configuration = new() { ["TESSERA_SOURCE"] = store.Folder, ["TESSERA_CACHE_DIR"] = "NO" };
        TesseraException error = await Assert.ThrowsAsync<TesseraException>(
            async () => await RasterOpener.OpenAsync($"TESSERA:v1/2024/{place}", new Dictionary<string, string>(), configuration.GetValueOrDefault, TestContext.Current.CancellationToken));
        Assert.Equal(TesseraErrorKind.NotFound, error.Kind);
        Assert.Contains(answer, error.Message, StringComparison.Ordinal);
    }
}
