using TesseraGdal.Quantization;

namespace TesseraGdal.Rasters.Stored;

/// <summary><c>view=embedding</c>: 128 bands of float32, dequantised.</summary>
internal sealed class EmbeddingView : StoredView
{
    private EmbeddingView()
    {
    }

    /// <summary>The one there is.</summary>
    public static EmbeddingView Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "embedding";

    /// <inheritdoc/>
    public override PixelType PixelType => PixelType.Float32;

    /// <inheritdoc/>
    public override double? NoData => NotANumber.Double;

    /// <inheritdoc/>
    public override bool NeedsEmbeddings => true;

    /// <inheritdoc/>
    public override IReadOnlyList<string> BandDescriptions(int scalesPerPixel) => EmbeddingBands.Descriptions;

    /// <inheritdoc/>
    public override RowPainter PainterFor(ReadOnlySpan<int> bands, PixelBuffer destination) => new Painter(bands, destination);

    private sealed unsafe class Painter(ReadOnlySpan<int> bands, PixelBuffer destination) : RowPainter
    {
        private readonly RowDecoder _rows = new(PixelKernel.Best, bands, destination.PixelStride, destination.BandStride);

        public override void Paint(StoredPixels pixels, int count, byte* output) =>
            _rows.Decode(pixels.Values, pixels.Scales, pixels.ScalesPerPixel > 1, count, output);
    }
}
