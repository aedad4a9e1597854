using FsCheck.Xunit;
using TesseraGdal.Catalog;
using TesseraGdal.Forms.Npy.Objects;
using TesseraGdal.Geometry;
using TesseraGdal.Kinds;
using TesseraGdal.Tests.Geometry;
using Xunit;

namespace TesseraGdal.Tests.Catalog;

public class LayoutTests
{
    [Theory] // formats.md §1.1 to §1.3
    [InlineData("source-coop", "v1/manifest.parquet", "npy/v1/manifest.parquet")]
    [InlineData("source-coop", "v1/2024/grid_0.15_52.05.npy", "npy/v1/2024/grid_0.15_52.05/grid_0.15_52.05.npy")]
    [InlineData("source-coop", "v1/2024/grid_0.15_52.05_scales.npy", "npy/v1/2024/grid_0.15_52.05/grid_0.15_52.05_scales.npy")]
    [InlineData("source-coop", "v1/landmasks/grid_-0.15_52.05.tiff", "landmasks/v1/grid_-0.15_52.05.tiff")]
    [InlineData("source-coop", "v1.1-cambridge/2024/grid_0.15_52.05.npy", "npy/v1.1-cam/2024/grid_0.15_52.05/grid_0.15_52.05.npy")]
    [InlineData("source-coop", "v1.1-cambridge/landmasks/grid_0.15_52.05.tiff", "landmasks/v1.1/grid_0.15_52.05.tiff")]
    [InlineData("source-coop", "v2-2B-L~beta2/landmasks/grid_0.15_52.05.tiff", "landmasks/v2/grid_0.15_52.05.tiff")]
    [InlineData("s3-v0.9", "v1/manifest.parquet", "v1/manifest.parquet")]
    [InlineData("s3-v0.9", "v1/2024/grid_0.15_52.05.npy", "v1/global_0.1_degree_representation/2024/grid_0.15_52.05/grid_0.15_52.05.npy")]
    [InlineData("s3-v0.9", "v1/landmasks/grid_0.15_52.05.tiff", "v1/global_0.1_degree_tiff_all/grid_0.15_52.05.tiff")]
    [InlineData("s3-v0.9", "v1.1-cambridge/manifest.parquet", "v1.1/manifest.parquet")]
    [InlineData("s3-v0.9", "v1.1-cambridge/2024/grid_0.15_52.05_scales.npy",
        "v1.1/global_0.1_degree_representation.cambridge/2024/grid_0.15_52.05/grid_0.15_52.05_scales.npy")]
    [InlineData("geotessera", "v1/manifest.parquet", "manifest.parquet")]
    [InlineData("geotessera", "v1/2024/grid_0.15_52.05.npy", "global_0.1_degree_representation/2024/grid_0.15_52.05/grid_0.15_52.05.npy")]
    [InlineData("geotessera", "v1.1-cambridge/2024/grid_0.15_52.05_scales.npy", "global_0.1_degree_representation/2024/grid_0.15_52.05/grid_0.15_52.05_scales.npy")]
    [InlineData("geotessera", "v1/landmasks/grid_0.15_52.05.tiff", "global_0.1_degree_tiff_all/grid_0.15_52.05.tiff")]
    public void A_layout_keeps_objects_where_the_publisher_does(string layout, string logicalKey, string key) =>
        Assert.Equal(key, FormLookup.KeyOf(Catalogue.FindLayout(layout)!, logicalKey));

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("v1")]
    [InlineData("v1/")]
    [InlineData("v1-vultr/manifest.parquet")] // an alias: each object has one key
    [InlineData("V1/manifest.parquet")]
    [InlineData("v1/../manifest.parquet")]
    [InlineData("v1/2024/../manifest.parquet")]
    [InlineData("v1/02024/grid_0.15_52.05.npy")]
    [InlineData("v1/ 2024/grid_0.15_52.05.npy")]
    [InlineData("v1/2024/grid_0.10_52.05.npy")]
    [InlineData("v1/2024/grid_0.15_52.05.tiff")]
    [InlineData("v1/2024/x/grid_0.15_52.05.npy")]
    [InlineData("v1/landmasks/grid_0.15_52.05.npy")]
    public void What_is_no_logical_key_has_no_place(string logicalKey)
    {
        Assert.All(Catalogue.Layouts, layout => Assert.Equal(TesseraErrorKind.NotFound, Assert.Throws<TesseraException>(() => FormLookup.KeyOf(layout, logicalKey)).Kind));
    }

    [Property(Arbitrary = [typeof(Tiles)])]
    public void A_logical_key_is_read_back_as_its_object_and_no_layout_puts_two_objects_in_one_place(TileId tile, ushort anyYear)
    {
        int year = 1000 + anyYear % 9000;
        NpyObject[] all = [.. Catalogue.Datasets.Where(d => d.FormNamed("npy") is not null).SelectMany(d => new[]
        {
            NpyObject.Manifest(d), NpyObject.Embeddings(d, year, tile), NpyObject.Scales(d, year, tile), NpyObject.Landmask(d, tile),
        })];
        foreach (NpyObject item in all)
        {
            Assert.True(NpyObject.TryParse(DatasetKey.TryParse(item.LogicalKey)!.Value, out NpyObject? read));
            Assert.Equal(item, read);
        }
        foreach (NpyLayout layout in NpyLayout.All)
        {
            NpyObject[] own = [.. all.Where(o => o.Kind is NpyObjectKind.Embeddings or NpyObjectKind.Scales)]; // the others are shared by variants
            int places = layout.HoldsOneDataset ? 2 : own.Length; // what holds one dataset has a place for its embeddings and one for its scales
            Assert.Equal(places, own.Select(layout.KeyOf).Distinct().Count());
        }
    }

    [Property]
    public void Any_text_is_a_logical_key_only_if_it_is_the_one_that_is_written(string? text)
    {
        if (DatasetKey.TryParse("v1/" + text) is { } key && NpyObject.TryParse(key, out NpyObject? item)) Assert.Equal("v1/" + text, item.LogicalKey);
    }
}
