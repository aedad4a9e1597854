using TesseraGdal.Geometry;
using TesseraGdal.Rasters;

namespace TesseraGdal.Forms.Npy.Mosaics;

/// <summary>
/// Finds in which cells the pixels of output rows lie, without unprojecting each. At a fixed northing longitude grows with easting, and latitude falls
/// (or rises, in the south) with the distance from the central meridian: so on either side of that meridian the pixels of a cell are one run, and its
/// end is found by bisection. Rows of one read resemble one another, so the ends of the row before are tried first. Not for many threads at once.
/// </summary>
internal sealed class CellScan
{
    private readonly RasterGrid _grid;
    private readonly UtmZone _zone;
    private readonly Sampling _columns;
    private readonly int _meridian;
    private readonly List<(Cell Cell, int End)> _row = [];
    private readonly List<int> _guesses = [];
    private int? _sourceRow;

    /// <summary>Begins a read.</summary>
    /// <param name="grid">The zone's grid.</param>
    /// <param name="zone">The zone.</param>
    /// <param name="columns">The columns that are read.</param>
    public CellScan(RasterGrid grid, UtmZone zone, Sampling columns)
    {
        (_grid, _zone, _columns) = (grid, zone, columns);
        (double meridian, _) = zone.Project(zone.CentralMeridian, 0);
        _meridian = columns.CountBelow((int)Math.Ceiling((meridian - grid.Transform.OriginX) / grid.Transform.PixelWidth - 0.5));
    }

    /// <summary>The cell in which the centre of a pixel of the zone's grid lies.</summary>
    public static Cell CellAt(RasterGrid grid, UtmZone zone, int column, int row) => Cell.At(zone.Unproject(
        grid.Transform.OriginX + (column + 0.5) * grid.Transform.PixelWidth, grid.Transform.OriginY - (row + 0.5) * grid.Transform.PixelHeight));

    /// <summary>The runs of an output row, from west to east, as cells (<see cref="Cell.SeenFrom"/>) and the output columns after their last.</summary>
    /// <param name="sourceRow">The row of the zone's grid that it shows.</param>
    /// <returns>Valid until the next call.</returns>
    public IReadOnlyList<(Cell Cell, int End)> Row(int sourceRow)
    {
        if (_sourceRow == sourceRow) return _row;
        _sourceRow = sourceRow;
        _guesses.Clear();
        foreach ((Cell _, int end) in _row) _guesses.Add(end);
        _row.Clear();
        int guess = 0;
        ScanSide(sourceRow, 0, _meridian, ref guess);
        ScanSide(sourceRow, _meridian, _columns.Out, ref guess);
        return _row;
    }

    private void ScanSide(int row, int start, int end, ref int guess)
    {
        Cell? known = null;
        for (int from = start; from < end;)
        {
            Cell cell = known ?? CellOf(from, row);
            while (guess < _guesses.Count && _guesses[guess] <= from) guess++;
            (from, known) = EndOf(cell, from, end, row, guess < _guesses.Count ? Math.Min(_guesses[guess], end) : end);
            _row.Add((cell, from));
        }
    }

    /// <summary>The first output after <paramref name="from"/> that lies in another cell, and in which, if that came to light.</summary>
    private (int End, Cell? Next) EndOf(Cell cell, int from, int end, int row, int guess)
    {
        int inside = from, outside = end;
        Cell? next = null;
        // Away from the guess in steps that double, until the end is passed; then by halves.
        int probe = Math.Min(guess, end - 1);
        if (probe > inside)
        {
            bool isInside = Try(probe);
            for (int step = 1; ; step *= 2)
            {
                probe += isInside ? step : -step;
                if (probe <= inside || probe >= outside || Try(probe) != isInside) break;
            }
        }
        while (outside - inside > 1) Try((inside + outside) / 2);
        return (outside, next);

        bool Try(int output)
        {
            Cell found = CellOf(output, row);
            if (found == cell) inside = output;
            else (outside, next) = (output, found);
            return found == cell;
        }
    }

    private Cell CellOf(int output, int row) => CellAt(_grid, _zone, _columns[output], row).SeenFrom(_zone);
}
