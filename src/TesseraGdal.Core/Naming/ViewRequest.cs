using TesseraGdal.Rasters;
using TesseraGdal.Rasters.Views;

namespace TesseraGdal.Naming;

/// <summary>How a raster is to be shown: which view of it, and which bands. Given in the name or as open options, not as configuration.</summary>
internal sealed record ViewRequest
{
    private const string ViewOption = "VIEW", BandsOption = "BANDS", StretchOption = "STRETCH";

    private const string Embedding = "embedding", Rgb = "rgb", Coverage = "coverage";

    /// <summary>The bands of a picture where none are given.</summary>
    private static readonly int[] FirstBands = [0, 1, 2];

    /// <summary>The options that this reads: <c>VIEW</c>, <c>BANDS</c>, <c>STRETCH</c>.</summary>
    public static IReadOnlyList<string> OptionNames { get; } = [ViewOption, BandsOption, StretchOption];

    /// <summary>The names of all views (design.md §2): those of tiles, and what is made of them otherwise.</summary>
    public static IReadOnlyList<string> Views { get; } = [.. TileView.All.Select(view => view.Name), Rgb, Coverage];

    /// <summary>The view, one of <see cref="Views"/>.</summary>
    public string View { get; init; } = Embedding;

    /// <summary>The bands, or null for all of them; of a picture three, or null for the first.</summary>
    public BandSelection? Bands { get; init; }

    /// <summary>Whether the registry is shown and not the tiles.</summary>
    public bool IsCoverage => View == Coverage;

    /// <summary>Whether a picture is shown, of embeddings.</summary>
    public bool IsPicture => View == Rgb;

    /// <summary>How the bands of a picture are stretched; null to find out.</summary>
    internal ColorStretch? Stretch { get; init; }

    /// <summary>Reads <c>view</c>, <c>bands</c> and <c>stretch</c>.</summary>
    /// <exception cref="TesseraException">A value is not one of those that are allowed, or is not for that view.</exception>
    internal static ViewRequest Parse(SettingsReader reader)
    {
        var request = new ViewRequest { View = reader.Option(ViewOption)?.Choice([.. Views]) ?? Embedding };
        if (reader.Option(BandsOption) is { } bands) request = request with { Bands = request.BandsOf(bands) };
        if (reader.Option(StretchOption) is { } stretch) request = request with { Stretch = request.StretchOf(stretch) };
        return request;
    }

    /// <summary>How tiles are to be read for this.</summary>
    internal TileReadOptions Apply(TileReadOptions tiles, OverviewChoice overviews) => tiles with
    {
        View = TileView.Find(View) ?? EmbeddingView.Instance,
        Overviews = overviews == OverviewChoice.Nearest || (overviews == OverviewChoice.Auto && IsPicture),
    };

    /// <summary>The raster that shows this.</summary>
    /// <param name="raster">What was opened with the options of <see cref="Apply(TileReadOptions, OverviewChoice)"/>.</param>
    /// <param name="zone">The tiles that a picture's colours are taken from; null where no registry lists any.</param>
    internal IRaster Apply(IRaster raster, StretchSource? zone)
    {
        if (IsPicture) return RgbRaster.Of(raster, Bands?.Bands ?? FirstBands, Stretch, zone);
        return Bands is null ? raster : new BandSubset(raster, Bands.Bands);
    }

    private BandSelection BandsOf(SettingValue value)
    {
        BandSelection bands = value.Bands();
        if (IsPicture) return bands.Bands.Count == FirstBands.Length ? bands : throw value.NotAllowed($"view:{View} shows three bands, for red, green and blue, as in 0,1,2");
        return View is Embedding || View == QuantizedView.Instance.Name ? bands : throw value.NotAllowed($"view:{View} has no bands to choose from; leave bands out");
    }

    private ColorStretch StretchOf(SettingValue value)
    {
        if (!IsPicture) throw value.NotAllowed($"only view:{Rgb} is stretched, and this is view:{View}");
        return ColorStretch.TryParse(value.Text)
            ?? throw value.NotAllowed("LOW,HIGH is needed for all three bands, as in -8,8, or such a pair for each of them; HIGH is above LOW");
    }
}
