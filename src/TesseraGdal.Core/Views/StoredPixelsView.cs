using TesseraGdal.Options;
using TesseraGdal.Rasters;
using TesseraGdal.Rasters.Stored;

namespace TesseraGdal.Views;

/// <summary>What is stored, shown pixel by pixel: <c>embedding</c>, <c>quantized</c>, <c>scales</c>, <c>mask</c>.</summary>
/// <param name="stored">How a pixel is shown.</param>
internal sealed class StoredPixelsView(StoredView stored) : View
{
    /// <inheritdoc/>
    public override string Name => stored.Name;

    /// <inheritdoc/>
    public override Showing Read(ViewOptions options)
    {
        BandSelection? bands = null;
        if (options[ViewOptions.Bands] is { } given)
        {
            if (!stored.NeedsEmbeddings) throw given.NotAllowed($"view:{Name} has no bands to choose from; leave bands out");
            bands = given.Bands();
        }
        return async (place, cancellationToken) =>
        {
            ISampledRaster raster = await place.OpenAsync(stored, null, cancellationToken).ConfigureAwait(false);
            return bands is null ? raster : new BandSubset(raster, bands.Bands);
        };
    }
}
