using TesseraGdal.Rasters;

namespace TesseraGdal.Forms.Npy.Mosaics;

/// <summary>Neighbouring pixels of one output row whose centres lie in one cell.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Run">The pixels.</param>
internal readonly record struct CellRun(Cell Cell, PixelRun Run);
