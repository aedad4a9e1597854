namespace TesseraGdal.Geometry;

/// <summary>A rectangle of whole pixels; row 0 is the northernmost, column 0 the westernmost.</summary>
/// <param name="X">First column.</param>
/// <param name="Y">First row.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
public readonly record struct Window(int X, int Y, int Width, int Height)
{
    /// <summary>Whether the window lies within a raster of that size and is not empty.</summary>
    public bool IsWithin(int width, int height) =>
        X >= 0 && Y >= 0 && Width > 0 && Height > 0 && X <= width - Width && Y <= height - Height;
}
