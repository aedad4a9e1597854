namespace TesseraGdal.Rasters.Stored;

/// <summary>Shows nothing: with a <see cref="RunFilter"/>, a read of it tells which pixels are valid, for the price of their scales. Paints no pixel.</summary>
internal sealed class ValidityView : StoredView
{
    private ValidityView()
    {
    }

    /// <summary>The one there is.</summary>
    public static ValidityView Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "validity";

    /// <inheritdoc/>
    public override PixelType PixelType => PixelType.Byte;

    /// <inheritdoc/>
    public override double? NoData => null;

    /// <inheritdoc/>
    public override IReadOnlyList<string> BandDescriptions(int scalesPerPixel) => ["validity"];

    /// <inheritdoc/>
    public override RowPainter PainterFor(ReadOnlySpan<int> bands, PixelBuffer destination) => new Painter();

    private sealed unsafe class Painter : RowPainter
    {
        public override void Paint(StoredPixels pixels, int count, byte* output)
        {
        }
    }
}
