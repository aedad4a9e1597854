namespace TesseraGdal.Forms.Npy.Tiles;

/// <summary>Rows of a stored array that follow one another and are fetched as one range.</summary>
/// <param name="FirstRow">First of them in the array.</param>
/// <param name="Rows">Their number.</param>
/// <param name="Offset">Byte of the object at which the range begins.</param>
/// <param name="Length">Bytes of the range.</param>
/// <param name="Position">Where the range begins in the buffer that it is read into.</param>
internal readonly record struct RowRun(int FirstRow, int Rows, long Offset, int Length, int Position);
