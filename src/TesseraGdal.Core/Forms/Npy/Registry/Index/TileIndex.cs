using System.Runtime.InteropServices;
using TesseraGdal.Geometry;

namespace TesseraGdal.Forms.Npy.Registry.Index;

/// <summary>
/// The years of every 0.1° cell, ready for look-ups: 13 MB of bits, in a mapped file that processes share or in memory.
/// Does not change; a new manifest makes a new one. Safe from any thread.
/// </summary>
internal sealed unsafe class TileIndex
{
    private readonly IndexHeader _header;
    private readonly object _keeper;
    private readonly ushort* _cells;

    /// <param name="header">Describes the cells.</param>
    /// <param name="cells">As many as <see cref="CellGrid.Cells"/>.</param>
    /// <param name="keeper">Keeps <paramref name="cells"/> valid for as long as it lives.</param>
    private TileIndex(IndexHeader header, ushort* cells, object keeper)
    {
        _header = header;
        _cells = cells;
        _keeper = keeper;
        Years = [.. Enumerable.Range(0, IndexHeader.YearBits).Where(bit => header.Counts[bit] > 0).Select(bit => header.FirstYear + bit)];
    }

    /// <summary>An index over cells in memory.</summary>
    /// <param name="header">Describes the cells.</param>
    /// <param name="cells">A pinned array of <see cref="CellGrid.Cells"/>.</param>
    public static TileIndex Of(IndexHeader header, ushort[] cells) => new(header, (ushort*)Marshal.UnsafeAddrOfPinnedArrayElement(cells, 0), cells);

    /// <summary>An index over mapped cells.</summary>
    public static TileIndex Of(IndexHeader header, nint cells, object keeper) => new(header, (ushort*)cells, keeper);

    /// <summary>What it was made from.</summary>
    public IndexFacts Facts => _header.Facts;

    /// <summary>Years that have tiles, ascending.</summary>
    public IReadOnlyList<int> Years { get; }

    /// <summary>Tiles of a year.</summary>
    public int Count(int year) => BitOf(year) is var bit and >= 0 ? _header.Counts[bit] : 0;

    /// <summary>The year of bit 0; 0 where there is no tile at all.</summary>
    public int FirstYear => _header.FirstYear;

    /// <summary>Whether any cell of a row has one of some years.</summary>
    public bool RowHas(int row, ushort mask) => (_header.RowYears[row] & mask) != 0;

    /// <summary>The years of a cell, bit n for the year <see cref="FirstYear"/> + n.</summary>
    /// <param name="row">The row, within the <see cref="CellGrid"/>.</param>
    /// <param name="column">The column, within it.</param>
    public ushort At(int row, int column)
    {
        int cell = (row * CellGrid.Columns) + column;
        if ((uint)cell >= CellGrid.Cells) return 0;
        ushort years = _cells[cell];
        GC.KeepAlive(_keeper);
        return years;
    }

    /// <summary>Copies a row of cells, from west to east; the bits are those of <see cref="At"/>.</summary>
    /// <param name="row">The row, within the <see cref="CellGrid"/>.</param>
    /// <param name="cells">As many as the grid has columns.</param>
    public void CopyRow(int row, Span<ushort> cells)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)CellGrid.Rows);
        new ReadOnlySpan<ushort>(_cells + (row * CellGrid.Columns), CellGrid.Columns).CopyTo(cells);
        GC.KeepAlive(_keeper);
    }

    /// <summary>CRC-32C of the cells, as they were when the index was made.</summary>
    public uint Crc => _header.BodyCrc;

    /// <summary>Whether the cells are those that were written.</summary>
    public bool IsWhole()
    {
        uint crc = IndexHeader.Crc(new ReadOnlySpan<byte>(_cells, CellGrid.Cells * sizeof(ushort)));
        GC.KeepAlive(_keeper);
        return crc == _header.BodyCrc;
    }

    private int BitOf(int year) => year - _header.FirstYear is var bit and >= 0 and < IndexHeader.YearBits ? bit : -1;
}
