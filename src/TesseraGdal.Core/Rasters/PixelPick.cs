namespace TesseraGdal.Rasters;

/// <summary>The pixel of a tile that is wanted for a point.</summary>
/// <param name="Row">Row of the pixel.</param>
/// <param name="Column">Column of the pixel.</param>
/// <param name="Point">Number of the point.</param>
internal readonly record struct PixelPick(int Row, int Column, int Point) : IComparable<PixelPick>
{
    /// <summary>By row, then by column.</summary>
    public int CompareTo(PixelPick other) => Row != other.Row ? Row.CompareTo(other.Row) : Column.CompareTo(other.Column);
}
