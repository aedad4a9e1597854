using TesseraGdal.Storage;

namespace TesseraGdal.Files.Tiff;

/// <summary>Bytes of neighbouring strips of one band.</summary>
/// <param name="Block">The strips, one band.</param>
/// <param name="Skip">Bytes of the first one that are not wanted.</param>
/// <param name="Destination">Where the others go, as many as are wanted.</param>
internal readonly record struct StripRange(StripBlock Block, int Skip, Memory<byte> Destination)
{
    /// <summary>Cuts what a range has of pixels at the bands' borders.</summary>
    internal static IEnumerable<StripRange> Of(TiffLayout layout, RangeRead range)
    {
        foreach ((StripBlock block, int skip, long at, long length) in Cut(layout, range.Offset, range.Destination.Length))
            yield return new StripRange(block, skip, range.Destination.Slice((int)at, (int)length));
    }

    /// <summary>The strips that a range touches.</summary>
    internal static IEnumerable<StripBlock> BlocksOf(TiffLayout layout, long offset, long length) => Cut(layout, offset, length).Select(cut => cut.Block);

    /// <summary>The strips of each band that a range touches, what of the first is not wanted, and where their bytes lie in the range.</summary>
    private static IEnumerable<(StripBlock Block, int Skip, long At, long Length)> Cut(TiffLayout layout, long offset, long length)
    {
        foreach (TiffImage image in layout.Images)
        {
            long plane = (long)image.Height * image.RowLength;
            long position = Math.Max(offset, image.Position), end = Math.Min(offset + length, image.Position + image.Length);
            while (position < end)
            {
                long within = position - image.Position;
                int band = (int)(within / plane), row = (int)(within % plane / image.RowLength), skip = (int)(within % image.RowLength);
                long stop = Math.Min(end, image.Position + (band + 1) * plane);
                int rows = (int)((skip + stop - position + image.RowLength - 1) / image.RowLength);
                yield return (new StripBlock(image, band, 1, row, rows), skip, position - offset, stop - position);
                position = stop;
            }
        }
    }
}
