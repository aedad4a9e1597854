using TesseraGdal.Openers;
using TesseraGdal.Settings;
using TesseraGdal.Storage;
using TesseraGdal.Storage.Sources;
using Xunit;

namespace TesseraGdal.Tests.Naming;

public class SourceResolverTests
{
    private const string Tile = "v1/2024/grid_0.15_52.05.npy";
    private const string UnderSourceCoop = "npy/v1/2024/grid_0.15_52.05/grid_0.15_52.05.npy";
    private const string UnderGeotessera = "global_0.1_degree_representation/2024/grid_0.15_52.05/grid_0.15_52.05.npy";
    private const string UnderS3V09 = "v1/global_0.1_degree_representation/2024/grid_0.15_52.05/grid_0.15_52.05.npy";

    [Theory]
    [InlineData("auto")]
    [InlineData("AUTO")]
    public void Auto_is_the_chain_of_all_known_sources(string source)
    {
        IReadOnlyList<SourceRoute> routes = Resolve(source);
        Assert.Equal(["https://data.source.coop/tessera/tessera", "s3://tessera-embeddings"], routes.Select(r => r.Address.Name));
        Assert.Equal([UnderSourceCoop, UnderS3V09], routes.Select(r => r.KeyOf(Tile)));
    }

    [Fact]
    public void A_known_source_is_asked_alone() => Assert.Equal(["tessera-embeddings"], Resolve("Tessera-Embeddings").Select(r => r.Label));

    [Fact]
    public void A_layout_leaves_of_auto_the_sources_that_have_it()
    {
        Assert.Equal(["tessera-embeddings"], Resolve("auto", ("LAYOUT", "s3-v0.9")).Select(r => r.Label));
        var error = Assert.Throws<TesseraException>(() => Resolve("source-coop", ("LAYOUT", "s3-v0.9")));
        Assert.Contains("which is source-coop", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("s3://bucket", "s3://bucket")]
    [InlineData("s3://bucket/a/b", "s3://bucket/a/b")]
    [InlineData("http://127.0.0.1:9000/bucket", "http://127.0.0.1:9000/bucket")]
    [InlineData("https://host/bucket/a%20b/", "https://host/bucket/a b")]
    public void A_source_of_ones_own_is_asked_under_every_layout_in_turn(string source, string address)
    {
        IReadOnlyList<SourceRoute> routes = Resolve(source);
        Assert.Equal([address, address], routes.Select(r => r.Address.Name));
        Assert.Equal([UnderSourceCoop, UnderS3V09], routes.Select(r => r.KeyOf(Tile)));
        Assert.Equal([UnderS3V09], Resolve(source, ("LAYOUT", "s3-v0.9")).Select(r => r.KeyOf(Tile)));
    }

    [Fact]
    public void An_S3_URL_is_of_AWS_or_of_the_endpoint_that_GDAL_users_set()
    {
        StoreAddress aws = Resolve("s3://bucket/a")[0].Address;
        Assert.Equal((null, false), (aws.ServiceUrl, aws.PathStyle));
        StoreAddress own = Resolve("s3://bucket/a", ("AWS_S3_ENDPOINT", "localhost:9000"), ("AWS_HTTPS", "NO"))[0].Address;
        Assert.Equal((new Uri("http://localhost:9000"), true, "bucket", "a/"), (own.ServiceUrl, own.PathStyle, own.Bucket, own.Prefix));
        Assert.False(Resolve("s3://bucket", ("AWS_S3_ENDPOINT", "s3.host"), ("AWS_VIRTUAL_HOSTING", "YES"))[0].Address.PathStyle);
    }

    [Fact]
    public void A_known_source_stays_where_it_is_whatever_endpoint_is_set_for_other_data() =>
        Assert.Null(Resolve("tessera-embeddings", ("AWS_S3_ENDPOINT", "localhost:9000"))[0].Address.ServiceUrl);

    [Fact]
    public void A_folder_that_exists_is_a_source()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("tessera-source");
        try
        {
            Assert.Equal(folder.FullName, Resolve(folder.FullName + Path.DirectorySeparatorChar)[0].Address.Directory);
        }
        finally
        {
            folder.Delete();
        }
    }

    [Fact]
    public void A_folder_is_asked_under_geotesseras_layout_too_where_it_has_something_of_it()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("tessera-source");
        try
        {
            Assert.Equal(["source-coop", "s3-v0.9"], Resolve(folder.FullName).Select(r => r.Label));
            Assert.Equal(["geotessera"], Resolve(folder.FullName, ("LAYOUT", "geotessera")).Select(r => r.Label));
            folder.CreateSubdirectory("global_0.1_degree_representation");
            IReadOnlyList<SourceRoute> routes = Resolve(folder.FullName);
            Assert.Equal(["source-coop", "s3-v0.9", "geotessera"], routes.Select(r => r.Label));
            Assert.Equal(UnderGeotessera, routes[2].KeyOf(Tile));

            File.WriteAllText(Path.Combine(folder.FullName, "tessera_metadata.json"), """{"dataset_version": "1.1", "dataset_variant": "cambridge"}""");
            routes = Resolve(folder.FullName);
            Assert.Equal("geotessera version 1.1, variant cambridge", routes[2].Label); // stores are shared by labels
            var error = Assert.Throws<ObjectException>(() => routes[2].KeyOf(Tile));
            Assert.Equal(ObjectFailure.NotFound, error.Failure);
            Assert.Equal(UnderGeotessera, routes[2].KeyOf(Tile.Replace("v1", "v1.1-cambridge", StringComparison.Ordinal)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("s3://bucket")]
    [InlineData("http://127.0.0.1:9000/bucket")]
    [InlineData("auto")]
    public void The_layout_that_does_not_tell_datasets_apart_is_for_folders(string source)
    {
        var error = Assert.Throws<TesseraException>(() => Resolve(source, ("LAYOUT", "geotessera")));
        Assert.Equal(TesseraErrorKind.InvalidArgument, error.Kind);
        Assert.Contains("TESSERA_LAYOUT=geotessera", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sourcecoop")]
    [InlineData("./no/such/folder")]
    [InlineData("ftp://host/bucket")]
    [InlineData("/vsis3/bucket")]
    [InlineData("https://host")]
    [InlineData("https://host/")]
    [InlineData("https://host/bucket?list-type=2")]
    [InlineData("https://user@host/bucket")]
    [InlineData("s3://")]
    [InlineData("s3://bu cket")]
    [InlineData("a\0b")]
    public void Anything_else_is_refused(string source)
    {
        var error = Assert.Throws<TesseraException>(() => Resolve(source));
        Assert.Equal(TesseraErrorKind.InvalidArgument, error.Kind);
        Assert.Contains("TESSERA_SOURCE", error.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<SourceRoute> Resolve(string source, params (string Key, string Value)[] others)
    {
        var values = others.ToDictionary(pair => pair.Key, pair => pair.Value);
        return SourceResolver.Resolve(TesseraSettings.Parse(
            new Dictionary<string, string>(values) { ["SOURCE"] = source }, key => values.GetValueOrDefault(key)));
    }
}
