using TesseraGdal.Forms.Npy.Arrays;
using TesseraGdal.Rasters;

namespace TesseraGdal.Forms.Npy.Tiles;

/// <summary>
/// The bytes of a stored array that some output rows need, as ranges of the object, and where they lie in a buffer. Rows are contiguous in
/// .npy, so neighbouring rows are one range: with the columns between them that are not wanted, if those are few.
/// </summary>
internal sealed class RowLayout
{
    /// <summary>
    /// Bytes between two rows' wanted columns that are read with them rather than starting another range: a request's round trip
    /// takes longer. A tile's row has some 30 to 140 KiB.
    /// </summary>
    private const int MaxGap = 128 * 1024;

    private RowLayout(RowRun[] runs, long pitch, int length, int firstColumn, int columns)
    {
        Runs = runs;
        Pitch = pitch;
        Length = length;
        FirstColumn = firstColumn;
        Columns = columns;
    }

    /// <summary>The ranges, in ascending order.</summary>
    public IReadOnlyList<RowRun> Runs { get; }

    /// <summary>Bytes from a row to the next within a run.</summary>
    public long Pitch { get; }

    /// <summary>Bytes of all ranges, and of the buffer that they need.</summary>
    public int Length { get; }

    /// <summary>The array's column at which each row begins.</summary>
    public int FirstColumn { get; }

    /// <summary>Columns of each row, from the first to the last that is wanted.</summary>
    public int Columns { get; }

    /// <summary>Bytes that one more row adds at most; for cutting a read into parts of bounded size.</summary>
    public static long RowCost(TileArray array, Sampling columns) => RowCost(array.Width, array.PixelLength, columns.Last - columns.First + 1);

    /// <summary>The same for an array that is not opened yet.</summary>
    /// <param name="width">Columns of the array.</param>
    /// <param name="pixelLength">Bytes of a pixel.</param>
    /// <param name="columns">Columns from the first to the last that is wanted.</param>
    public static long RowCost(int width, int pixelLength, int columns) => (long)(Merges(width, pixelLength, columns) ? width : columns) * pixelLength;

    /// <summary>The ranges that a read needs for some of its output rows; less than 2 GiB in all.</summary>
    public static RowLayout Of(TileArray array, SampledRead read, OutputRows part)
    {
        (Sampling columns, Sampling rows) = (read.Columns, read.Rows);
        int wanted = columns.Last - columns.First + 1, span = wanted * array.PixelLength;
        bool merges = Merges(array.Width, array.PixelLength, wanted);
        List<RowRun> runs = [];
        int position = 0;
        int end = part.First + part.Count;
        for (int i = read.NextRow(part.First, end); i < end;)
        {
            int firstRow = rows[i], lastRow = firstRow;
            for (i = read.NextRow(i + 1, end); i < end && (rows[i] == lastRow || (merges && rows[i] == lastRow + 1)); i = read.NextRow(i + 1, end)) lastRow = rows[i];
            int length = checked((int)((lastRow - firstRow) * array.RowLength + span));
            runs.Add(new RowRun(firstRow, lastRow - firstRow + 1, array.OffsetOf(columns.First, firstRow), length, position));
            position = checked(position + length);
        }
        return new RowLayout([.. runs], array.RowLength, position, columns.First, wanted);
    }

    private static bool Merges(int width, int pixelLength, int columns) => (long)(width - columns) * pixelLength <= MaxGap;
}
