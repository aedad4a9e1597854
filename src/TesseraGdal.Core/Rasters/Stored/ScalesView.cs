using System.Runtime.CompilerServices;
using TesseraGdal.Quantization;

namespace TesseraGdal.Rasters.Stored;

/// <summary>
/// <c>view=scales</c>: the scales as they are stored, bit for bit, with the zeros, infinities and sentinels that published files hold (formats.md §3.2).
/// One band; or 128, in a tile that has a scale for each value.
/// </summary>
internal sealed class ScalesView : StoredView
{
    private const string Description = "Tessera_Scale";

    private static readonly IReadOnlyList<string> OnePerValue = EmbeddingBands.Named(Description);

    private ScalesView()
    {
    }

    /// <summary>The one there is.</summary>
    public static ScalesView Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "scales";

    /// <inheritdoc/>
    public override PixelType PixelType => PixelType.Float32;

    /// <inheritdoc/>
    public override double? NoData => NotANumber.Double;

    /// <inheritdoc/>
    public override bool ShowsStoredScales => true;

    /// <inheritdoc/>
    public override IReadOnlyList<string> BandDescriptions(int scalesPerPixel) => scalesPerPixel == 1 ? [Description] : OnePerValue;

    /// <inheritdoc/>
    public override RowPainter PainterFor(ReadOnlySpan<int> bands, PixelBuffer destination) => new Painter(bands, destination);

    private sealed unsafe class Painter(ReadOnlySpan<int> bands, PixelBuffer destination) : RowPainter
    {
        private readonly int[] _bands = bands.ToArray();

        public override void Paint(StoredPixels pixels, int count, byte* output)
        {
            for (int i = 0; i < _bands.Length; i++)
                Copy((uint*)pixels.Scales + _bands[i], pixels.ScalesPerPixel, count, output + i * destination.BandStride);
        }

        /// <summary>As whole numbers, which keep the bits of any NaN.</summary>
        private void Copy(uint* scales, int step, int count, byte* output)
        {
            for (int x = 0; x < count; x++)
            {
                Unsafe.WriteUnaligned(output, *scales);
                scales += step;
                output += destination.PixelStride;
            }
        }
    }
}
