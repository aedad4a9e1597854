using FsCheck;
using FsCheck.Xunit;
using TesseraGdal.Catalog;
using TesseraGdal.Geometry;
using TesseraGdal.Naming;
using Xunit;

namespace TesseraGdal.Tests.Files;

/// <summary>Paths of <c>/vsitessera/</c>: those of design.md §2, and nothing else.</summary>
public class FilePathTests
{
    private static readonly Dataset V1 = Catalogue.FindDataset("v1")!;

    [Theory]
    [InlineData("v1/2024/utm31n/grid_0.15_52.05.tif", "TESSERA:v1/2024/grid_0.15_52.05")]
    [InlineData("v1/2024/grid_0.15_52.05.tif", "TESSERA:v1/2024/grid_0.15_52.05")]
    [InlineData("v1/2024/bbox_0.05_52.15_0.20_52.25.tif", "TESSERA:v1/2024/bbox:0.05,52.15,0.20,52.25")]
    [InlineData("v1/2024/bbox_-0.05_-52.15_0.20_-52.05_utm31s.tif", "TESSERA:v1/2024/utm31s/bbox:-0.05,-52.15,0.20,-52.05")]
    [InlineData("v1/2024/utm31n/bbox_0.05_52.15_0.20_52.25.tif", "TESSERA:v1/2024/utm31n/bbox:0.05,52.15,0.20,52.25")]
    public void A_tiff_is_a_raster(string path, string name) => Assert.Equal(name, Assert.IsType<RasterPath>(FilePath.Parse(path)).Name.ToString());

    [Theory]
    [InlineData("v1/2024/utm31n/grid_0.15_52.05.npy", "v1/2024/grid_0.15_52.05.npy")]
    [InlineData("v1/2024/grid_0.15_52.05_scales.npy", "v1/2024/grid_0.15_52.05_scales.npy")]
    [InlineData("v1/landmasks/grid_0.15_52.05.tiff", "v1/landmasks/grid_0.15_52.05.tiff")]
    [InlineData("v1/manifest.parquet", "v1/manifest.parquet")]
    public void A_stored_object_is_one(string path, string key) => Assert.Equal(key, Assert.IsType<StoredFilePath>(FilePath.Parse(path)).File.Key.ToString());

    [Fact]
    public void Folders_are_those_of_datasets_years_zones_and_landmasks()
    {
        Assert.Equal(new FolderPath(null, null, null), FilePath.Parse(""));
        foreach (string end in (string[])["", "/"])
        {
            Assert.Equal(new FolderPath(V1, null, null), FilePath.Parse("v1" + end));
            Assert.Equal(new FolderPath(V1, 2024, null), FilePath.Parse("v1/2024" + end));
            Assert.Equal(new FolderPath(V1, 2024, new UtmZone(31, false)), FilePath.Parse("v1/2024/utm31n" + end));
            Assert.Equal(new FolderPath(V1, null, null) { Name = "landmasks" }, FilePath.Parse("v1/landmasks" + end));
        }
    }

    [Theory]
    [InlineData("v0")]
    [InlineData("v1/24")]
    [InlineData("v1/2024/utm32n/grid_0.15_52.05.tif")]
    [InlineData("v1/2024/utm32n/grid_0.15_52.05.npy")]
    [InlineData("v1/2024/utm61n")]
    [InlineData("v1/2024/grid_0.15_52.05.tif/")]
    [InlineData("v1/2024/grid_0.15_52.05.tif.aux.xml")]
    [InlineData("v1/2024/grid_0.15_52.05.TIF")]
    [InlineData("v1/2024/grid_0.15_52.06.tif")]
    [InlineData("v1/2024/bbox_1_2_3.tif")]
    [InlineData("v1/2024/utm31n/bbox_1_2_3_4_utm31n.tif")]
    [InlineData("v1//2024")]
    [InlineData("../v1")]
    [InlineData("v1/../v1")]
    [InlineData("/v1")]
    public void What_can_be_no_file_is_none(string path) => Assert.Null(FilePath.Parse(path));

    [Property]
    public void Any_text_is_a_path_or_none(NonNull<string> text, NonNull<string> rest)
    {
        foreach (string path in (string[])[text.Get, "v1/" + text.Get, "v1/2024/" + text.Get, $"v1/2024/bbox_{text.Get}_{rest.Get}.tif", $"v1/2024/utm31n/grid_{text.Get}.tif"]) _ = FilePath.Parse(path);
    }
}
