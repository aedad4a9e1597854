using TesseraGdal.Geometry;
using TesseraGdal.Rasters;

namespace TesseraGdal.Forms.Npy.Mosaics;

/// <summary>
/// Which tiles may stand in for a cell's own in one read, and in which order: by how many rows and then columns of cells they lie off, south before north,
/// west before east. It depends on the cell alone, and so neither the window nor the order in which tiles are opened shows. Not for many threads at once.
/// </summary>
internal sealed class Neighbourhood(ZoneSource source, RasterGrid grid, Sampling columns, Sampling rows)
{
    private readonly Dictionary<Cell, Neighbour[]> _known = [];
    private readonly Dictionary<TileId, Window> _outputs = [];

    /// <summary>The neighbours of a cell that exist and cover some of the read's pixels.</summary>
    public Neighbour[] Of(Cell cell)
    {
        if (_known.TryGetValue(cell, out Neighbour[]? known)) return known;
        List<Neighbour> found = [];
        foreach (Cell candidate in Order(cell, source.Zone))
        {
            TileId tile = candidate.Tile;
            if (source.Has(tile) && OutputsOf(tile) is { Width: > 0, Height: > 0 } outputs) found.Add(new Neighbour(tile, outputs));
        }
        return _known[cell] = [.. found];
    }

    /// <summary>All cells that may hold a neighbour, in order.</summary>
    internal static IEnumerable<Cell> Order(Cell cell, UtmZone zone)
    {
        int furthest = cell.ColumnsAround;
        foreach (int[] rowsOff in (int[][])[[0], [-1, 1]])
        {
            for (int distance = 0; distance <= furthest; distance++)
            {
                foreach (int row in rowsOff)
                {
                    foreach (int column in distance == 0 ? (int[])[0] : [-distance, distance])
                    {
                        var neighbour = new Cell(cell.Column + column, cell.Row + row);
                        if (neighbour != cell && neighbour.IsIn(zone)) yield return neighbour;
                    }
                }
            }
        }
    }

    private Window OutputsOf(TileId tile)
    {
        if (_outputs.TryGetValue(tile, out Window known)) return known;
        Window outputs = ZoneGrid.PlaceOf(grid, RasterGrid.Of(tile)) is { } place ? OutputsOf(place, columns, rows) : default;
        return _outputs[tile] = outputs;
    }

    /// <summary>The output pixels of a read that show pixels of a part of the grid.</summary>
    public static Window OutputsOf(Window place, Sampling columns, Sampling rows)
    {
        int left = columns.CountBelow(place.X), top = rows.CountBelow(place.Y);
        return new Window(left, top, columns.CountBelow(place.X + place.Width) - left, rows.CountBelow(place.Y + place.Height) - top);
    }
}
