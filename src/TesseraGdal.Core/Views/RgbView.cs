using TesseraGdal.Options;
using TesseraGdal.Rasters;
using TesseraGdal.Rasters.Stored;

namespace TesseraGdal.Views;

/// <summary><c>view=rgb</c>: three bands of embeddings as a picture (<see cref="RgbRaster"/>).</summary>
internal sealed class RgbView : View
{
    private const string StretchOption = "STRETCH";

    /// <summary>The bands where none are given.</summary>
    private static readonly int[] FirstBands = [0, 1, 2];

    /// <inheritdoc/>
    public override string Name => "rgb";

    /// <inheritdoc/>
    public override IReadOnlyList<string> OptionNames { get; } = [StretchOption];

    /// <inheritdoc/>
    public override bool IsPicture => true;

    /// <inheritdoc/>
    public override Showing Read(ViewOptions options)
    {
        IReadOnlyList<int> bands = options[ViewOptions.Bands] is { } given ? ThreeOf(given) : FirstBands;
        ColorStretch? stretch = options[StretchOption] is { } limits ? StretchOf(limits) : null;
        return async (place, cancellationToken) =>
        {
            ISampledRaster raster = await place.OpenAsync(EmbeddingView.Instance, null, cancellationToken).ConfigureAwait(false);
            return RgbRaster.Of(raster, bands, stretch, StretchSource.Of(place));
        };
    }

    /// <inheritdoc/>
    public override TesseraException NotFor(View other, SettingValue value) => value.NotAllowed($"only view:{Name} is stretched, and this is view:{other.Name}");

    private IReadOnlyList<int> ThreeOf(SettingValue value) =>
        value.Bands().Bands is { Count: 3 } three ? three : throw value.NotAllowed($"view:{Name} shows three bands, for red, green and blue, as in 0,1,2");

    private static ColorStretch StretchOf(SettingValue value) =>
        ColorStretch.TryParse(value.Text)
        ?? throw value.NotAllowed("LOW,HIGH is needed for all three bands, as in -8,8, or such a pair for each of them; HIGH is above LOW");
}
