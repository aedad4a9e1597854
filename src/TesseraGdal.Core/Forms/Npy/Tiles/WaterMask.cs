using System.Runtime.InteropServices;
using TesseraGdal.Forms.Npy.Arrays;
using TesseraGdal.Quantization;

namespace TesseraGdal.Forms.Npy.Tiles;

/// <summary>Makes water invalid: where the landmask is 0, the prepared scale becomes NaN, and with it all bands (formats.md §4).</summary>
internal static class WaterMask
{
    /// <summary>Applies a landmask to prepared scales.</summary>
    /// <param name="landmask">The mask, of the tile's size.</param>
    /// <param name="scales">Rows of prepared scales.</param>
    /// <param name="scalesPerPixel">1, or 128.</param>
    /// <exception cref="TesseraException">CorruptData: the mask cannot be decoded.</exception>
    public static void Apply(Landmask landmask, RowBuffer scales, int scalesPerPixel)
    {
        RowLayout layout = scales.Layout;
        ReadOnlySpan<byte> mask = landmask.Mask.Span;
        Span<float> values = MemoryMarshal.Cast<byte, float>(scales.Bytes);
        foreach (RowRun run in layout.Runs)
        {
            for (int row = 0; row < run.Rows; row++)
            {
                ReadOnlySpan<byte> land = mask.Slice((run.FirstRow + row) * landmask.Grid.Width + layout.FirstColumn, layout.Columns);
                Apply(land, values[(int)((run.Position + row * layout.Pitch) / sizeof(float))..], scalesPerPixel);
            }
        }
    }

    private static void Apply(ReadOnlySpan<byte> land, Span<float> scales, int scalesPerPixel)
    {
        for (int x = 0; x < land.Length; x++)
        {
            if (land[x] == 0) scales.Slice(x * scalesPerPixel, scalesPerPixel).Fill(NotANumber.Single);
        }
    }
}
