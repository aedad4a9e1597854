using TesseraGdal.Forms.Npy.Arrays;
using TesseraGdal.Forms.Npy.Tiles;
using TesseraGdal.Geometry;
using TesseraGdal.Rasters;
using TesseraGdal.Rasters.Stored;

namespace TesseraGdal.Forms.Npy.Mosaics;

/// <summary>Which pixels of a read each tile has in its own cell, and which lie in cells without one. Made before anything is asked of a store.</summary>
internal sealed class MosaicPlan
{
    /// <summary>Stored bytes that opening a tile takes: the first blocks of its two arrays, and its landmask.</summary>
    private const long OpeningCost = 200 * 1024;

    /// <summary>Rows that are scanned one after the other; a few, so that the first of them, which has no row before it to learn from, does not count.</summary>
    private const int RowsOfPart = 64;

    private readonly Dictionary<TileId, List<PixelRun>> _runs = [];

    private MosaicPlan()
    {
    }

    /// <summary>The pixels of each tile's own cell, in ascending order.</summary>
    public IReadOnlyDictionary<TileId, List<PixelRun>> Runs => _runs;

    /// <summary>The pixels in cells without a tile, in ascending order.</summary>
    public List<CellRun> Empty { get; } = [];

    /// <summary>Plans a read.</summary>
    /// <param name="source">The zone.</param>
    /// <param name="grid">Its grid.</param>
    /// <param name="read">The read, in columns and rows of the grid.</param>
    /// <param name="options">How tiles are read, and how much.</param>
    /// <param name="cancellationToken">Stops the planning.</param>
    /// <exception cref="TesseraException">LimitExceeded: the read needs more than <see cref="ReadOptions.MaxRead"/>.</exception>
    public static MosaicPlan Of(ZoneSource source, RasterGrid grid, SampledRead read, ReadOptions options, CancellationToken cancellationToken)
    {
        var plan = new MosaicPlan();
        int parts = (read.Rows.Out + RowsOfPart - 1) / RowsOfPart, partsAtOnce = Math.Max(1, options.Threads) * 2;
        for (int first = 0; first < parts; first += partsAtOnce)
        {
            // Parts are scanned side by side and joined in order, and no more of them are scanned than a read may need.
            var scanned = new List<CellRun>[Math.Min(partsAtOnce, parts - first)];
            if (scanned.Length == 1) Scan(0);
            else Parallel.For(0, scanned.Length, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, options.Threads), CancellationToken = cancellationToken }, Scan);
            cancellationToken.ThrowIfCancellationRequested();
            foreach (CellRun run in scanned.SelectMany(part => part)) plan.Add(source, run);
            bool isLast = first + partsAtOnce >= parts;
            if (isLast || first / partsAtOnce % 8 == 7) plan.CheckLimit(read, options, isLast);

            void Scan(int part) => scanned[part] = Scanned(source, grid, read, (first + part) * RowsOfPart);
        }
        return plan;
    }

    /// <summary>The runs of some rows, in ascending order.</summary>
    private static List<CellRun> Scanned(ZoneSource source, RasterGrid grid, SampledRead read, int firstRow)
    {
        List<CellRun> runs = [];
        var scan = new CellScan(grid, source.Zone, read.Columns);
        for (int row = firstRow; row < Math.Min(firstRow + RowsOfPart, read.Rows.Out); row++)
        {
            ReadOnlySpan<PixelRun> wanted = read.Filter is { } filter ? filter.At(row) : [new PixelRun(row, 0, read.Columns.Out)];
            if (!wanted.IsEmpty) AddRow(runs, scan.Row(read.Rows[row]), wanted);
        }
        return runs;
    }

    /// <summary>What is wanted of a row, cut where another cell begins.</summary>
    private static void AddRow(List<CellRun> runs, IReadOnlyList<(Cell Cell, int End)> cells, ReadOnlySpan<PixelRun> wanted)
    {
        int at = 0;
        foreach (PixelRun run in wanted)
        {
            while (cells[at].End <= run.First) at++;
            for (int first = run.First; first < run.End;)
            {
                int end = Math.Min(cells[at].End, run.End);
                runs.Add(new CellRun(cells[at].Cell, new PixelRun(run.Row, first, end - first)));
                first = end;
                if (first < run.End) at++;
            }
        }
    }

    private void Add(ZoneSource source, CellRun run)
    {
        TileId tile = run.Cell.Tile;
        if (!run.Cell.IsIn(source.Zone) || !source.Has(tile))
        {
            Empty.Add(run);
            return;
        }
        if (!_runs.TryGetValue(tile, out List<PixelRun>? runs)) _runs[tile] = runs = [];
        runs.Add(run.Run);
    }

    private void CheckLimit(SampledRead read, ReadOptions options, bool isWhole)
    {
        long bytes = 0;
        foreach ((TileId tile, List<PixelRun> runs) in _runs) bytes += OpeningCost + CostOf(tile, runs, read, options);
        if (bytes <= options.MaxRead) return;
        throw new TesseraException(
            TesseraErrorKind.LimitExceeded,
            $"Reading columns {read.Columns.First} to {read.Columns.Last} and rows {read.Rows.First} to {read.Rows.Last} of the zone needs {(isWhole ? "" : "more than ")}{bytes} stored bytes "
            + $"of {_runs.Count} tiles{(isWhole ? "" : " and more")}, and TESSERA_MAX_READ allows {options.MaxRead}. Ask for a smaller window, or for fewer pixels by nearest neighbour, which takes some of the rows only; or raise TESSERA_MAX_READ.");
    }

    /// <summary>What a tile's reader fetches for some pixels (<see cref="RowLayout"/>), by the computed grid and with a scale a pixel.</summary>
    private static long CostOf(TileId tile, List<PixelRun> runs, SampledRead read, ReadOptions options)
    {
        long rows = 0;
        int first = int.MaxValue, last = int.MinValue, lastRow = int.MinValue;
        foreach (PixelRun run in runs)
        {
            if (read.Rows[run.Row] != lastRow) rows++;
            lastRow = read.Rows[run.Row];
            (first, last) = (Math.Min(first, run.First), Math.Max(last, run.End - 1));
        }
        int columns = read.Columns[last] - read.Columns[first] + 1, width = Math.Max(columns, RasterGrid.Of(tile).Width);
        return rows * ((options.View.NeedsEmbeddings ? RowLayout.RowCost(width, TileArray.EmbeddingBands, columns) : 0) + RowLayout.RowCost(width, sizeof(float), columns));
    }
}
