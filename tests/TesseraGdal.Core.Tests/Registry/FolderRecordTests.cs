using System.Text;
using FsCheck.Xunit;
using TesseraGdal.Forms.Npy.Registry.Folders;
using Xunit;

namespace TesseraGdal.Tests.Registry;

public class FolderRecordTests
{
    [Theory]
    [InlineData("""{"dataset_version": "1.0", "dataset_variant": "vultr", "dataset_path": "v1", "tile_count": 3}""", "v1")]
    [InlineData("""{"dataset_version": "1.1", "dataset_version_path": "v1.1", "dataset_variant": "cambridge"}""", "v1.1-cambridge")]
    [InlineData("""{"dataset_version": "1.1", "dataset_variant": "dclimate"}""", "v1.1-dclimate")]
    [InlineData("""{"dataset_version": "v2", "dataset_variant": "2B-L~beta1"}""", "v2-2B-L~beta1")]
    [InlineData("""{"dataset_path": "v1.1-cam"}""", "v1.1-cambridge")]
    [InlineData("""{"dataset_version": 1.1, "dataset_path": "v1"}""", "v1")]
    [InlineData("""{"dataset_version": "1.0"}""", "v1")]
    [InlineData("\uFEFF{\"dataset_version\": \"1.0\"}", "v1")] // saved by an editor
    public void A_note_tells_the_dataset(string json, string dataset) => Assert.Equal(dataset, Parse(json).Dataset?.Name);

    [Theory]
    [InlineData("""{"dataset_version": "3.0", "dataset_variant": "big"}""", "version 3.0, variant big")]
    [InlineData("""{"dataset_version": "1.0", "dataset_variant": "cambridge"}""", "version 1.0, variant cambridge")]
    [InlineData("""{"dataset_path": "v3-big"}""", "v3-big")]
    public void A_dataset_that_is_not_known_is_none_of_those_that_are(string json, string text)
    {
        FolderRecord record = Parse(json);
        Assert.Null(record.Dataset);
        Assert.Equal(text, record.Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"1.0\"")]
    [InlineData("{}")]
    [InlineData("""{"dataset_version": null, "dataset_path": 7}""")]
    [InlineData("""{"dataset_version": {"a": 1}, "dataset_path": ["v1"]}""")]
    [InlineData("""{"dataset_version": ""}""")]
    [InlineData("""{"dataset_version": "1.0\n"} trailing""")]
    [InlineData("""{"dataset_version": "\uD800"}""")]
    [InlineData("""{"dataset_version": "1\u00000"}""")]
    [InlineData("""{"dataset_variant": "vultr"}""")]
    public void A_note_that_does_not_say_is_an_error_that_names_the_file(string json)
    {
        var error = Assert.Throws<TesseraException>(() => Parse(json));
        Assert.Equal(TesseraErrorKind.CorruptData, error.Kind);
        Assert.StartsWith("/data/tessera_metadata.json should say", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_nested_without_end_or_too_long_is_refused()
    {
        Assert.Throws<TesseraException>(() => Parse(new string('[', 100_000)));
        Assert.Throws<TesseraException>(() => Parse($$"""{"dataset_version": "{{new string('1', 100)}}"}"""));
        string folder = TempFolder.Create();
        using (FileStream file = File.Create(Path.Combine(folder, FolderRecord.FileName))) file.SetLength(1L << 40); // sparse
        var error = Assert.Throws<TesseraException>(() => FolderRecord.Read(folder));
        Assert.Contains("1099511627776 bytes", error.Message, StringComparison.Ordinal);
    }

    [Property(MaxTest = 500)]
    public void Any_bytes_are_a_note_or_corrupt_and_nothing_else(byte[] bytes)
    {
        try
        {
            Assert.NotEmpty(FolderRecord.Parse(bytes, "x").Text);
        }
        catch (TesseraException e)
        {
            Assert.Equal(TesseraErrorKind.CorruptData, e.Kind);
        }
    }

    [Fact]
    public void A_folder_without_a_note_has_none() => Assert.Null(FolderRecord.Read(TempFolder.Create()));

    private static FolderRecord Parse(string json) => FolderRecord.Parse(Encoding.UTF8.GetBytes(json), "/data/tessera_metadata.json");
}
