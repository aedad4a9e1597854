using TesseraGdal.Geometry;
using TesseraGdal.Registry;

namespace TesseraGdal.Tests.Registry;

/// <summary>Indexes in memory, of given tiles.</summary>
internal static class TestIndex
{
    public static TileIndex Of(params (int Year, TileId Tile)[] tiles)
    {
        var grid = new YearGrid();
        foreach ((int year, TileId tile) in tiles) grid.Add(CellGrid.IndexOf(tile), year, isPresent: true);
        ushort[] cells = GC.AllocateArray<ushort>(CellGrid.Cells, pinned: true);
        int firstYear = grid.Pack(cells, out _);
        var facts = new IndexFacts { Identity = "test", Source = "test" };
        return TileIndex.Of(IndexHeader.Of(facts, firstYear, cells), cells);
    }
}
