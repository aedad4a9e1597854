using TesseraGdal.Forms.Npy.Tiles;
using TesseraGdal.Geometry;

namespace TesseraGdal.Forms.Npy.Mosaics;

/// <summary>A tile that has been opened, and where it lies.</summary>
/// <param name="Raster">The tile.</param>
/// <param name="Place">Its pixels on the zone's grid; by its landmask, where it has one.</param>
internal sealed record OpenedTile(TileRaster Raster, Window Place);
