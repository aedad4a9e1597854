using TesseraGdal.Geometry;

namespace TesseraGdal.Client;

/// <summary>Which pixel a point's values are from.</summary>
/// <param name="Tile">The tile in whose cell the point lies.</param>
/// <param name="Column">Column of the pixel in the tile, counted from 0.</param>
/// <param name="Row">Row of the pixel in the tile, counted from 0.</param>
/// <param name="Distance">Metres on the tile's UTM plane from the point to the pixel's centre: at most some 7.1 within the tile's grid.</param>
public readonly record struct SampleSource(TileId Tile, int Column, int Row, double Distance);
