using TesseraGdal.Catalog;
using Xunit;

namespace TesseraGdal.Tests.Catalog;

public class CatalogueTests
{
    [Theory]
    [InlineData("v1", "v1")]
    [InlineData("V1", "v1")]
    [InlineData("1", "v1")]
    [InlineData("1.0", "v1")]
    [InlineData("v1.0", "v1")]
    [InlineData("v1-vultr", "v1")]
    [InlineData("1.0-VULTR", "v1")]
    [InlineData("v1.1", "v1.1-dclimate")] // the default of its version, whether or not it has .npy tiles
    [InlineData("1.1-dclimate", "v1.1-dclimate")]
    [InlineData("v1.1-cambridge", "v1.1-cambridge")]
    [InlineData("v1.1-cam", "v1.1-cambridge")]
    [InlineData("v2", "v2-2B-L~beta1")]
    [InlineData("v2-2b-l~BETA2", "v2-2B-L~beta2")]
    [InlineData("2.0-2B-L~beta1", "v2-2B-L~beta1")]
    public void A_dataset_is_found_by_all_that_people_call_it(string text, string name) => Assert.Equal(name, Catalogue.FindDataset(text)?.Name);

    [Theory]
    [InlineData("")]
    [InlineData("v")]
    [InlineData("vv1")]
    [InlineData("v1-")]
    [InlineData("v1-cambridge")]
    [InlineData("v10")]
    [InlineData("1.00")]
    [InlineData("1.")]
    [InlineData("v3")]
    [InlineData("vultr")]
    [InlineData("v1 ")]
    public void Nothing_else_is_a_dataset(string text) => Assert.Null(Catalogue.FindDataset(text));

    [Fact]
    public void Datasets_are_those_of_the_published_table()
    {
        Assert.Equal(["v1", "v1.1-dclimate", "v1.1-cambridge", "v2-2B-L~beta1", "v2-2B-L~beta2"], Catalogue.Datasets.Select(d => d.Name));
        Assert.Equal(["v1", "v1.1-dclimate", "v2-2B-L~beta1"], Catalogue.Datasets.Where(d => d.IsDefaultVariant).Select(d => d.Name));
        Assert.Null(Catalogue.FindDataset("v1.1-dclimate")!.FormNamed("npy"));
        Assert.Equal((2017, 2025), Catalogue.FindDataset("v1")!.Years);
    }

    [Fact]
    public void All_data_is_CC0_and_its_authors_ask_to_be_named()
    {
        Assert.All(Catalogue.Datasets, d => Assert.Equal("CC0-1.0", d.License));
        Assert.All(Catalogue.Datasets, d => Assert.Equal("Tessera, https://github.com/ucam-eo/tessera: asked for, not required", d.Attribution));
    }

    [Fact]
    public void No_two_datasets_share_a_feature_space_or_a_name()
    {
        Assert.Equal(Catalogue.Datasets.Count, Catalogue.Datasets.Select(d => (d.Version, d.Variant)).Distinct().Count());
        Assert.Equal(Catalogue.Datasets.Count, Catalogue.Datasets.Select(d => d.Name.ToUpperInvariant()).Distinct().Count());
        Assert.All(Catalogue.Datasets, d => Assert.Same(d, Catalogue.FindDataset(d.Name)));
    }

    [Fact]
    public void Source_Cooperative_is_asked_first_and_the_bucket_on_AWS_second()
    {
        Assert.Equal(["source-coop", "tessera-embeddings"], Catalogue.Sources.Select(s => s.Name));
        DataSource first = Catalogue.Sources[0], second = Catalogue.Sources[1];
        Assert.Equal((new Uri("https://data.source.coop"), "tessera", "tessera/", true, "source-coop"),
            (first.Endpoint, first.Bucket, first.Prefix, first.PathStyle, first.Layout.Name));
        Assert.Equal((null, "tessera-embeddings", "", "us-west-2", "s3-v0.9"), (second.Endpoint, second.Bucket, second.Prefix, second.Region, second.Layout.Name));
    }
}
