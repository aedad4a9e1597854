using TesseraGdal.Catalog;
using TesseraGdal.Naming;
using TesseraGdal.Openers;
using TesseraGdal.Tests.Registry;
using Xunit;

namespace TesseraGdal.Tests.Naming;

public class LocalFolderResolverTests
{
    private const string Own = "global_0.1_degree_representation";
    private readonly string _folder = TempFolder.Create();

    [Theory]
    [InlineData("v1", "npy/v1/2024")]
    [InlineData("v1", "v1/" + Own)]
    [InlineData("v1.1-cambridge", "v1.1/" + Own + ".cambridge")]
    [InlineData("v2-2B-L~beta2", "npy/v2-2B-L~beta2")]
    [InlineData(null, "npy/v1", "npy/v1.1-cam")] // several: the catalogue
    public void A_mirror_tells_its_datasets_by_its_folders(string? dataset, params string[] folders)
    {
        foreach (string folder in folders) Directory.CreateDirectory(Path.Combine(_folder, folder));
        Assert.Equal((dataset, _folder), Resolve(_folder));
    }

    [Fact]
    public void Of_several_datasets_the_one_that_is_set_is_meant()
    {
        foreach (string folder in new[] { "npy/v1", "npy/v1.1-cam" }) Directory.CreateDirectory(Path.Combine(_folder, folder));
        Assert.Equal(("v1.1-cambridge", _folder), Resolve(_folder, "v1.1-cambridge"));
        Assert.Equal((null, _folder), Resolve(_folder, "v2-2B-L~beta1"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("v1")] // a setting is for what does not tell
    public void A_folder_that_geotessera_wrote_says_its_dataset(string? setting)
    {
        Note("1.1", "dclimate");
        Assert.Equal(("v1.1-dclimate", _folder), Resolve(_folder + "/", setting));
    }

    [Fact]
    public void A_folder_that_does_not_tell_needs_a_setting()
    {
        Directory.CreateDirectory(Path.Combine(_folder, Own));
        var error = Assert.Throws<TesseraException>(() => Resolve(_folder));
        Assert.Contains("Set TESSERA_DATASET to one of v1, ", error.Message, StringComparison.Ordinal);
        Assert.Equal(("v1.1-cambridge", _folder), Resolve(_folder, "v1.1-cambridge"));
    }

    [Fact]
    public void The_folder_of_a_version_tells_that_version()
    {
        string version = Directory.CreateDirectory(Path.Combine(_folder, "v1.1", Own)).Parent!.FullName;
        Assert.Equal(("v1.1-cambridge", version), Resolve(version));
    }

    [Fact]
    public void A_dataset_that_is_not_known_is_not_taken_for_another()
    {
        Note("3.0", "big");
        foreach (string? setting in new[] { null, "v1" })
        {
            var error = Assert.Throws<TesseraException>(() => Resolve(_folder, setting));
            Assert.Contains("holds version 3.0, variant big", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_folder_without_tiles_is_answered_with_what_is_looked_for()
    {
        var error = Assert.Throws<TesseraException>(() => Resolve(_folder));
        Assert.Equal(TesseraErrorKind.NotFound, error.Kind);
        Assert.Contains("global_0.1_degree_representation, nor a mirror of a bucket, with npy/v1, v1/global_0.1_degree_representation", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_that_is_not_there_is_a_folder_that_is_not_there()
    {
        var error = Assert.Throws<TesseraException>(() => Resolve(_folder + "/gone"));
        Assert.Equal(TesseraErrorKind.NotFound, error.Kind);
        Assert.Contains($"there is no folder '{_folder}/gone'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_word_that_is_no_dataset_and_no_folder_is_answered_with_both_readings()
    {
        var error = Assert.Throws<TesseraException>(() => Resolve("v9/2024/grid_0.15_52.05"));
        Assert.Equal(TesseraErrorKind.InvalidArgument, error.Kind);
        Assert.Contains("there is no dataset 'v9'; datasets are v1, v1.1-dclimate, v1.1-cambridge, v2-2B-L~beta1, v2-2B-L~beta2; and there is no folder 'v9/2024/grid_0.15_52.05' in", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<TesseraException>(() => Resolve(new string('x', 100_000) + "\n"));
        Assert.True(error.Message.Length < 900 && !error.Message.Contains('\n', StringComparison.Ordinal), error.Message);
    }

    [Fact]
    public void The_folder_is_the_source_and_no_other_may_be_named()
    {
        Note("1.0", "vultr");
        var error = Assert.Throws<TesseraException>(() => LocalFolderResolver.Rename(Name(_folder + "?source=auto"), null));
        Assert.Contains("'source' may not stand after it", error.Message, StringComparison.Ordinal);
    }

    private static (string? Dataset, string Source) Resolve(string folder, string? setting = null)
    {
        (Dataset? dataset, string source) = LocalFolderResolver.Resolve(Name(folder), setting is null ? null : Catalogue.FindDataset(setting));
        return (dataset?.Name, source);
    }

    private static LocalFolderName Name(string text) => Assert.IsType<LocalFolderName>(DatasetName.Parse("TESSERA:" + text));

    private void Note(string version, string variant) =>
        File.WriteAllText(Path.Combine(_folder, "tessera_metadata.json"), $$"""{"dataset_version": "{{version}}", "dataset_variant": "{{variant}}"}""");
}
