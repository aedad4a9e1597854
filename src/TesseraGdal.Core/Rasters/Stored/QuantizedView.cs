using TesseraGdal.Quantization;

namespace TesseraGdal.Rasters.Stored;

/// <summary><c>view=quantized</c>: the 128 stored bytes of a pixel as they are, whatever its scale.</summary>
internal sealed class QuantizedView : StoredView
{
    private QuantizedView()
    {
    }

    /// <summary>The one there is.</summary>
    public static QuantizedView Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "quantized";

    /// <inheritdoc/>
    public override PixelType PixelType => PixelType.Int8;

    /// <summary>None: all 256 values are data.</summary>
    public override double? NoData => null;

    /// <inheritdoc/>
    public override bool NeedsEmbeddings => true;

    /// <inheritdoc/>
    public override IReadOnlyList<string> BandDescriptions(int scalesPerPixel) => EmbeddingBands.Descriptions;

    /// <inheritdoc/>
    public override RowPainter PainterFor(ReadOnlySpan<int> bands, PixelBuffer destination) => new Painter(bands, destination);

    private sealed unsafe class Painter(ReadOnlySpan<int> bands, PixelBuffer destination) : RowPainter
    {
        private readonly RowCopier _rows = new(bands, destination.PixelStride, destination.BandStride);

        public override void Paint(StoredPixels pixels, int count, byte* output) => _rows.Copy(pixels.Values, count, output);
    }
}
