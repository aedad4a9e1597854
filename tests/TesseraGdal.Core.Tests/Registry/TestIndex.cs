using TesseraGdal.Forms.Npy.Registry;
using TesseraGdal.Forms.Npy.Registry.Index;
using TesseraGdal.Geometry;

namespace TesseraGdal.Tests.Registry;

/// <summary>Indexes in memory, of given tiles.</summary>
internal static class TestIndex
{
    public static TilePresence Of(params (int Year, TileId Tile)[] tiles)
    {
        var grid = new YearGrid();
        foreach ((int year, TileId tile) in tiles) grid.Add(CellGrid.IndexOf(tile), year, isPresent: true);
        ushort[] cells = GC.AllocateArray<ushort>(CellGrid.Cells, pinned: true);
        int firstYear = grid.Pack(cells, out _);
        var facts = new IndexFacts { Identity = "test", Source = "test" };
        return new TilePresence(Fixtures.V1, TileIndex.Of(IndexHeader.Of(facts, firstYear, cells), cells), facts, null);
    }
}
