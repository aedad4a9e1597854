using TesseraGdal.Geometry;

namespace TesseraGdal.Forms.Npy.Mosaics;

/// <summary>A tile that may have what its neighbour has not.</summary>
/// <param name="Tile">The tile.</param>
/// <param name="Outputs">The output pixels of a read that it covers, by its computed grid; may be empty.</param>
internal readonly record struct Neighbour(TileId Tile, Window Outputs);
