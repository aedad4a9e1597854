using TesseraGdal.Catalog;
using TesseraGdal.Forms;
using TesseraGdal.Forms.Npy.Registry;
using TesseraGdal.Geometry;
using TesseraGdal.Storage.Sources;
using Xunit;

namespace TesseraGdal.Tests.Registry;

/// <summary>Folders without a manifest. Only names count, so the files are empty.</summary>
public class LocalFolderTests
{
    private const string Own = "global_0.1_degree_representation";
    private static readonly TileId Here = new(15, 5205), Beside = new(25, 5205);
    private static readonly Dataset V1 = Catalogue.FindDataset("v1")!, Cambridge = Catalogue.FindDataset("v1.1-cambridge")!;
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private readonly string _folder = TempFolder.Create();

    [Theory]
    [InlineData(Own)]
    [InlineData("npy/v1")]
    [InlineData("v1/" + Own)]
    public async Task Tiles_are_found_by_names_under_every_layout(string tiles)
    {
        Add(tiles, 2024, Here);
        Add(tiles, 2017, Beside);
        TilePresence registry = await OpenAsync(V1);
        Assert.Equal([2017, 2024], registry.Years);
        Assert.True(registry.Contains(2024, Here));
        Assert.False(registry.Contains(2017, Here));
        Assert.Equal([2017], registry.YearsOf(Beside));
        Assert.Equal(_folder, registry.Source);
    }

    [Fact]
    public async Task A_tile_needs_both_files_and_junk_is_no_tile()
    {
        Add(Own, 2024, Here);
        File.Delete(FileOf(Own, 2024, Here, "_scales.npy"));
        Add(Own, 2023, Beside);
        foreach (string junk in new[] { "2024/grid_0.10_52.05", "2024/grid_x", "2024/tmp", "1024/grid_0.15_52.05", "9999/grid_0.15_52.05", "latest/grid_0.15_52.05", "202/x", "20245/x", "2022/grid_0.15_52.05/grid_0.15_52.05.npy" })
            Directory.CreateDirectory(Path.Combine(_folder, Own, junk));
        File.WriteAllText(Path.Combine(_folder, Own, "2021"), "a file that is called as a year");
        File.WriteAllText(Path.Combine(_folder, Own, "2023", "grid_0.15_52.05"), "a file that is called as a tile");
        TilePresence registry = await OpenAsync(V1);
        Assert.Equal([2023], registry.Years);
        Assert.Equal(1, registry.Count(2023));
    }

    [Fact]
    public async Task Links_are_followed_and_circles_do_no_harm()
    {
        string elsewhere = TempFolder.Create();
        Add(Own, 2024, Here, elsewhere);
        string tiles = Directory.CreateDirectory(Path.Combine(_folder, Own)).FullName;
        Directory.CreateSymbolicLink(Path.Combine(tiles, "2024"), Path.Combine(elsewhere, Own, "2024"));
        Directory.CreateSymbolicLink(Path.Combine(tiles, "2023"), tiles); // every year of it again, as tiles
        Directory.CreateSymbolicLink(Path.Combine(tiles, "2022"), Path.Combine(tiles, "2022")); // itself
        Directory.CreateSymbolicLink(Path.Combine(tiles, "2021"), Path.Combine(tiles, "gone"));
        Assert.Equal([2024], (await OpenAsync(V1)).Years);
        Add(Own, 2024, Beside, elsewhere);
        Assert.True((await OpenAsync(V1)).Contains(2024, Beside)); // whatever times the link tells
    }

    [Fact]
    public async Task What_comes_and_goes_is_seen_when_the_registry_is_opened_again()
    {
        Add(Own, 2024, Here);
        TilePresence registry = await OpenAsync(V1);
        string? tag = registry.Tag;
        Assert.Equal(tag, (await OpenAsync(V1)).Tag);
        Add(Own, 2024, Beside);
        TilePresence now = await OpenAsync(V1);
        Assert.Same(registry.Registry, now.Registry);
        Assert.True(now.Contains(2024, Beside));
        Assert.False(registry.Contains(2024, Beside)); // what a raster has been opened with stays as it was
        Assert.NotEqual(tag, now.Tag);
        Directory.Delete(Path.Combine(_folder, Own, "2024", Here.ToString()), recursive: true);
        Assert.False((await OpenAsync(V1)).Contains(2024, Here));
        Directory.Delete(Path.Combine(_folder, Own), recursive: true);
        Assert.Empty((await OpenAsync(V1)).Years);
    }

    [Fact]
    public async Task A_year_whose_folder_has_not_changed_is_not_listed_again()
    {
        Add(Own, 2024, Here);
        Add(Own, 2024, Beside);
        string year = Path.Combine(_folder, Own, "2024");
        DateTime before = DateTime.UtcNow.AddHours(-1);
        Directory.SetLastWriteTimeUtc(year, before);
        TilePresence registry = await OpenAsync(V1);
        File.Delete(FileOf(Own, 2024, Here, ".npy")); // leaves the year's own time as it is: nothing to be seen
        Assert.Equal(before, Directory.GetLastWriteTimeUtc(year));
        Assert.True((await OpenAsync(V1)).Contains(2024, Here));
        Directory.SetLastWriteTimeUtc(year, before.AddMinutes(1));
        Assert.False((await OpenAsync(V1)).Contains(2024, Here));
    }

    [Fact]
    public async Task A_tile_whose_second_file_comes_later_is_found_then()
    {
        Add(Own, 2024, Here);
        string scales = FileOf(Own, 2024, Here, "_scales.npy");
        File.Delete(scales);
        Directory.SetLastWriteTimeUtc(Path.Combine(_folder, Own, "2024"), DateTime.UtcNow.AddHours(-1));
        TilePresence registry = await OpenAsync(V1);
        Assert.False(registry.Contains(2024, Here));
        File.WriteAllBytes(scales, []);
        Assert.True((await OpenAsync(V1)).Contains(2024, Here));
    }

    [Fact]
    public async Task A_manifest_in_the_folder_wins()
    {
        Add(Own, 2024, Beside);
        File.Copy(Path.Combine(Fixtures.Manifests, "manifest.parquet"), Path.Combine(_folder, "manifest.parquet"));
        TilePresence registry = await TileRegistry.OpenAsync(V1, new DirectoryObjectStore(_folder), "manifest.parquet", Options, Token);
        Assert.True(registry.Years.Count > 1);
    }

    [Fact]
    public async Task Another_registry_that_is_named_wins()
    {
        Add(Own, 2024, Beside);
        PresenceOptions options = Options with { Location = Fixtures.Manifests };
        Assert.True((await TileRegistry.OpenAsync(V1, new DirectoryObjectStore(_folder), "manifest.parquet", options, Token)).Years.Count > 1);
    }

    [Fact]
    public async Task A_folder_that_is_noted_as_another_datasets_is_refused()
    {
        Add(Own, 2024, Here);
        Note("1.1", "cambridge");
        Assert.True((await OpenAsync(Cambridge)).Contains(2024, Here));
        var error = await Assert.ThrowsAsync<TesseraException>(async () => await OpenAsync(V1));
        Assert.Equal(TesseraErrorKind.InvalidArgument, error.Kind);
        Assert.Equal($"The folder {_folder} holds version 1.1, variant cambridge, says tessera_metadata.json, and not v1. Ask for v1.1-cambridge, or name another folder.", error.Message);
    }

    [Fact]
    public async Task A_note_does_not_hide_a_mirror_in_the_same_folder()
    {
        Add(Own, 2024, Here);
        Note("1.1", "cambridge");
        Add("npy/v1", 2023, Beside);
        Assert.Equal([2023], (await OpenAsync(V1)).Years);
        Assert.Equal([2024], (await OpenAsync(Cambridge)).Years);
    }

    [Fact]
    public async Task A_folder_of_a_version_is_that_versions()
    {
        string version = Directory.CreateDirectory(Path.Combine(_folder, "v1.1")).FullName;
        Add(Own, 2024, Here, version);
        Assert.True((await OpenAsync(Cambridge, version)).Contains(2024, Here));
        var error = await Assert.ThrowsAsync<TesseraException>(async () => await OpenAsync(V1, version));
        Assert.Contains("holds version v1.1, says the folder's name, and not v1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_does_not_tell_is_believed_to_be_what_is_asked_and_says_so_to_developers()
    {
        Add(Own, 2024, Here);
        var lines = new List<string>();
        Action<string> listen = line => { if (line.Contains(_folder, StringComparison.Ordinal)) lock (lines) lines.Add(line); };
        TesseraLog.Debug += listen;
        try
        {
            Assert.True((await OpenAsync(Cambridge)).Contains(2024, Here));
        }
        finally
        {
            TesseraLog.Debug -= listen;
        }
        Assert.Contains(lines, line => line.Contains("that it is v1.1-cambridge, as asked, is believed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Under_one_layout_the_others_are_not_looked_at()
    {
        Add(Own, 2024, Here);
        Note("1.1", "cambridge");
        Add("npy/v1", 2023, Beside);
        PresenceOptions only = Options with { FolderLayout = Catalogue.FindLayout("source-coop") };
        Assert.Empty((await TileRegistry.OpenAsync(Cambridge, new DirectoryObjectStore(_folder), "", only, Token)).Years);
        Assert.Equal([2023], (await TileRegistry.OpenAsync(V1, new DirectoryObjectStore(_folder), "", only, Token)).Years);
        only = Options with { FolderLayout = Catalogue.FindLayout("geotessera") };
        await Assert.ThrowsAsync<TesseraException>(async () => await TileRegistry.OpenAsync(V1, new DirectoryObjectStore(_folder), "", only, Token));
    }

    private PresenceOptions Options => new() { Folder = _folder };

    private ValueTask<TilePresence> OpenAsync(Dataset dataset, string? folder = null) =>
        TileRegistry.OpenAsync(dataset, new DirectoryObjectStore(folder ?? _folder), "", Options with { Folder = folder ?? _folder }, Token);

    private void Note(string version, string variant) =>
        File.WriteAllText(Path.Combine(_folder, "tessera_metadata.json"), $$"""{"dataset_version": "{{version}}", "dataset_variant": "{{variant}}"}""");

    private void Add(string tiles, int year, TileId tile, string? folder = null)
    {
        foreach (string suffix in new[] { ".npy", "_scales.npy" })
        {
            string file = FileOf(tiles, year, tile, suffix, folder);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, []);
        }
    }

    private string FileOf(string tiles, int year, TileId tile, string suffix, string? folder = null) =>
        Path.Combine(folder ?? _folder, tiles, FormattableString.Invariant($"{year}"), tile.ToString(), tile + suffix);
}
