namespace TesseraGdal.Rasters.Stored;

/// <summary>Writes pixels of a view into the caller's memory, for one read: bands and strides are settled. Safe from many threads.</summary>
internal abstract unsafe class RowPainter
{
    /// <summary>Writes neighbouring pixels.</summary>
    /// <param name="pixels">What is stored.</param>
    /// <param name="count">Pixels.</param>
    /// <param name="output">Where the first pixel's first band goes.</param>
    public abstract void Paint(StoredPixels pixels, int count, byte* output);
}
