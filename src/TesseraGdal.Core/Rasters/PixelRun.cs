namespace TesseraGdal.Rasters;

/// <summary>Neighbouring pixels of one output row.</summary>
/// <param name="Row">The row.</param>
/// <param name="First">First column.</param>
/// <param name="Count">Columns, &gt; 0.</param>
internal readonly record struct PixelRun(int Row, int First, int Count) : IComparable<PixelRun>
{
    /// <summary>The column after the last.</summary>
    public int End => First + Count;

    /// <summary>By row, then by column.</summary>
    public int CompareTo(PixelRun other) => Row != other.Row ? Row.CompareTo(other.Row) : First.CompareTo(other.First);
}
