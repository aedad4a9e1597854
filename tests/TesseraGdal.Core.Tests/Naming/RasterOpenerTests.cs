using System.Globalization;
using System.Runtime.InteropServices;
using TesseraGdal.Geometry;
using TesseraGdal.Naming;
using TesseraGdal.Openers;
using TesseraGdal.Rasters;
using TesseraGdal.Tests.Rasters;
using Xunit;

namespace TesseraGdal.Tests.Naming;

[Collection("TesseraLog")] // tiles without landmasks warn
public class RasterOpenerTests
{
    private static readonly TileId Here = new(2005, 8995), Beside = new(2015, 8995), Far = new(-17995, 8985);

    [Theory]
    [InlineData("source-coop", "v1")]
    [InlineData("s3-v0.9", "v1")]
    [InlineData("source-coop", "v1.1-cambridge")]
    [InlineData("s3-v0.9", "v1.1-cambridge")]
    [InlineData("geotessera", "v1")]
    [InlineData("geotessera", "v1.1-cambridge")]
    public async Task A_tile_opens_by_its_name_from_a_source_in_any_layout(string layout, string dataset)
    {
        using SmallStore store = await SmallStore.WriteAsync(layout, dataset, hasManifest: true, (2024, Here));
        IRaster raster = await Open($"TESSERA:{dataset}/2024/{Here}", store);
        Assert.Equal(RasterGrid.Of(Here), raster.Info.Grid);
        Assert.Equal(128, raster.Info.BandDescriptions.Count);
        Assert.Equal("12 12.5", await Pixel(raster, 0, 1));
    }

    [Fact]
    public async Task A_tile_opens_by_a_point_in_it()
    {
        using SmallStore store = await SmallStore.WriteAsync("source-coop", "v1", hasManifest: true, (2024, Here), (2023, Beside));
        IRaster raster = await Open("TESSERA:v1/2024/20.07,89.93", store);
        Assert.Equal(RasterGrid.Of(Here), raster.Info.Grid);
    }

    [Fact]
    public async Task Bands_are_picked_in_the_name_or_by_an_open_option_and_the_name_wins()
    {
        using SmallStore store = await SmallStore.WriteAsync("source-coop", "v1", hasManifest: true, (2024, Here));
        Assert.Equal(["Tessera_Band_5", "Tessera_Band_0"], (await Open($"TESSERA:v1/2024/{Here}?bands=5,0", store)).Info.BandDescriptions);
        Assert.Equal(["Tessera_Band_7"], (await Open($"TESSERA:v1/2024/{Here}", store, ("Bands", "7"))).Info.BandDescriptions);
        IRaster both = await Open($"TESSERA:v1/2024/{Here}?bands=5,0", store, ("BANDS", "7"));
        Assert.Equal("14.5 12", await Pixel(both, 0, 1));
    }

    [Fact]
    public async Task Settings_of_the_values_reach_the_pixels()
    {
        using SmallStore store = await SmallStore.WriteAsync("source-coop", "v1", hasManifest: true, (2024, Here));
        Assert.Equal("NaN", await Pixel(await Open($"TESSERA:v1/2024/{Here}?max_scale=0.5", store), 0));
        Assert.Equal("12", await Pixel(await Open($"TESSERA:v1/2024/{Here}?max_scale=0.5&invalid=raw", store), 0));
    }

    /// <summary>What a program finds as overviews it uses for every resampling (design.md §4).</summary>
    [Theory]
    [InlineData("view=embedding", false)]
    [InlineData("view=embedding&bands=0,1", false)]
    [InlineData("view=quantized", false)]
    [InlineData("view=scales", false)]
    [InlineData("view=mask", false)]
    [InlineData("view=rgb", true)]
    public async Task Data_have_overviews_where_they_are_asked_for_and_pictures_unless_they_are_not(string query, bool isPicture)
    {
        using SmallStore store = await SmallStore.WriteAsync("source-coop", "v1", hasManifest: true, (2024, Here));
        foreach (string name in new[] { $"TESSERA:v1/2024/{Here}?{query}", $"TESSERA:v1/2024/{Here.Zone}?{query}" })
        {
            Assert.Equal(isPicture, await HasOverviews(name));
            Assert.Equal(isPicture, await HasOverviews(name + "&overviews=auto"));
            Assert.True(await HasOverviews(name + "&overviews=nearest"));
            Assert.False(await HasOverviews(name + "&overviews=none"));
        }

        async Task<bool> HasOverviews(string name) => (await Open(name, store)).Overviews.Count > 0;
    }

    [Fact]
    public async Task A_view_shows_what_its_name_says()
    {
        using SmallStore store = await SmallStore.WriteAsync("source-coop", "v1", hasManifest: true, (2024, Here), (2024, Beside));
        string tile = $"TESSERA:v1/2024/{Here}";
        Assert.Equal((PixelType.Int8, 2), Shape(await Open($"{tile}?view=quantized&bands=5,0", store)));
        Assert.Equal((PixelType.Byte, 1), Shape(await Open($"{tile}?view=mask", store)));
        IRaster scales = await Open(tile, store, ("View", "SCALES"));
        Assert.Equal((PixelType.Float32, 1), Shape(scales));
        Assert.Equal("0.5", await Pixel(scales, 0));
        TesseraException error = await Fails(TesseraErrorKind.InvalidArgument, $"{tile}?view=coverage", store);
        Assert.Contains("TESSERA:v1/2024/view:coverage", error.Message, StringComparison.Ordinal);

        static (PixelType, int) Shape(IRaster raster) => (raster.Info.PixelType, raster.Info.BandDescriptions.Count);
    }

    [Fact]
    public async Task A_zone_of_scales_refuses_a_tile_that_stores_one_for_each_value()
    {
        using SmallStore store = await SmallStore.WriteAsync("source-coop", "v1", hasManifest: true, (2024, Here), (2024, Beside));
        string zone = $"TESSERA:v1/2024/{Here.Zone}?view=";
        await ReadAllAsync(await Open(zone + "scales", store));
        RasterGrid grid = RasterGrid.Of(Beside);
        byte[] scales = TestTile.Npy("<f4", $"({grid.Height}, {grid.Width}, 128)", new byte[grid.Height * grid.Width * 128 * 4]);
        File.WriteAllBytes(Directory.GetFiles(store.Folder, $"{Beside}_scales.npy", SearchOption.AllDirectories).Single(), scales);
        TesseraException error = await Assert.ThrowsAsync<TesseraException>(async () => await ReadAllAsync(await Open(zone + "scales", store)));
        Assert.Contains($"view=scales of {Beside} has 128 bands", error.Message, StringComparison.Ordinal);
        await ReadAllAsync(await Open(zone + "mask", store));

        static async Task ReadAllAsync(IRaster raster)
        {
            using PixelSink sink = PixelSink.Of(PixelSink.Layout.Planes, 40, 100, 1);
            RasterGrid all = raster.Info.Grid;
            await raster.ReadAsync(sink.Read(new Window(0, 0, all.Width, all.Height), 0), null, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task A_pictures_colours_are_kept_for_its_zone_and_taken_from_the_tile_where_there_is_no_registry()
    {
        using SmallStore store = await SmallStore.WriteAsync("source-coop", "v1", hasManifest: true, (2024, Here), (2024, Beside), (2023, Here));
        string kept = Path.Combine(store.Folder, "cache", "stretch");
        IRaster picture = await Open($"TESSERA:v1/2024/{Here}?view=rgb&bands=3,3,4", store);
        Assert.Equal(["Tessera_Band_3", "Tessera_Band_3", "Tessera_Band_4", "Alpha"], picture.Info.BandDescriptions);
        Assert.False(Directory.Exists(kept)); // nothing is looked at until a pixel is wanted
        Assert.Equal([128, 128, 128, 255], await Bytes(picture)); // all values are the same, so all is in the middle
        foreach (string name in (string[])[$"TESSERA:v1/2024/{Beside}?view=rgb&bands=3,3,4", $"TESSERA:v1/2024/{Here.Zone}?view=rgb&bands=3,3,4", "TESSERA:v1/2024?view=rgb&bands=3,3,4&bbox=20.01,89.92,20.09,89.98"])
        {
            IRaster other = await Open(name, store);
            Assert.Equal((PixelType.Byte, 4), (other.Info.PixelType, other.Info.BandDescriptions.Count));
            await Bytes(other); // by the same stretch: no other is kept
        }
        Assert.StartsWith($"v1-2024-{Here.Zone}-", Path.GetFileName(Assert.Single(Directory.GetFiles(kept))), StringComparison.Ordinal);
        Assert.Equal([64, 64, 64, 255], await Bytes(await Open($"TESSERA:v1/2024/{Here}?view=rgb&bands=0,0,0&stretch=0,47.8125", store))); // 12 · 255 / 47.8125

        using SmallStore bare = await SmallStore.WriteAsync("source-coop", "v2-2B-L~beta1", hasManifest: false, (2024, Here));
        string file = Assert.Single(Directory.GetFiles(bare.Folder, $"{Here}.npy", SearchOption.AllDirectories));
        Assert.Equal([128, 128, 128, 255], await Bytes(await Open($"TESSERA:{file}?view=rgb", bare)));
        Assert.False(Directory.Exists(Path.Combine(bare.Folder, "cache", "stretch")));

        static async Task<byte[]> Bytes(IRaster raster)
        {
            byte[] pixel = GC.AllocateArray<byte>(4, pinned: true);
            var request = new RasterRead
            {
                Window = new Window(1, 2, 1, 1),
                Bands = new[] { 0, 1, 2, 3 },
                OutWidth = 1,
                OutHeight = 1,
                Destination = new PixelBuffer(Marshal.UnsafeAddrOfPinnedArrayElement(pixel, 0), 4, 4, 1),
            };
            await raster.ReadAsync(request, null, TestContext.Current.CancellationToken);
            return pixel;
        }
    }

    [Fact]
    public async Task A_name_without_a_dataset_means_that_of_the_setting()
    {
        using SmallStore store = await SmallStore.WriteAsync("source-coop", "v1", hasManifest: true, (2024, Here));
        Assert.Equal(RasterGrid.Of(Here), (await Open($"TESSERA:2024/{Here}", store, ("DATASET", "v1"))).Info.Grid);
        TesseraException error = await Fails(TesseraErrorKind.InvalidArgument, $"TESSERA:2024/{Here}", store);
        Assert.Contains("TESSERA_DATASET", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tile_that_is_not_there_that_year_is_answered_with_its_years()
    {
        using SmallStore store = await SmallStore.WriteAsync("source-coop", "v1", hasManifest: true, (2024, Here), (2021, Here), (2019, Beside));
        TesseraException error = await Fails(TesseraErrorKind.NotFound, $"TESSERA:v1/2019/{Here}", store);
        Assert.Contains($"v1 has no {Here} in 2019", error.Message, StringComparison.Ordinal);
        Assert.Contains("Years in which that tile exists: 2021, 2024.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tile_that_is_never_there_is_answered_with_the_nearest_that_is()
    {
        using SmallStore store = await SmallStore.WriteAsync("source-coop", "v1", hasManifest: true, (2024, Here), (2021, Far));
        TesseraException error = await Fails(TesseraErrorKind.NotFound, "TESSERA:v1/2024/20.05,88.95", store);
        Assert.Contains("grid_20.05_88.95, the tile of 20.05,88.95,", error.Message, StringComparison.Ordinal);
        Assert.Contains($"The nearest tile is {Here}, 111 km away, in 2024.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_year_that_the_dataset_does_not_have_is_answered_with_those_that_it_has()
    {
        using SmallStore store = await SmallStore.WriteAsync("source-coop", "v1", hasManifest: true, (2024, Here), (2021, Here));
        TesseraException error = await Fails(TesseraErrorKind.NotFound, $"TESSERA:v1/1999/{Beside}", store);
        Assert.Contains("Years of the dataset: 2021, 2024.", error.Message, StringComparison.Ordinal);
        Assert.Contains($"The nearest tile is {Here},", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dataset_without_tiles_is_answered_with_those_that_have_them()
    {
        using SmallStore store = await SmallStore.WriteAsync("source-coop", "v1", hasManifest: true, (2024, Here));
        TesseraException error = await Fails(TesseraErrorKind.NotFound, $"TESSERA:v1.1-dclimate/2024/{Here}", store);
        Assert.Contains("v1, v1.1-cambridge", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_manifest_the_source_itself_is_asked_for_the_tile()
    {
        using SmallStore store = await SmallStore.WriteAsync("source-coop", "v2-2B-L~beta1", hasManifest: false, (2024, Here)); // published so, says formats.md §0.1
        Assert.Equal("12", await Pixel(await Open($"TESSERA:v2/2024/{Here}", store), 0));
        await Fails(TesseraErrorKind.NotFound, $"TESSERA:v2/2023/{Here}", store);
    }

    [Fact]
    public async Task A_folder_that_geotessera_wrote_serves_its_dataset_without_a_manifest_and_no_other()
    {
        using SmallStore store = await SmallStore.WriteAsync("geotessera", "v1.1-dclimate", hasManifest: false, (2024, Here), (2021, Here));
        await store.NoteAsync();
        Assert.Equal("12", await Pixel(await Open($"TESSERA:v1.1-dclimate/2024/{Here}", store), 0)); // is published in other forms only
        TesseraException error = await Fails(TesseraErrorKind.NotFound, $"TESSERA:v1.1-dclimate/2023/{Here}", store);
        Assert.Contains("Years in which that tile exists: 2021, 2024.", error.Message, StringComparison.Ordinal);
        error = await Fails(TesseraErrorKind.InvalidArgument, $"TESSERA:v1/2024/{Here}", store);
        Assert.Contains("holds version 1.1, variant dclimate, says tessera_metadata.json, and not v1. Ask for v1.1-dclimate,", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_is_a_catalogue_of_its_own_whose_subdatasets_are_of_it_whatever_source_is_set()
    {
        using SmallStore store = await SmallStore.WriteAsync("geotessera", "v1.1-cambridge", hasManifest: false, (2024, Here), (2021, Here));
        using SmallStore other = await SmallStore.WriteAsync("s3-v0.9", "v1", hasManifest: true, (2024, Here));
        await store.NoteAsync();
        IRaster folder = await Open($"TESSERA:{store.Folder}?invalid=raw", other, ("LAYOUT", "geotessera"), ("DATASET", "v1"));
        Assert.Equal("v1.1-cambridge", Assert.Single(folder.Info.Metadata["TESSERA"], item => item.Key == "DATASET").Value);
        string[] years = NamesOf(folder);
        Assert.Equal([$"TESSERA:v1.1-cambridge/2021/invalid:raw/layout:geotessera/source:{store.Folder}", $"TESSERA:v1.1-cambridge/2024/invalid:raw/layout:geotessera/source:{store.Folder}"], years);
        Assert.StartsWith("TESSERA:v1.1-cambridge/2024/utm34n/", Assert.Single(NamesOf(await Open(years[1], other))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mirror_of_several_datasets_lists_those_and_no_others()
    {
        using SmallStore store = await SmallStore.WriteAsync("source-coop", "v1", hasManifest: false, (2024, Here));
        Directory.CreateDirectory(Path.Combine(store.Folder, "npy", "v1.1-cam"));
        Assert.Equal([$"TESSERA:v1/source:{store.Folder}", $"TESSERA:v1.1-cambridge/source:{store.Folder}"], NamesOf(await Open($"TESSERA:{store.Folder}", store)));
    }

    [Fact]
    public async Task A_folder_with_an_ampersand_in_its_path_is_a_source_and_a_catalogue()
    {
        using SmallStore store = await SmallStore.WriteAsync("geotessera", "v1", hasManifest: false, (2024, Here));
        await store.NoteAsync();
        string link = Path.Combine(store.Folder, "this & that");
        Directory.CreateSymbolicLink(link, store.Folder);
        string year = Assert.Single(NamesOf(await Open($"TESSERA:{link}", store)));
        Assert.Equal($"TESSERA:v1/2024/source:{link}", year);
        Assert.Single(NamesOf(await Open(year, store)));
        Assert.Equal("12", await Pixel(await Open($"TESSERA:v1/2024/{Here}", store, ("SOURCE", link)), 0));
    }

    [Fact]
    public async Task No_registry_makes_a_folder_serve_another_dataset()
    {
        using SmallStore store = await SmallStore.WriteAsync("geotessera", "v1.1-cambridge", hasManifest: false, (2024, Here));
        using SmallStore registry = await SmallStore.WriteAsync("geotessera", "v1", hasManifest: true, (2024, Here));
        await store.NoteAsync();
        TesseraException error = await Fails(TesseraErrorKind.NotFound, $"TESSERA:v1/2024/{Here}", store, ("REGISTRY", registry.Folder));
        Assert.Contains("the folder holds version 1.1, variant cambridge, and not v1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_whose_note_cannot_be_read_is_not_used()
    {
        using SmallStore store = await SmallStore.WriteAsync("geotessera", "v1", hasManifest: false, (2024, Here));
        await File.WriteAllTextAsync(Path.Combine(store.Folder, "tessera_metadata.json"), "{", TestContext.Current.CancellationToken);
        await Fails(TesseraErrorKind.CorruptData, $"TESSERA:v1/2024/{Here}", store);
    }

    [Fact]
    public async Task Where_the_name_says_its_source_the_layout_and_the_registry_of_the_configured_one_do_not_hold()
    {
        using SmallStore store = await SmallStore.WriteAsync("geotessera", "v1", hasManifest: false, (2024, Here));
        var configuration = new Dictionary<string, string> { ["TESSERA_SOURCE"] = "s3://other", ["TESSERA_LAYOUT"] = "s3-v0.9", ["TESSERA_REGISTRY"] = "/no/registry", ["TESSERA_CACHE_DIR"] = "" };
        IRaster raster = await RasterOpener.OpenAsync($"TESSERA:v1/2024/{Here}?source={store.Folder}", new Dictionary<string, string>(), configuration.GetValueOrDefault, TestContext.Current.CancellationToken);
        Assert.Equal("12", await Pixel(raster, 0));
    }

    /// <summary>A folder with both marks is one that no text of a name can hold (<see cref="NameQuery.CanHold"/>).</summary>
    [Fact]
    public async Task A_name_that_was_read_already_is_not_read_again()
    {
        using SmallStore store = await SmallStore.WriteAsync("geotessera", "v1", hasManifest: false, (2024, Here));
        string folder = Path.Combine(store.Folder, "a?view=mask&bands=0");
        Directory.CreateSymbolicLink(folder, store.Folder);
        DatasetName name = DatasetName.Parse($"TESSERA:v1/2024/{Here}");
        name = name with { Query = name.Query.With("source", folder) };
        var configuration = new Dictionary<string, string> { ["TESSERA_CACHE_DIR"] = "" };
        IRaster raster = await RasterOpener.OpenAsync(
            name, new Dictionary<string, string>(), configuration.GetValueOrDefault, TestContext.Current.CancellationToken);
        Assert.Equal(128, raster.Info.BandDescriptions.Count);
        Assert.Equal("12", await Pixel(raster, 0));
    }

    [Fact]
    public async Task A_registry_that_was_named_must_be_there()
    {
        using SmallStore store = await SmallStore.WriteAsync("source-coop", "v1", hasManifest: true, (2024, Here));
        string missing = Path.Combine(store.Folder, "no.parquet");
        TesseraException error = await Fails(TesseraErrorKind.NotFound, $"TESSERA:v1/2024/{Here}", store, ("REGISTRY", missing));
        Assert.Contains(missing, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TESSERA:v1/2024/grid_20.05_89.95?view=rainbow", "view:'rainbow' is not allowed: allowed is embedding, quantized, scales, mask, rgb, coverage")]
    [InlineData("TESSERA:v1/2024/grid_20.05_89.95?bands=128", "bands:'128' is not allowed: bands from 0 to 127")]
    [InlineData("TESSERA:v1/2024/grid_20.05_89.95?source=nowhere", "TESSERA_SOURCE='nowhere'")]
    [InlineData("TESSERA:v1/2024/grid_20.05_89.95?bbox=0,52,1,53", "bbox:'0,52,1,53' is not allowed: a name of one tile takes no bbox and no region")]
    [InlineData("TESSERA:v1/2024/grid_20.05_89.95?view=coverage", "view:coverage is of a dataset or a year, as in TESSERA:v1/2024/view:coverage")]
    [InlineData("TESSERA:v1/2024/utm31n?view=coverage", "write TESSERA:v1/2024/view:coverage")]
    [InlineData("TESSERA:v1/2024?bbox=0,52,1,53&region=a.geojson", "bbox is given too")]
    [InlineData("TESSERA:2024", "leaves out the dataset: write TESSERA:v1/2024, or set TESSERA_DATASET")]
    [InlineData("TESSERA:2024/utm31n", "write TESSERA:v1/2024/utm31n, or set TESSERA_DATASET")]
    public async Task What_is_wrong_in_a_name_is_said_before_anything_is_looked_up(string name, string answer)
    {
        var error = await Assert.ThrowsAsync<TesseraException>(async () =>
            await RasterOpener.OpenAsync(name, new Dictionary<string, string> { ["OFFLINE"] = "YES", ["CACHE_DIR"] = "" }, _ => null, TestContext.Current.CancellationToken));
        Assert.Equal(TesseraErrorKind.InvalidArgument, error.Kind);
        Assert.Contains(answer, error.Message, StringComparison.Ordinal);
    }

    private static async Task<IRaster> Open(string name, SmallStore store, params (string Key, string Value)[] options)
    {
        Dictionary<string, string> configuration = new() { ["TESSERA_SOURCE"] = store.Folder, ["TESSERA_CACHE_DIR"] = Path.Combine(store.Folder, "cache") };
        return await RasterOpener.OpenAsync(name, options.ToDictionary(o => o.Key, o => o.Value), configuration.GetValueOrDefault, TestContext.Current.CancellationToken);
    }

    private static async Task<TesseraException> Fails(TesseraErrorKind kind, string name, SmallStore store, params (string Key, string Value)[] options)
    {
        TesseraException error = await Assert.ThrowsAnyAsync<TesseraException>(() => Open(name, store, options));
        Assert.Equal(kind, error.Kind);
        return error;
    }

    private static string[] NamesOf(IRaster raster) =>
        [.. raster.Info.Metadata["SUBDATASETS"].Where(item => item.Key.EndsWith("_NAME", StringComparison.Ordinal)).Select(item => item.Value)];

    /// <summary>The values of some bands at the pixel (1, 2), as text.</summary>
    private static async Task<string> Pixel(IRaster raster, params int[] bands)
    {
        float[] values = GC.AllocateArray<float>(bands.Length, pinned: true);
        var request = new RasterRead
        {
            Window = new Window(1, 2, 1, 1),
            Bands = bands,
            OutWidth = 1,
            OutHeight = 1,
            Destination = new PixelBuffer(Marshal.UnsafeAddrOfPinnedArrayElement(values, 0), sizeof(float), sizeof(float), sizeof(float)),
        };
        await raster.ReadAsync(request, null, TestContext.Current.CancellationToken);
        return string.Join(' ', values.Select(value => value.ToString(CultureInfo.InvariantCulture)));
    }
}
