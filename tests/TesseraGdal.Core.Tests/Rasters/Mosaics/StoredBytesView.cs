using TesseraGdal.Rasters;
using TesseraGdal.Rasters.Stored;

namespace TesseraGdal.Tests.Rasters.Mosaics;

/// <summary>Shows stored values as they are, valid or not, as float32 with −999 for nodata.</summary>
internal sealed class StoredBytesView : StoredView
{
    public override string Name => "stored";

    public override PixelType PixelType => PixelType.Float32;

    public override double? NoData => -999;

    public override bool NeedsEmbeddings => true;

    public override IReadOnlyList<string> BandDescriptions(int scalesPerPixel) => EmbeddingBands.Descriptions;

    public override RowPainter PainterFor(ReadOnlySpan<int> bands, PixelBuffer destination) => new Painter(bands.ToArray(), destination);

    private sealed unsafe class Painter(int[] bands, PixelBuffer destination) : RowPainter
    {
        public override void Paint(StoredPixels pixels, int count, byte* output)
        {
            for (int i = 0; i < count; i++)
            {
                for (int band = 0; band < bands.Length; band++)
                {
                    float value = pixels.Skip(i).Values[bands[band]];
                    System.Runtime.CompilerServices.Unsafe.WriteUnaligned(output + (i * destination.PixelStride) + (band * destination.BandStride), value);
                }
            }
        }
    }
}
