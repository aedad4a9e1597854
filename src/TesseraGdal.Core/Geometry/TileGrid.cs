namespace TesseraGdal.Geometry;

/// <summary>The pixel grid of a raster: its projection, its size, and where its corner lies.</summary>
/// <param name="Epsg">EPSG code of the projected CRS, 32601 … 32660 or 32701 … 32760 for a tile.</param>
/// <param name="Transform">Where the pixels lie.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
public readonly record struct TileGrid(int Epsg, GeoTransform Transform, int Width, int Height);
