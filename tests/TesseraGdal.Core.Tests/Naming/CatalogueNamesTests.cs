using TesseraGdal.Catalog;
using TesseraGdal.Geometry;
using TesseraGdal.Naming;
using TesseraGdal.Openers;
using TesseraGdal.Rasters;
using Xunit;

namespace TesseraGdal.Tests.Naming;

/// <summary>The catalogue, datasets, years, zones and parts of them: what they list, what they are, and what is said where there is nothing.</summary>
public class CatalogueNamesTests(ListedStore store) : IClassFixture<ListedStore>
{
    [Fact]
    public async Task The_catalogue_lists_the_datasets_without_asking_anyone()
    {
        IRaster catalogue = await RasterOpener.OpenAsync(
            "TESSERA:?source=s3://nowhere/at-all&invalid=raw", new Dictionary<string, string> { ["OFFLINE"] = "YES", ["CACHE_DIR"] = "NO" }, _ => null, TestContext.Current.CancellationToken);
        (string Name, string Text)[] listed = Listed(catalogue);
        Assert.Equal(Catalogue.Datasets.Where(dataset => dataset.FormNamed("npy") is not null).Select(dataset => $"TESSERA:{dataset}/invalid:raw/source:s3://nowhere/at-all"), listed.Select(one => one.Name));
        Assert.Equal("Tessera 1.0 (v1): the first global run, frozen; shows seams between some tiles, which 1.1 does not, years 2017–2025", listed[0].Text);
        Assert.All(listed, one => DatasetName.Parse(one.Name));
        Assert.Empty(catalogue.Info.BandDescriptions);
        Assert.Equal((0, 512, 512), (catalogue.Info.Grid.Epsg, catalogue.Info.Grid.Width, catalogue.Info.Grid.Height));
    }

    [Fact]
    public async Task A_dataset_is_its_coverage_and_lists_its_years()
    {
        IRaster dataset = await Open("TESSERA:v1?bands=0,1,2"); // the bands are those of its tiles
        Assert.Equal(["2021", "2024"], dataset.Info.BandDescriptions);
        Assert.Equal(
            [("TESSERA:v1/2021/bands:0,1,2", "2021: 2 tiles in 1 zone"), ("TESSERA:v1/2024/bands:0,1,2", "2024: 4 tiles in 3 zones")], Listed(dataset));
        Assert.Contains(new("TESSERA_DATASET_VERSION", "1.0"), dataset.Info.Metadata[""]);
        Assert.Equal("TESSERA:v1/2024/view:coverage", Listed(await Open("TESSERA:v1?view=coverage"))[1].Name);
    }

    [Fact]
    public async Task A_year_lists_its_zones_with_their_extents()
    {
        IRaster year = await Open("TESSERA:v1/2024?invalid=raw");
        Assert.Equal(
            [
                ("TESSERA:v1/2024/utm31n/invalid:raw", "Zone 31N: 5.9° to 6° E, 88.9° to 89° N, 1 tile"),
                ("TESSERA:v1/2024/utm32n/invalid:raw", "Zone 32N: 6° to 6.6° E, 88.9° to 89° N, 2 tiles"),
                ("TESSERA:v1/2024/utm32s+1/invalid:raw", "Zone 32S: 6° to 6.1° E, 89° to 88.9° S, 1 tile"),
            ],
            Listed(year));
        Assert.Empty(year.Info.BandDescriptions);
        Assert.Contains(new("TESSERA_YEAR", "2024"), year.Info.Metadata[""]);
        Assert.Equal(Listed(year).Select(one => one.Name), Listed(await Open("TESSERA:2024", ("DATASET", "v1"), ("INVALID", "raw"))).Select(one => one.Name));
    }

    [Fact]
    public async Task A_zone_is_one_raster()
    {
        IRaster zone = await Open("TESSERA:v1/2024/utm32n");
        Assert.Equal(32632, zone.Info.Grid.Epsg);
        Assert.Equal(128, zone.Info.BandDescriptions.Count);
        Assert.Equal(["Tessera_Band_5", "Tessera_Band_0"], (await Open("TESSERA:v1/2024/utm32n?bands=5,0")).Info.BandDescriptions);
    }

    [Fact]
    public async Task A_box_in_one_zone_is_that_part_of_the_zone_whichever_way_it_is_asked_for()
    {
        RasterGrid zone = (await Open("TESSERA:v1/2024/utm32n")).Info.Grid;
        RasterGrid crop = (await Open("TESSERA:v1/2024?bbox=6.0,88.92,6.1,88.98")).Info.Grid;
        Assert.Equal(crop, (await Open("TESSERA:v1/2024/utm32n", ("BBOX", "6.0,88.92,6.1,88.98"))).Info.Grid);
        Assert.Equal(32632, crop.Epsg);
        Assert.True(crop.Width < zone.Width && crop.Height < zone.Height);
        Assert.Equal(0, (crop.Transform.OriginX - zone.Transform.OriginX) % 10);
        // The centre of each corner's pixel lies within the projected box.
        (double east, double north) = (crop.Transform.OriginX + 5, crop.Transform.OriginY - 5);
        Assert.InRange(new UtmZone(32, false).Unproject(east, north).Latitude, 88.9, 89.0);
    }

    [Fact]
    public async Task A_box_across_zones_lists_one_part_a_zone_and_each_opens()
    {
        IRaster parts = await Open("TESSERA:v1/2024?bbox=5.92,88.91,6.08,88.99&bands=0");
        Assert.Equal(
            [
                ("TESSERA:v1/2024/utm31n/bands:0/bbox:5.92,88.91,6.08,88.99", "Zone 31N: 5.92° to 6° E, 88.91° to 88.99° N, 1 tile"),
                ("TESSERA:v1/2024/utm32n+1/bands:0/bbox:5.92,88.91,6.08,88.99", "Zone 32N: 6° to 6.08° E, 88.91° to 88.99° N, 1 tile"),
            ],
            Listed(parts));
        foreach ((string name, _) in Listed(parts)) Assert.Single((await Open(name)).Info.BandDescriptions);
    }

    /// <summary>rioxarray joins subdatasets of one size, with the coordinates and the CRS of the first: 5.95° and 6.05° are mirror images, in zones of their own.</summary>
    [Theory]
    [InlineData("TESSERA:v1/2024/bbox:5.92,88.91,6.08,88.99")]
    [InlineData("TESSERA:v1/2024/bbox:5.9,88.9,6.1,89.0")]
    [InlineData("TESSERA:v1/2024/bbox:5,88,7,89/view:rgb")] // whole tiles and no more: at their zones' ends
    [InlineData("TESSERA:v1/2024/bbox:5.92,-89,6.08,89")]
    [InlineData("TESSERA:v1/2024")]
    [InlineData("TESSERA:v1/2021")]
    public async Task No_two_of_a_list_have_the_same_size_and_each_name_opens_to_its_own(string name)
    {
        var sizes = new HashSet<(int, int)>();
        foreach ((string part, _) in Listed(await Open(name)))
        {
            RasterGrid grid = (await Open(part)).Info.Grid;
            Assert.True(sizes.Add((grid.Width, grid.Height)), $"{part} is {grid.Width} × {grid.Height}, as another of {name}");
        }
        Assert.NotEmpty(sizes);
    }

    [Fact]
    public async Task A_column_more_is_the_next_of_the_zone_or_nodata_beyond_it()
    {
        using SmallStore made = await SmallStore.WriteAsync("source-coop", "v1", hasManifest: true, (2024, new TileId(2005, 8995)));
        RasterGrid zone = (await Open("TESSERA:v1/2024/utm34n", made)).Info.Grid;
        byte[] pixels = await Rasters.ByteRead.WholeAsync(await Open("TESSERA:v1/2024/utm34n/view:mask", made), 0);
        foreach (string part in (string[])["", "/bbox:20.01,89.91,20.05,89.99", "/bbox:20,89,21,90"])
        {
            RasterGrid grid = (await Open($"TESSERA:v1/2024/utm34n{part}", made)).Info.Grid;
            IRaster wider = await Open($"TESSERA:v1/2024/utm34n+2{part}/view:mask", made);
            Assert.Equal(grid with { Width = grid.Width + 2 }, wider.Info.Grid);
            byte[] wide = await Rasters.ByteRead.WholeAsync(wider, 0);
            var (left, top) = ((int)((grid.Transform.OriginX - zone.Transform.OriginX) / 10), (int)((zone.Transform.OriginY - grid.Transform.OriginY) / 10));
            for (int i = 0; i < wide.Length; i++)
            {
                var (row, column) = (top + i / (grid.Width + 2), left + i % (grid.Width + 2));
                Assert.Equal(column < zone.Width ? pixels[row * zone.Width + column] : 0, wide[i]);
            }
        }
    }

    /// <summary>Which zones have a column more does not depend on which of them are looked at closely.</summary>
    [Fact]
    public async Task Of_whole_zones_those_of_the_same_size_are_found_among_all()
    {
        var tiles = new List<(int, TileId)>();
        for (int zone = 0; zone < 60; zone += 3)
        {
            int west = -18000 + zone * 600;
            tiles.AddRange([(2024, new TileId(west + 295, 5005)), (2024, new TileId(west + 295, 5005 + zone / 12 * 1010))]); // five heights
            if (zone % 2 == 0) tiles.Add((2024, new TileId(west + 305, -5005)));
        }
        using SmallStore made = await SmallStore.ListAsync("source-coop", "v1", [.. tiles.Distinct()]);
        var sizes = new HashSet<(int, int)>();
        (string Name, string)[] listed = Listed(await Open("TESSERA:v1/2024", made));
        Assert.Equal(30, listed.Length);
        foreach ((string name, _) in listed)
        {
            RasterGrid grid = (await Open(name, made)).Info.Grid;
            Assert.True(sizes.Add((grid.Width, grid.Height)), name);
        }
        Assert.Contains(listed, one => one.Name.Contains('+', StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_box_given_as_an_open_option_is_in_the_names_of_the_parts()
    {
        IRaster parts = await Open("TESSERA:v1/2024", ("Bbox", "5.92,88.91,6.08,88.99"), ("REGISTRY_TTL", "1h"));
        Assert.All(Listed(parts), one => Assert.EndsWith("/bbox:5.92,88.91,6.08,88.99", one.Name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Zones_without_a_tile_in_the_box_are_not_listed()
    {
        Assert.Equal(32632, (await Open("TESSERA:v1/2021?bbox=5.92,88.8,6.08,88.99")).Info.Grid.Epsg); // 2021 has none in zone 31
    }

    [Fact]
    public async Task A_region_is_the_box_around_its_polygons()
    {
        string region = await WriteRegionAsync("[[6.01,88.92],[6.09,88.92],[6.05,88.98],[6.01,88.92]]");
        Assert.Equal(
            (await Open("TESSERA:v1/2024?bbox=6.01,88.92,6.09,88.98")).Info.Grid,
            (await Open($"TESSERA:v1/2024?region={region}")).Info.Grid);
        string wide = await WriteRegionAsync("[[5.92,88.92],[6.08,88.92],[6,88.98],[5.92,88.92]]");
        Assert.Equal([$"TESSERA:v1/2024/utm31n/region:{wide}", $"TESSERA:v1/2024/utm32n+1/region:{wide}"], Listed(await Open($"TESSERA:v1/2024?region={wide}")).Select(one => one.Name));
    }

    [Fact]
    public async Task A_part_of_a_coverage_is_its_cells()
    {
        IRaster part = await Open("TESSERA:v1/2024?view=coverage&bbox=6.01,88.8,6.58,88.99");
        Assert.Equal(["2024"], part.Info.BandDescriptions);
        Assert.Equal(new RasterGrid(4326, new GeoTransform(6, 89, 0.1, 0.1), 6, 2), part.Info.Grid);
        Assert.Equal([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0], await Rasters.ByteRead.WholeAsync(part, 0));
        Assert.False(part.Info.Metadata.ContainsKey(Subdataset.Domain));
    }

    [Theory]
    [InlineData("TESSERA:v1/2019", "v1 has no tile in 2019, says the registry from", "Years of the dataset: 2021, 2024.")]
    [InlineData("TESSERA:v1/2019?view=coverage", "v1 has no tile in 2019", "Years of the dataset: 2021, 2024.")]
    [InlineData("TESSERA:v1/2019/utm32n", "v1 has no tile in zone utm32n in 2019", "Years in which it has some: 2021, 2024.")]
    [InlineData("TESSERA:v1/2021/utm31n", "v1 has no tile in zone utm31n in 2021", "Years in which it has some: 2024.")]
    [InlineData("TESSERA:v1/2024/utm31s", "v1 has no tile in zone utm31s in 2024", "The nearest zones with tiles are utm31n, utm32s, utm32n.")]
    [InlineData("TESSERA:v1/2019/utm31s", "v1 has no tile in zone utm31s in 2019", "Years of the dataset: 2021, 2024. The nearest zones with tiles are")]
    [InlineData("TESSERA:v1/2024?bbox=6,88.8,6.1,88.9", "v1 has no tile in bbox:6,88.8,6.1,88.9 in 2024", "Years in which there are some: 2021.")]
    [InlineData("TESSERA:v1/2024?bbox=6,87.5,6.1,88.1", "v1 has no tile in bbox:6,87.5,6.1,88.1 in 2024", "The nearest tile is grid_6.05_88.95, 122 km from its middle, in 2021, 2024.")]
    [InlineData("TESSERA:v1/2024/utm31n?bbox=6.01,88.92,6.09,88.98", "bbox:6.01,88.92,6.09,88.98 has no tile in zone utm31n in 2024", "Its tiles are in utm32n")]
    [InlineData("TESSERA:v1/2024?bbox=6.01,88.92,6.0100001,88.9200001", "is so small that no pixel's centre lies in it", "")]
    [InlineData("TESSERA:v1.1-dclimate", "v1.1-dclimate is published as Zarr and Icechunk only", "v1, v1.1-cambridge")]
    [InlineData("TESSERA:v1.1-dclimate/2024", "v1.1-dclimate is published as Zarr and Icechunk only", "")]
    [InlineData("TESSERA:v1.1-dclimate/2024/utm31n", "v1.1-dclimate is published as Zarr and Icechunk only", "")]
    [InlineData("TESSERA:v2", "v2-2B-L~beta1 has no tile, says the registry from", "It lists no tile of that dataset at all; check TESSERA_SOURCE")]
    [InlineData("TESSERA:v2/2024", "v2-2B-L~beta1 has no tile in 2024", "It lists no tile of that dataset at all")]
    [InlineData("TESSERA:v2/2024/utm31n", "v2-2B-L~beta1 has no tile in zone utm31n in 2024", "It lists no tile of that dataset at all")]
    [InlineData("TESSERA:v1/2024?region=/nowhere/farm.geojson", "there is no file '/nowhere/farm.geojson'", "Name a GeoJSON file")]
    public async Task What_is_not_there_is_answered_with_what_is(string name, string problem, string remedy)
    {
        TesseraException error = await Assert.ThrowsAnyAsync<TesseraException>(() => Open(name));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, error.Message, StringComparison.Ordinal);
        Assert.Contains(error.Kind, (TesseraErrorKind[])[TesseraErrorKind.NotFound, TesseraErrorKind.InvalidArgument]);
    }

    [Fact]
    public async Task A_file_that_is_no_region_is_answered_with_its_name_and_why()
    {
        string region = Path.Combine(store.Folder, "point.geojson");
        await File.WriteAllTextAsync(region, """{"type":"Point","coordinates":[0,52]}""", TestContext.Current.CancellationToken);
        TesseraException error = await Assert.ThrowsAnyAsync<TesseraException>(() => Open($"TESSERA:v1/2024?region={region}"));
        Assert.Equal(TesseraErrorKind.InvalidArgument, error.Kind);
        Assert.Contains($"region:'{region}' cannot be used: the file has a Point", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_region_whose_path_cannot_stand_in_a_name_has_no_list_of_parts()
    {
        string odd = Path.Combine(store.Folder, "a&b?.geojson");
        File.Move(await WriteRegionAsync("[[5.92,88.92],[6.08,88.92],[6,88.98],[5.92,88.92]]"), odd);
        TesseraException error = await Assert.ThrowsAnyAsync<TesseraException>(() => Open("TESSERA:v1/2024", ("REGION", odd)));
        Assert.Contains("rename the file", error.Message, StringComparison.Ordinal);
        Assert.Equal(32632, (await Open("TESSERA:v1/2024/utm32n", ("REGION", odd))).Info.Grid.Epsg);
    }

    private async Task<string> WriteRegionAsync(string ring)
    {
        string path = Path.Combine(store.Folder, $"{Guid.NewGuid():n}.geojson");
        await File.WriteAllTextAsync(path, $$"""{"type":"Polygon","coordinates":[{{ring}}]}""", TestContext.Current.CancellationToken);
        return path;
    }

    private static (string Name, string Text)[] Listed(IRaster raster)
    {
        IReadOnlyList<KeyValuePair<string, string>> items = raster.Info.Metadata[Subdataset.Domain];
        for (int i = 0; i < items.Count; i++) Assert.Equal($"SUBDATASET_{i / 2 + 1}_{(i % 2 == 0 ? "NAME" : "DESC")}", items[i].Key);
        return [.. items.Chunk(2).Select(pair => (pair[0].Value, pair[1].Value))];
    }

    private static async Task<IRaster> Open(string name, SmallStore made)
    {
        Dictionary<string, string> configuration = new() { ["TESSERA_SOURCE"] = made.Folder, ["TESSERA_CACHE_DIR"] = "NO" };
        return await RasterOpener.OpenAsync(name, new Dictionary<string, string>(), configuration.GetValueOrDefault, TestContext.Current.CancellationToken);
    }

    private async Task<IRaster> Open(string name, params (string Key, string Value)[] options)
    {
        Dictionary<string, string> configuration = new() { ["TESSERA_SOURCE"] = store.Folder, ["TESSERA_CACHE_DIR"] = Path.Combine(store.Folder, "cache") };
        return await RasterOpener.OpenAsync(name, options.ToDictionary(o => o.Key, o => o.Value), configuration.GetValueOrDefault, TestContext.Current.CancellationToken);
    }
}
