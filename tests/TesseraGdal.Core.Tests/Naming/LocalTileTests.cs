using TesseraGdal.Forms.Npy;
using TesseraGdal.Naming;
using TesseraGdal.Openers;
using TesseraGdal.Rasters;
using TesseraGdal.Tests.Registry;
using Xunit;

namespace TesseraGdal.Tests.Naming;

/// <summary>What is found around a tile's file: only names count, so the files are empty.</summary>
public class LocalTileTests
{
    private const string Tile = "grid_0.15_52.05";
    private const string Representation = "global_0.1_degree_representation", Masks = "global_0.1_degree_tiff_all";

    private readonly string _folder = TempFolder.Create();

    [Theory]
    [InlineData("", "", null, null)]
    [InlineData("2024", "landmasks", 2024, null)] // as the logical keys have it
    [InlineData($"2024/{Tile}", "landmasks", 2024, null)]
    [InlineData($"out/{Representation}/2024/{Tile}", $"out/{Masks}", 2024, null)] // formats.md §1.3
    [InlineData($"out/{Representation}/2023", $"out/{Masks}", 2023, null)]
    [InlineData($"root/v1/{Representation}/2024/{Tile}", $"root/v1/{Masks}", 2024, "v1")] // §1.2
    [InlineData($"root/v1.1/{Representation}.cambridge/2015/{Tile}", $"root/v1.1/{Masks}", 2015, "v1.1-cambridge")]
    [InlineData($"root/v1.1/{Representation}/2015/{Tile}", $"root/v1.1/{Masks}", 2015, null)] // geotessera's: no bucket has it
    [InlineData($"root/npy/v1/2024/{Tile}", "root/landmasks/v1", 2024, "v1")] // §1.1
    [InlineData($"root/npy/v1.1-cam/2024/{Tile}", "root/landmasks/v1.1", 2024, "v1.1-cambridge")]
    [InlineData($"root/npy/v9/2024/{Tile}", null, 2024, null)]
    [InlineData($"out/{Representation}/latest/{Tile}", null, null, null)]
    [InlineData($"out/{Representation}/20245/{Tile}", null, null, null)]
    public void The_layout_of_the_path_tells_landmask_year_and_dataset(string folder, string? masks, int? year, string? dataset)
    {
        string embeddings = Make(folder, $"{Tile}.npy"), scales = Make(folder, $"{Tile}_scales.npy");
        string mask = masks is null ? Path.Combine(_folder, folder, $"{Tile}.tiff") : Make(masks, $"{Tile}.tiff");
        LocalTile found = Find(embeddings);
        Assert.Equal((year, dataset), (found.Source.Year, found.Source.Dataset?.Name));
        Assert.Equal((embeddings, scales, mask), (PathOf(found, found.Source.EmbeddingsKey), PathOf(found, found.Source.ScalesKey), PathOf(found, found.Source.LandmaskKey!)));
    }

    [Fact]
    public void The_landmask_of_another_version_is_never_taken()
    {
        string embeddings = Make($"root/v1.1/{Representation}.cambridge/2024/{Tile}", $"{Tile}.npy");
        Make($"root/v1.1/{Representation}.cambridge/2024/{Tile}", $"{Tile}_scales.npy");
        Make($"root/v1/{Masks}", $"{Tile}.tiff");
        Make("root/landmasks/v1", $"{Tile}.tiff");
        LocalTile found = Find(embeddings);
        Assert.Equal(Path.ChangeExtension(embeddings, ".tiff"), PathOf(found, found.Source.LandmaskKey!));
        Assert.False(File.Exists(PathOf(found, found.Source.LandmaskKey!)));
    }

    [Fact]
    public void The_landmask_of_the_layout_comes_before_one_that_lies_beside()
    {
        string folder = $"out/{Representation}/2024/{Tile}";
        string embeddings = Make(folder, $"{Tile}.npy"), beside = Make(folder, $"{Tile}.tiff");
        Make(folder, $"{Tile}_scales.npy");
        Assert.Equal(beside, PathOf(Find(embeddings), Find(embeddings).Source.LandmaskKey!));
        string mask = Make($"out/{Masks}", $"{Tile}.tiff");
        Assert.Equal(mask, PathOf(Find(embeddings), Find(embeddings).Source.LandmaskKey!));
    }

    [Theory]
    [InlineData("v1", """{"dataset_version": "1.1", "dataset_variant": "cambridge"}""", "v1.1-cambridge")] // the note outweighs the folder's name
    [InlineData("out", """{"dataset_version": "1.0", "dataset_variant": "vultr"}""", "v1")]
    [InlineData("v1", """{"dataset_version": "9.0", "dataset_variant": "new"}""", null)]
    [InlineData("v1", "{", null)] // and one that cannot be read makes the dataset unknown
    public void The_note_that_geotessera_wrote_tells_the_dataset(string folder, string json, string? dataset)
    {
        string embeddings = Make($"{folder}/{Representation}/2024/{Tile}", $"{Tile}.npy");
        Make($"{folder}/{Representation}/2024/{Tile}", $"{Tile}_scales.npy");
        File.WriteAllText(Make(folder, "tessera_metadata.json"), json);
        Assert.Equal(dataset, Find(embeddings).Source.Dataset?.Name);
    }

    [Theory]
    [InlineData($"{Tile}.npy", TesseraErrorKind.NotFound, "There is no file")]
    [InlineData($"{Tile}_scales.npy", TesseraErrorKind.InvalidArgument, $"it holds scales; open {Tile}.npy")]
    [InlineData("grid_0.10_52.05.npy", TesseraErrorKind.InvalidArgument, "the name tells where on Earth a tile lies")]
    [InlineData($"{Tile}.NPY", TesseraErrorKind.InvalidArgument, "the name tells where on Earth a tile lies")]
    [InlineData("any.npy", TesseraErrorKind.InvalidArgument, "the name tells where on Earth a tile lies")]
    [InlineData(".npy", TesseraErrorKind.InvalidArgument, "the name tells where on Earth a tile lies")]
    [InlineData("a\0/grid_0.15_52.05.npy", TesseraErrorKind.InvalidArgument, "is no path")]
    public void What_is_no_tile_is_refused(string file, TesseraErrorKind kind, string answer)
    {
        var error = Assert.Throws<TesseraException>(() => Find(Path.Join(_folder, file)));
        Assert.Equal(kind, error.Kind);
        Assert.Contains(answer, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scales_must_lie_beside()
    {
        string embeddings = Make("", $"{Tile}.npy");
        var error = Assert.Throws<TesseraException>(() => Find(embeddings));
        Assert.Equal(TesseraErrorKind.NotFound, error.Kind);
        Assert.Contains($"there is no {Tile}_scales.npy", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("source=auto")]
    [InlineData("layout=geotessera")]
    [InlineData("registry=/x")]
    public async Task A_path_says_where_the_data_is_and_no_option_may(string query)
    {
        string embeddings = Make("", $"{Tile}.npy");
        var error = await Assert.ThrowsAsync<TesseraException>(
            async () => await RasterOpener.OpenAsync($"TESSERA:{embeddings}?{query}", new Dictionary<string, string>(), _ => null, TestContext.Current.CancellationToken));
        Assert.Contains($"'{query[..query.IndexOf('=', StringComparison.Ordinal)]}' may not stand after it", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_virtual_file_system_of_GDALs_is_named_as_the_reason()
    {
        var error = Assert.Throws<TesseraException>(() => Find("/vsizip/tiles.zip/grid_0.15_52.05.npy"));
        Assert.Contains("virtual file systems", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tile_opens_by_its_file_without_a_registry_and_whatever_source_is_set()
    {
        using SmallStore store = await SmallStore.WriteAsync("geotessera", "v1", hasManifest: false, (2024, new(2005, 8995)));
        string file = Path.Combine(store.Folder, Representation, "2024", "grid_20.05_89.95", "grid_20.05_89.95.npy");
        var configuration = new Dictionary<string, string> { ["TESSERA_SOURCE"] = "/no/such/folder", ["TESSERA_LAYOUT"] = "s3-v0.9", ["TESSERA_CACHE_DIR"] = "" };
        IRaster raster = await RasterOpener.OpenAsync($"TESSERA:{file}?bands=1,0", new Dictionary<string, string>(), configuration.GetValueOrDefault, TestContext.Current.CancellationToken);
        Assert.Equal(["Tessera_Band_1", "Tessera_Band_0"], raster.Info.BandDescriptions);
        Assert.Contains(new("TESSERA_YEAR", "2024"), raster.Info.Metadata[""]);
        Assert.Contains(new("SOURCE", Path.GetDirectoryName(file)!), raster.Info.Metadata["TESSERA"]);
    }

    private static LocalTile Find(string file) => LocalTile.Find(LocalPath.Full(file));

    private static string PathOf(LocalTile tile, string key) => Path.Combine(tile.Root, key);

    private string Make(string folder, string file)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.Combine(_folder, folder));
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, file);
        if (!File.Exists(path)) File.WriteAllBytes(path, []);
        return path;
    }
}
