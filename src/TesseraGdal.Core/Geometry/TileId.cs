namespace TesseraGdal.Geometry;

/// <summary>
/// The 0.1° cell of a tile, by its centre in hundredths of a degree: always odd multiples of 5, so that no comparison
/// rests on a floating-point degree (formats.md §1.4).
/// </summary>
/// <param name="LonI">Longitude of the centre × 100, −17995 … 17995.</param>
/// <param name="LatI">Latitude of the centre × 100, −8995 … 8995.</param>
public readonly record struct TileId(int LonI, int LatI);
