using TesseraGdal.Rasters.Stored;
using TesseraGdal.Views;

namespace TesseraGdal.Kinds;

/// <summary>The views, in the order in which they are listed. The first is shown where none is asked for.</summary>
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
    ];
}
