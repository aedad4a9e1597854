using TesseraGdal.Forms;
using TesseraGdal.Geometry;
using TesseraGdal.Naming;
using TesseraGdal.Rasters;
using TesseraGdal.Rasters.Stored;
using TesseraGdal.Settings;
using TesseraGdal.Views;
using Xunit;

namespace TesseraGdal.Tests.Naming;

public class ViewRequestTests
{
    [Fact]
    public void All_views_of_the_design_have_names()
    {
        Assert.Equal(["embedding", "quantized", "scales", "mask", "rgb", "coverage"], ViewRequest.Views);
        foreach (string view in ViewRequest.Views) Assert.Equal(view, Parse(("VIEW", view.ToUpperInvariant())).View.Name);
        Assert.Equal("embedding", Parse().View.Name);
        Assert.True(Parse(("VIEW", "coverage")).ShowsPresence);
        Assert.Equal(["VIEW", "BANDS", "STRETCH"], NameOptions.OfViews);
    }

    [Fact]
    public async Task A_view_says_how_pixels_are_read()
    {
        foreach (StoredView stored in (StoredView[])[EmbeddingView.Instance, QuantizedView.Instance, ScalesView.Instance, MaskView.Instance])
            Assert.Same(stored, await AskedForAsync(Parse(("VIEW", stored.Name))));
        Assert.Same(EmbeddingView.Instance, await AskedForAsync(Parse(("VIEW", "rgb"))));
    }

    [Theory]
    [InlineData("rgb", true, true, false)]
    [InlineData("embedding", false, true, false)]
    [InlineData("mask", false, true, false)]
    public void Pictures_have_overviews_and_data_where_they_are_asked_for(string view, bool auto, bool nearest, bool none)
    {
        ViewRequest request = Parse(("VIEW", view));
        Assert.Equal((auto, nearest, none), (request.HasOverviews(OverviewChoice.Auto), request.HasOverviews(OverviewChoice.Nearest), request.HasOverviews(OverviewChoice.None)));
    }

    [Theory]
    [InlineData("embedding", "5,0-2", 4)]
    [InlineData("quantized", "127", 1)]
    [InlineData("rgb", "9,9,1", 4)] // with alpha
    public async Task Bands_are_chosen_where_there_are_some_to_choose_from(string view, string bands, int count)
    {
        IRaster raster = await Parse(("VIEW", view), ("BANDS", bands)).Show(new OneTile(), TestContext.Current.CancellationToken);
        Assert.Equal(count, raster.Info.BandDescriptions.Count);
    }

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
        Parse(("VIEW", "rgb"), ("STRETCH", "-1,2"));
        Refused("only view:rgb is stretched", ("STRETCH", "-1,2"));
        Refused("LOW,HIGH is needed", ("VIEW", "rgb"), ("STRETCH", "2,1"));
    }

    /// <summary>The stored view that a request opens at its place.</summary>
    private static async Task<StoredView?> AskedForAsync(ViewRequest request)
    {
        var place = new OneTile();
        await request.Show(place, TestContext.Current.CancellationToken);
        return place.Asked;
    }

    private static ViewRequest Parse(params (string Key, string Value)[] options) =>
        ViewRequest.Parse(new SettingsReader(NameQuery.None, options.ToDictionary(o => o.Key, o => o.Value), _ => null));

    private static void Refused(string answer, params (string Key, string Value)[] options)
    {
        var error = Assert.Throws<TesseraException>(() => Parse(options));
        Assert.Equal(TesseraErrorKind.InvalidArgument, error.Kind);
        Assert.Contains(answer, error.Message, StringComparison.Ordinal);
    }

    /// <summary>A place with a small raster of each view, which is never read.</summary>
    private sealed class OneTile : IPlace
    {
        public StoredView? Asked { get; private set; }

        public IPresence? Presence => null;

        public IPixelSource? Pixels => null;

        public int? Year => null;

        public UtmZone? Zone => null;

        public ReadOptions Options { get; } = new();

        public string? CacheDirectory => null;

        public ValueTask<ISampledRaster> OpenAsync(StoredView view, int? year, CancellationToken cancellationToken)
        {
            Asked = view;
            return ValueTask.FromResult<ISampledRaster>(new Unread(view));
        }
    }

    private sealed class Unread(StoredView view) : ISampledRaster
    {
        public RasterInfo Info { get; } = new()
        {
            Grid = new RasterGrid(32631, new GeoTransform(0, 0, 10, 10), 4, 4),
            PixelType = view.PixelType,
            BandDescriptions = view.BandDescriptions(1),
            Block = (4, 4),
        };

        public IReadOnlyList<IRaster> Overviews => [];

        public ValueTask ReadAsync(SampledRead read, IProgress<double>? progress, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask ReadAsync(RasterRead request, IProgress<double>? progress, CancellationToken cancellationToken) => throw new NotSupportedException();

        public void DemandWithinLimit(SampledRead read) => throw new NotSupportedException();

        public void DemandWithinLimit(Window window) => throw new NotSupportedException();

        public ValueTask AdviseAsync(SampledRead read, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask AdviseAsync(Window window, CancellationToken cancellationToken) => throw new NotSupportedException();

        public IReadOnlyList<KeyValuePair<string, string>> Locate(int x, int y) => [];
    }
}
