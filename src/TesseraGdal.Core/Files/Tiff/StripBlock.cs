namespace TesseraGdal.Files.Tiff;

/// <summary>Strips that make a rectangle: some rows of some bands of an image.</summary>
/// <param name="Image">The image.</param>
/// <param name="Band">The first band.</param>
/// <param name="Bands">How many.</param>
/// <param name="Row">The first row.</param>
/// <param name="Rows">How many.</param>
internal readonly record struct StripBlock(TiffImage Image, int Band, int Bands, int Row, int Rows)
{
    /// <summary>Bytes of all of it.</summary>
    internal long Length => (long)Bands * Rows * Image.RowLength;

    /// <summary>Whether another block is a part of this one.</summary>
    internal bool Contains(StripBlock other) =>
        ReferenceEquals(Image, other.Image) && other.Band >= Band && other.Band + other.Bands <= Band + Bands && other.Row >= Row && other.Row + other.Rows <= Row + Rows;

    /// <summary>Where a part's first byte lies among this block's, band after band.</summary>
    internal long OffsetOf(StripBlock part) => ((long)(part.Band - Band) * Rows + part.Row - Row) * Image.RowLength;
}
