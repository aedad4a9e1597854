using TesseraGdal.Rasters.Stored;
using TesseraGdal.Tests.House;
using TesseraGdal.Views;

namespace TesseraGdal.Kinds;

/// <summary>The product's views, and one more.</summary>
internal static class KnownViews
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<View> All { get; } =
    [
        new StoredPixelsView(EmbeddingView.Instance),
        new StoredPixelsView(QuantizedView.Instance),
        new StoredPixelsView(ScalesView.Instance),
        new StoredPixelsView(MaskView.Instance),
        new RgbView(),
        new CoverageView(),
        new DifferenceView(),
    ];
}
