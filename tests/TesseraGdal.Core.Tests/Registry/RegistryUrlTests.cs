using TesseraGdal.Forms;
using TesseraGdal.Forms.Npy.Registry;
using TesseraGdal.Tests.Storage;
using Xunit;

namespace TesseraGdal.Tests.Registry;

/// <summary>A registry at a URL: the file that is named, or whichever there is of the two names that a folder may have.</summary>
public sealed class RegistryUrlTests(FaultyServer server) : KeptRegistry, IClassFixture<FaultyServer>
{
    [Theory]
    [InlineData("manifest.parquet", false)]
    [InlineData("registry.parquet", false)]
    [InlineData("registry.parquet", true)]
    public async Task A_folder_may_have_either_name_and_its_index_serves_when_the_server_is_gone(string name, bool asFile)
    {
        string folder = $"{name}-{asFile}", key = $"{folder}/{name}";
        server.Put(key, await File.ReadAllBytesAsync(Path.Combine(await ManifestAsync(), "manifest.parquet"), Token));
        string location = $"{server.Url}/bucket/{(asFile ? key : folder)}";
        Assert.True((await OpenAsync(location)).Contains(2024, Tile));
        int asked = server.Log.Length;
        Assert.True((await OpenAsync(location)).Contains(2024, Tile));
        Assert.Equal(asked, server.Log.Length); // what is known is not asked for
    }

    [Fact]
    public async Task A_folder_without_either_is_an_error_that_names_both()
    {
        var error = await Assert.ThrowsAsync<TesseraException>(async () => await OpenAsync($"{server.Url}/bucket/empty"));
        Assert.Equal(TesseraErrorKind.NotFound, error.Kind);
        Assert.Contains("it serves no manifest.parquet and no registry.parquet", error.Message, StringComparison.Ordinal);
        Assert.Contains("404", error.Message, StringComparison.Ordinal);
    }

    private ValueTask<TilePresence> OpenAsync(string location) =>
        OwnRegistry.OpenAsync(Fixtures.V1, new MemoryStore([]), "unused", Options with { Location = location }, Token);
}
