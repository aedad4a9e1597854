using TesseraGdal.Rasters;

namespace TesseraGdal.Forms.Npy.Mosaics;

/// <summary>Pixels that no tile has given a value yet.</summary>
/// <param name="Run">The pixels.</param>
/// <param name="Cell">The cell in which they lie: the order in which neighbours are tried follows from it alone.</param>
/// <param name="Next">Which of the cell's neighbours is tried next.</param>
internal readonly record struct Miss(PixelRun Run, Cell Cell, int Next) : IComparable<Miss>
{
    /// <summary>By row, then by column.</summary>
    public int CompareTo(Miss other) => Run.CompareTo(other.Run);
}
