namespace TesseraGdal.Quantization;

/// <summary>
/// Up to 16 consecutive bands that are turned over as one block of 16. Where fewer are wanted at a pixel's end, the block
/// begins earlier, so that no byte past the pixel is read.
/// </summary>
/// <param name="First">First band of the block of 16.</param>
/// <param name="Skip">Bands of the block before the first that is wanted.</param>
/// <param name="Count">Bands that are wanted, 1 … 16.</param>
internal readonly record struct BandGroup(int First, int Skip, int Count)
{
    /// <summary>Whether a block pays: below this, picking the bands one by one is cheaper than turning all 16 over.</summary>
    public bool IsWorthABlock => Count >= 4;

    /// <summary>The group of some consecutive bands.</summary>
    public static BandGroup At(int band, int count)
    {
        int first = Math.Min(band, PixelKernel.Bands - ByteBlock.Side);
        return new BandGroup(first, band - first, count);
    }
}
