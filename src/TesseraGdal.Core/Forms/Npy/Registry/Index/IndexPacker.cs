using TesseraGdal.Geometry;

namespace TesseraGdal.Forms.Npy.Registry.Index;

/// <summary>From the years of cells to an index.</summary>
internal static class IndexPacker
{
    /// <summary>Makes an index that is kept nowhere else.</summary>
    /// <param name="grid">The tiles.</param>
    /// <param name="facts">What the index shall know of itself.</param>
    /// <param name="name">Where the tiles were found, as a sentence begins.</param>
    public static TileIndex InMemory(YearGrid grid, IndexFacts facts, string name)
    {
        (IndexHeader header, ushort[] cells) = Pack(grid, facts, name);
        return TileIndex.Of(header, cells);
    }

    /// <summary>Packs cells, and describes them.</summary>
    public static (IndexHeader Header, ushort[] Cells) Pack(YearGrid grid, IndexFacts facts, string name)
    {
        ushort[] cells = GC.AllocateUninitializedArray<ushort>(CellGrid.Cells, pinned: true);
        int firstYear = grid.Pack(cells, out int lostYears);
        if (lostYears > 0) TesseraLog.Warn?.Invoke($"{name} spans more than {IndexHeader.YearBits} years; its last {lostYears} are left out.");
        return (IndexHeader.Of(facts, firstYear, cells), cells);
    }
}
