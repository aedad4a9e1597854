using TesseraGdal.Rasters;

namespace TesseraGdal.Client;

/// <summary>A tile that can be read.</summary>
/// <param name="Info">Which it is.</param>
/// <param name="Raster">Its pixels: 128 bands of float32 on its own UTM grid.</param>
public sealed record TesseraTile(TileInfo Info, IRaster Raster);
