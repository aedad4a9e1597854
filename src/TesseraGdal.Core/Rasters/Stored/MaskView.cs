namespace TesseraGdal.Rasters.Stored;

/// <summary><c>view=mask</c>: what each pixel is, as a byte. Where there is no landmask, all is land (formats.md §4).</summary>
internal sealed class MaskView : StoredView
{
    /// <summary>No tile is there.</summary>
    public const byte Outside = 0;

    /// <summary>Land that has an embedding.</summary>
    public const byte Valid = 1;

    /// <summary>Water, says the landmask, whether it has an embedding or not.</summary>
    public const byte Water = 2;

    /// <summary>Land without a valid scale, in any band.</summary>
    public const byte NotFilled = 3;

    private MaskView()
    {
    }

    /// <summary>The one there is.</summary>
    public static MaskView Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "mask";

    /// <inheritdoc/>
    public override PixelType PixelType => PixelType.Byte;

    /// <inheritdoc/>
    public override double? NoData => Outside;

    /// <inheritdoc/>
    public override bool NeedsLand => true;

    /// <summary>Names in the order of the codes. What is outside is not seen; what is not filled stands out.</summary>
    public override IReadOnlyList<Category> Categories { get; } =
        [new("outside", 0, 0, 0, 0), new("valid", 102, 166, 30), new("water", 31, 120, 180), new("not filled", 217, 95, 2)];

    /// <inheritdoc/>
    public override IReadOnlyList<string> BandDescriptions(int scalesPerPixel) => ["Tessera_Mask"];

    /// <inheritdoc/>
    public override RowPainter PainterFor(ReadOnlySpan<int> bands, PixelBuffer destination) => new Painter(bands.Length, destination);

    private sealed unsafe class Painter(int bands, PixelBuffer destination) : RowPainter
    {
        public override void Paint(StoredPixels pixels, int count, byte* output)
        {
            for (int x = 0; x < count; x++)
            {
                byte code = CodeOf(pixels, x);
                // The one band that there is may have been asked for several times.
                for (int band = 0; band < bands; band++) output[band * destination.BandStride] = code;
                output += destination.PixelStride;
            }
        }

        private static byte CodeOf(StoredPixels pixels, int x)
        {
            if (pixels.Land is not null && pixels.Land[x] == 0) return Water;
            float* scales = pixels.Scales + (long)x * pixels.ScalesPerPixel;
            for (int i = 0; i < pixels.ScalesPerPixel; i++)
            {
                if (!float.IsNaN(scales[i])) return Valid;
            }
            return NotFilled;
        }
    }
}
