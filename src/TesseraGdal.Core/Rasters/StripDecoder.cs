using TesseraGdal.Quantization;

namespace TesseraGdal.Rasters;

/// <summary>
/// Turns fetched rows into the caller's floats. One for a read; strips of it are decoded on many threads at once, each to its own rows of the destination.
/// </summary>
internal sealed unsafe class StripDecoder(SampledRead read, bool scalePerElement)
{
    private readonly RowDecoder _rows = new(PixelKernel.Best, read.Bands.Span, read.Destination.PixelStride, read.Destination.BandStride);
    private readonly int _scalesPerPixel = scalePerElement ? PixelKernel.Bands : 1;

    /// <summary>Decodes output rows <paramref name="first"/> … <paramref name="first"/> + <paramref name="count"/> − 1.</summary>
    /// <param name="first">First output row.</param>
    /// <param name="count">Output rows.</param>
    /// <param name="pixels">Stored embeddings of at least these rows.</param>
    /// <param name="scales">Prepared scales of at least these rows.</param>
    public void Decode(int first, int count, RowBuffer pixels, RowBuffer scales)
    {
        fixed (byte* pixelBytes = pixels.Bytes, scaleBytes = scales.Bytes)
        {
            var pixelRows = new RowCursor(pixels.Layout, read.Rows[first]);
            var scaleRows = new RowCursor(scales.Layout, read.Rows[first]);
            using ColumnPicker? picker = read.Columns.IsOneToOne ? null : new ColumnPicker(read.Columns, _scalesPerPixel);
            for (int i = first; i < first + count; i++)
            {
                int row = read.Rows[i];
                var pixel = (sbyte*)(pixelBytes + pixelRows.PositionOf(row));
                var scale = (float*)(scaleBytes + scaleRows.PositionOf(row));
                byte* output = (byte*)read.Destination.Origin + i * read.Destination.LineStride;
                if (picker is null)
                    _rows.Decode(pixel, scale, scalePerElement, read.Columns.Out, output);
                else
                    DecodePicked(picker, pixel, scale, output);
            }
        }
    }

    private void DecodePicked(ColumnPicker picker, sbyte* pixel, float* scale, byte* output)
    {
        picker.Pick(pixel, scale);
        fixed (sbyte* picked = picker.Pixels)
        fixed (float* pickedScales = picker.Scales)
            _rows.Decode(picked, pickedScales, scalePerElement, read.Columns.Out, output);
    }
}
