namespace TesseraGdal.Geometry;

/// <summary>A rectangle whose edges may lie within pixels, in columns and rows.</summary>
/// <param name="X">Western edge.</param>
/// <param name="Y">Northern edge.</param>
/// <param name="Width">Columns, &gt; 0.</param>
/// <param name="Height">Rows, &gt; 0.</param>
public readonly record struct PartialWindow(double X, double Y, double Width, double Height);
