using System.Numerics;
using TesseraGdal.Geometry;

namespace TesseraGdal.Forms.Npy.Registry.Index;

/// <summary>
/// Collects which years each cell has, while a manifest is read: a bit a year from <see cref="FirstYear"/> on. Of rows for the same
/// tile the first counts (formats.md §2.1), so one that says "not there" must be remembered too.
/// </summary>
internal sealed class YearGrid
{
    /// <summary>The years that a grid can hold: no satellite of Tessera's flew before.</summary>
    public const int FirstYear = 2000, LastYear = 2031;

    private uint[]? _present, _absent;

    /// <summary>Whether a year is one that a grid can hold.</summary>
    public static bool Holds(int year) => year is >= FirstYear and <= LastYear;

    /// <summary>Rows of size 0.</summary>
    public long AbsentRows { get; private set; }

    /// <summary>Rows that came again.</summary>
    public long RepeatedRows { get; private set; }

    /// <summary>Takes a row.</summary>
    /// <param name="cell">A place in the <see cref="CellGrid"/>.</param>
    /// <param name="year">A year within the bounds.</param>
    /// <param name="isPresent">Whether the row's objects exist.</param>
    public void Add(int cell, int year, bool isPresent)
    {
        uint bit = 1u << (year - FirstYear);
        if ((((_present?[cell] ?? 0) | (_absent?[cell] ?? 0)) & bit) != 0)
        {
            RepeatedRows++;
        }
        else if (isPresent)
        {
            (_present ??= new uint[CellGrid.Cells])[cell] |= bit;
        }
        else
        {
            AbsentRows++;
            (_absent ??= new uint[CellGrid.Cells])[cell] |= bit;
        }
    }

    /// <summary>Turns the bits into those of an index.</summary>
    /// <param name="cells">A place for each cell: bit 0 is the year that is returned.</param>
    /// <returns>The first year that any cell has, or 0 where none has any. Years more than 15 after it are lost; see <paramref name="lostYears"/>.</returns>
    /// <param name="lostYears">How many years had to be left out.</param>
    public int Pack(Span<ushort> cells, out int lostYears)
    {
        lostYears = 0;
        cells.Clear();
        if (_present is null) return 0;
        uint all = 0;
        foreach (uint years in _present) all |= years;
        int shift = BitOperations.TrailingZeroCount(all);
        for (int i = 0; i < cells.Length; i++) cells[i] = (ushort)(_present[i] >> shift);
        lostYears = BitOperations.PopCount(all >> shift >> 16);
        return FirstYear + shift;
    }
}
