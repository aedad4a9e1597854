using System.Numerics;
using System.Runtime.InteropServices;
using TesseraGdal.Geometry;

namespace TesseraGdal.Registry;

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

    /// <summary>Whether a tile exists in a year.</summary>
    public bool Contains(int year, TileId tile) => (At(CellGrid.IndexOf(tile)) & MaskOf(year)) != 0;

    /// <summary>Years of a tile, ascending.</summary>
    public int[] YearsOf(TileId tile)
    {
        uint bits = At(CellGrid.IndexOf(tile));
        var years = new int[BitOperations.PopCount(bits)];
        for (int i = 0; i < years.Length; i++, bits &= bits - 1) years[i] = _header.FirstYear + BitOperations.TrailingZeroCount(bits);
        return years;
    }

    /// <summary>The bit of a year in a cell, none where the index has no such year; all for null.</summary>
    public ushort MaskOf(int? year) => year is not { } one ? ushort.MaxValue : BitOf(one) is var bit and >= 0 ? (ushort)(1 << bit) : (ushort)0;

    /// <summary>Whether any cell of a row has one of some years.</summary>
    public bool RowHas(int row, ushort mask) => (_header.RowYears[row] & mask) != 0;

    /// <summary>Whether a cell has one of some years.</summary>
    public bool Has(int row, int column, ushort mask) => (At((row * CellGrid.Columns) + column) & mask) != 0;

    /// <summary>Copies a row of cells, from west to east; the bits are those of <see cref="MaskOf"/>.</summary>
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

    /// <summary>The bit of a year, 0 …; −1 where the index has no such year.</summary>
    public int BitOf(int year) => year - _header.FirstYear is var bit and >= 0 and < IndexHeader.YearBits ? bit : -1;

    private ushort At(int cell)
    {
        if ((uint)cell >= CellGrid.Cells) return 0;
        ushort years = _cells[cell];
        GC.KeepAlive(_keeper);
        return years;
    }
}
