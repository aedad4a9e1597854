namespace TesseraGdal.Geometry;

/// <summary>A box of longitudes and latitudes, edges included.</summary>
/// <param name="West">Degrees, −180 … 180; greater than <paramref name="East"/> where the box crosses the antimeridian.</param>
/// <param name="South">Degrees, −90 … 90, ≤ <paramref name="North"/>.</param>
/// <param name="East">Degrees, −180 … 180.</param>
/// <param name="North">Degrees, −90 … 90.</param>
public readonly record struct GeoBox(double West, double South, double East, double North);
