namespace TesseraGdal.Geometry;

/// <summary>
/// A north-up geotransform: the projected position of the raster's upper left corner and the size of its pixels.
/// </summary>
/// <param name="OriginX">Easting (or longitude) of the western edge, in units of the CRS.</param>
/// <param name="OriginY">Northing (or latitude) of the northern edge, in units of the CRS.</param>
/// <param name="PixelWidth">Width of a pixel, &gt; 0.</param>
/// <param name="PixelHeight">Height of a pixel, &gt; 0 (GDAL's sixth coefficient is its negative).</param>
public readonly record struct GeoTransform(double OriginX, double OriginY, double PixelWidth, double PixelHeight);
