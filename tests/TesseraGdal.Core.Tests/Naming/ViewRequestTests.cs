using TesseraGdal.Naming;
using TesseraGdal.Rasters;
using TesseraGdal.Rasters.Views;
using Xunit;

namespace TesseraGdal.Tests.Naming;

public class ViewRequestTests
{
    [Fact]
    public void All_views_of_the_design_have_names()
    {
        Assert.Equal(["embedding", "quantized", "scales", "mask", "rgb", "coverage"], ViewRequest.Views);
        foreach (string view in ViewRequest.Views) Assert.Equal(view, Parse(("VIEW", view.ToUpperInvariant())).View);
        Assert.Equal("embedding", Parse().View);
        Assert.True(Parse(("VIEW", "coverage")).IsCoverage);
        Assert.Equal(["VIEW", "BANDS", "STRETCH"], ViewRequest.OptionNames);
    }

    [Fact]
    public void A_view_says_how_tiles_are_read()
    {
        var options = new TileReadOptions { MaxRead = 7 };
        Assert.Equal(options with { View = ScalesView.Instance }, Parse(("VIEW", "scales")).Apply(options, OverviewChoice.Auto));
        Assert.Equal(options with { View = EmbeddingView.Instance, Overviews = true }, Parse(("VIEW", "rgb")).Apply(options with { View = MaskView.Instance }, OverviewChoice.Auto));
        Assert.Equal(options, Parse().Apply(options, OverviewChoice.None));
        Assert.Equal(options with { Overviews = true }, Parse().Apply(options, OverviewChoice.Nearest));
    }

    [Theory]
    [InlineData("embedding", "5,0-2", 4)]
    [InlineData("quantized", "127", 1)]
    [InlineData("rgb", "9,9,1", 3)]
    public void Bands_are_chosen_where_there_are_some_to_choose_from(string view, string bands, int count) =>
        Assert.Equal(count, Parse(("VIEW", view), ("BANDS", bands)).Bands!.Bands.Count);

    [Theory]
    [InlineData("rgb", "1", "view:rgb shows three bands")]
    [InlineData("rgb", "0-3", "view:rgb shows three bands")]
    [InlineData("scales", "0", "view:scales has no bands to choose from")]
    [InlineData("mask", "0", "view:mask has no bands to choose from")]
    [InlineData("coverage", "0", "view:coverage has no bands to choose from")]
    public void Bands_that_a_view_has_not_are_refused(string view, string bands, string answer) => Refused(answer, ("VIEW", view), ("BANDS", bands));

    [Fact]
    public void A_stretch_is_for_pictures()
    {
        Assert.Equal("-1,2,-1,2,-1,2", Parse(("VIEW", "rgb"), ("STRETCH", "-1,2")).Stretch?.ToString());
        Assert.Null(Parse(("VIEW", "rgb")).Stretch);
        Refused("only view:rgb is stretched", ("STRETCH", "-1,2"));
        Refused("LOW,HIGH is needed", ("VIEW", "rgb"), ("STRETCH", "2,1"));
    }

    private static ViewRequest Parse(params (string Key, string Value)[] options) =>
        ViewRequest.Parse(new SettingsReader(NameQuery.None, options.ToDictionary(o => o.Key, o => o.Value), _ => null));

    private static void Refused(string answer, params (string Key, string Value)[] options)
    {
        var error = Assert.Throws<TesseraException>(() => Parse(options));
        Assert.Equal(TesseraErrorKind.InvalidArgument, error.Kind);
        Assert.Contains(answer, error.Message, StringComparison.Ordinal);
    }
}
