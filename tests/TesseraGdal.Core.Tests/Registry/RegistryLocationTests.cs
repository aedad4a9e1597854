using TesseraGdal.Forms;
using TesseraGdal.Forms.Npy.Registry;
using TesseraGdal.Geometry;
using TesseraGdal.Storage;
using Xunit;

namespace TesseraGdal.Tests.Registry;

/// <summary>What TESSERA_REGISTRY may name.</summary>
public class RegistryLocationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("manifest.parquet", true)]
    [InlineData("manifest.parquet", false)]
    [InlineData("registry.parquet", true)]
    [InlineData("registry.parquet", false)]
    [InlineData("some other name.parquet", true)]
    public async Task A_file_or_its_folder_is_a_registry(string name, bool asFile)
    {
        string folder = await ManifestFile.Of((2024, 0.15, 52.05, 1)).SaveAsync(name: name);
        var options = new PresenceOptions { Location = asFile ? Path.Combine(folder, name) : folder };
        TilePresence registry = await OwnRegistry.OpenAsync(Fixtures.V1, new MemoryStore([]), "unused", options, Token);
        Assert.True(registry.Contains(2024, new TileId(15, 5205)));
        Assert.Equal(folder, registry.Source);
    }

    [Fact]
    public void Of_two_manifests_in_a_folder_the_newer_form_counts()
    {
        (IObjectStore store, string key) = RegistryLocation.Find(Fixtures.Manifests, new StorageOptions());
        Assert.Equal("manifest.parquet", key);
        Assert.Equal(Fixtures.Manifests, store.Name);
    }

    [Theory]
    [InlineData("nowhere/at/all.parquet", "no such file")]
    [InlineData("", "has no manifest.parquet and no registry.parquet")]
    public void A_place_without_a_manifest_is_an_error_that_says_what_may_be_named(string below, string reason)
    {
        string location = Path.Combine(TempFolder.Create(), below);
        var error = Assert.Throws<TesseraException>(() => RegistryLocation.Find(location, new StorageOptions()));
        Assert.Equal(TesseraErrorKind.NotFound, error.Kind);
        Assert.Contains(location, error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/bucket/some/folder", "http://127.0.0.1:1/bucket/some/folder", "manifest.parquet")]
    [InlineData("http://127.0.0.1:1/bucket/registry.parquet", "http://127.0.0.1:1/bucket", "registry.parquet")]
    public void A_url_is_found_without_a_request(string location, string store, string key)
    {
        (IObjectStore found, string name) = RegistryLocation.Find(location, new StorageOptions());
        Assert.Equal((store, key), (found.Name, name));
    }

    [Theory]
    [InlineData("https://host.example/manifest.parquet")]
    [InlineData("http:///")]
    [InlineData("s3://")]
    public void A_url_without_a_bucket_is_an_error(string location)
    {
        var error = Assert.Throws<TesseraException>(() => RegistryLocation.Find(location, new StorageOptions()));
        Assert.Contains("bucket", error.Message, StringComparison.Ordinal);
    }
}
