using TesseraGdal.Geometry;
using TesseraGdal.Rasters;

namespace TesseraGdal.Forms.Npy.Mosaics;

/// <summary>
/// One read of a zone. At first each tile paints the pixels of its own cell, valid or not; then, in rounds, what is not valid is offered to neighbours,
/// which paint what they have. No two tiles paint a pixel at once, so nothing depends on which comes first.
/// </summary>
internal sealed class MosaicRead
{
    /// <summary>Tiles that are read at once: each fetches several strips at once itself, and a window on a screen seldom touches more.</summary>
    private const int TilesAtOnce = 8;

    /// <summary>Pixels of a read whose tiles are begun on the caller's thread: to hand them to others would take longer than to paint them.</summary>
    private const int FewPixels = 1024;

    private readonly SampledRead _read;
    private readonly TileShelf _tiles;
    private readonly TileShelf? _probes;
    private readonly Neighbourhood _neighbourhood;
    private readonly NoDataFill _fill;
    private readonly bool _validOnly;
    private readonly List<PixelRun> _never = [];

    /// <summary>Begins a read.</summary>
    /// <param name="read">The read, in columns and rows of the zone's grid.</param>
    /// <param name="info">The zone's type and nodata value.</param>
    /// <param name="tiles">The zone's tiles.</param>
    /// <param name="probes">The same, to be asked what is valid before more is fetched; null where that is no cheaper.</param>
    /// <param name="neighbourhood">Which tiles stand in for others.</param>
    public MosaicRead(SampledRead read, RasterInfo info, TileShelf tiles, TileShelf? probes, Neighbourhood neighbourhood)
    {
        (_read, _tiles, _probes, _neighbourhood) = (read, tiles, probes, neighbourhood);
        _fill = new NoDataFill(info, read.Bands.Length, read.Destination);
        _validOnly = read.Filter?.ValidOnly == true;
    }

    /// <summary>Reads all pixels.</summary>
    public async ValueTask RunAsync(MosaicPlan plan, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        MosaicProgress? whole = progress is null ? null : new MosaicProgress(progress, (long)_read.Columns.Out * _read.Rows.Out);
        List<Miss> misses = [];
        foreach (CellRun empty in plan.Empty)
        {
            if (!_validOnly) _fill.Fill(empty.Run);
            misses.Add(new Miss(empty.Run, empty.Cell, 0));
        }
        await ForEachAsync(
            plan.Runs,
            async (own, token) =>
            {
                List<Miss> left = await PaintOwnAsync(own.Key, own.Value, whole?.Part(own.Value.Sum(run => (long)run.Count)), token).ConfigureAwait(false);
                lock (misses) misses.AddRange(left);
            },
            cancellationToken).ConfigureAwait(false);
        while (misses.Count > 0)
        {
            Dictionary<TileId, List<Miss>> offers = Offer(misses);
            misses = [];
            await ForEachAsync(
                offers,
                async (offer, token) =>
                {
                    List<Miss> left = await PaintValidAsync(offer.Key, offer.Value, token).ConfigureAwait(false);
                    lock (misses) misses.AddRange(left);
                },
                cancellationToken).ConfigureAwait(false);
        }
        _read.Filter?.AddMisses(_never);
        progress?.Report(1);
    }

    /// <summary>Fetches what the tiles need to paint their own cells.</summary>
    public ValueTask AdviseAsync(MosaicPlan plan, CancellationToken cancellationToken) => ForEachAsync(
        plan.Runs,
        async (own, token) =>
        {
            OpenedTile opened = await _tiles.OpenAsync(own.Key, token).ConfigureAwait(false);
            (List<PixelRun> inside, _) = Clip(own.Value, opened);
            if (inside.Count > 0) await ((ISampledRaster)opened.Raster).AdviseAsync(Part(opened, inside, validOnly: false).Read, token).ConfigureAwait(false);
        },
        cancellationToken);

    /// <summary>Runs a task a tile, some of them at once; ends when all have ended.</summary>
    private async ValueTask ForEachAsync<T>(IReadOnlyDictionary<TileId, T> tiles, Func<KeyValuePair<TileId, T>, CancellationToken, ValueTask> body, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (tiles.Count == 1)
        {
            await body(tiles.First(), cancellationToken).ConfigureAwait(false);
            return;
        }
        if (tiles.Count <= TilesAtOnce && (long)_read.Columns.Out * _read.Rows.Out <= FewPixels)
        {
            await Task.WhenAll(tiles.Select(tile => body(tile, cancellationToken).AsTask())).ConfigureAwait(false);
            return;
        }
        var options = new ParallelOptions { MaxDegreeOfParallelism = TilesAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(tiles, options, body).ConfigureAwait(false);
    }

    /// <summary>A tile paints the pixels of its own cell.</summary>
    /// <returns>Those that are not valid; where the tile does not even reach, they show nodata.</returns>
    private async ValueTask<List<Miss>> PaintOwnAsync(TileId tile, List<PixelRun> runs, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        OpenedTile opened = await _tiles.OpenAsync(tile, cancellationToken).ConfigureAwait(false);
        (List<PixelRun> inside, List<PixelRun> outside) = Clip(runs, opened);
        if (!_validOnly)
            foreach (PixelRun run in outside) _fill.Fill(run);
        outside.AddRange(await PaintAsync(_tiles, tile, opened, inside, _validOnly, progress, cancellationToken).ConfigureAwait(false));
        var cell = Cell.Of(tile);
        return outside.ConvertAll(run => new Miss(run, cell, 0));
    }

    /// <summary>Which tiles are asked next for pixels that none has given a value; those that no other tile covers stay as they are.</summary>
    private Dictionary<TileId, List<Miss>> Offer(List<Miss> misses)
    {
        Dictionary<TileId, List<Miss>> offers = [];
        foreach (Miss miss in misses) Offer(miss.Run, miss.Next, _neighbourhood.Of(miss.Cell), miss.Cell);
        foreach (List<Miss> offered in offers.Values) offered.Sort();
        return offers;

        void Offer(PixelRun run, int next, Neighbour[] neighbours, Cell cell)
        {
            for (; next < neighbours.Length; next++)
            {
                (TileId tile, Window covered) = neighbours[next];
                int first = Math.Max(run.First, covered.X), end = Math.Min(run.End, covered.X + covered.Width);
                if (run.Row < covered.Y || run.Row >= covered.Y + covered.Height || first >= end) continue;
                if (!offers.TryGetValue(tile, out List<Miss>? offered)) offers[tile] = offered = [];
                offered.Add(new Miss(new PixelRun(run.Row, first, end - first), cell, next + 1));
                if (run.First < first) Offer(run with { Count = first - run.First }, next + 1, neighbours, cell);
                if (end < run.End) Offer(new PixelRun(run.Row, end, run.End - end), next + 1, neighbours, cell);
                return;
            }
            if (_read.Filter is not null) _never.Add(run);
        }
    }

    /// <summary>A tile paints what it has of the pixels that it is offered.</summary>
    /// <returns>The others.</returns>
    private async ValueTask<List<Miss>> PaintValidAsync(TileId tile, List<Miss> offered, CancellationToken cancellationToken)
    {
        OpenedTile opened = await _tiles.OpenAsync(tile, cancellationToken).ConfigureAwait(false);
        (List<PixelRun> runs, List<PixelRun> left) = Clip(offered.ConvertAll(miss => miss.Run), opened);
        if (_probes is not null && runs.Count > 0)
        {
            // Pixels that one tile lacks its neighbour mostly lacks too, such as the sea: their scales tell, which have a thirtieth of the bytes.
            OpenedTile probe = await _probes.OpenAsync(tile, cancellationToken).ConfigureAwait(false);
            List<PixelRun> invalid = await PaintAsync(_probes, tile, probe, runs, validOnly: true, null, cancellationToken).ConfigureAwait(false);
            runs = Without(runs, invalid);
            left.AddRange(invalid);
        }
        left.AddRange(await PaintAsync(_tiles, tile, opened, runs, validOnly: true, null, cancellationToken).ConfigureAwait(false));
        return left.ConvertAll(run => offered[IndexOf(offered, run)] with { Run = run });
    }

    /// <summary>A tile paints pixels that it covers.</summary>
    /// <returns>Those that are not valid in it, in ascending order.</returns>
    private async ValueTask<List<PixelRun>> PaintAsync(
        TileShelf shelf, TileId tile, OpenedTile opened, List<PixelRun> runs, bool validOnly, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        if (runs.Count == 0) return [];
        (SampledRead read, int firstColumn, int firstRow) = Part(opened, runs, validOnly);
        RunFilter filter = read.Filter!;
        try
        {
            await ((ISampledRaster)opened.Raster).ReadAsync(read, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (TesseraException)
        {
            shelf.Close(tile);
            throw;
        }
        if (validOnly && filter.Attempts > 1)
        {
            shelf.Close(tile);
            throw new TesseraException(TesseraErrorKind.Unavailable, $"The objects of {tile} were replaced while a window of EPSG:{opened.Raster.Info.Grid.Epsg} was being read from it. Read the window again.");
        }
        return [.. filter.Misses.Select(miss => new PixelRun(miss.Row + firstRow, miss.First + firstColumn, miss.Count))];
    }

    /// <summary>The read of a tile that paints some pixels, which it covers: of the smallest window around them.</summary>
    private (SampledRead Read, int FirstColumn, int FirstRow) Part(OpenedTile tile, List<PixelRun> runs, bool validOnly)
    {
        int firstRow = runs[0].Row, firstColumn = runs.Min(run => run.First), endColumn = runs.Max(run => run.End);
        PixelRun[] moved = [.. runs.Select(run => new PixelRun(run.Row - firstRow, run.First - firstColumn, run.Count))];
        SampledRead read = _read.Slice(firstColumn, endColumn - firstColumn, firstRow, runs[^1].Row - firstRow + 1).CountedFrom(tile.Place.X, tile.Place.Y);
        return (read with { Filter = new RunFilter(moved, validOnly) }, firstColumn, firstRow);
    }

    /// <summary>The parts of runs that a tile covers, and those that it does not, each in ascending order.</summary>
    private (List<PixelRun> Inside, List<PixelRun> Outside) Clip(List<PixelRun> runs, OpenedTile tile)
    {
        Window covered = Neighbourhood.OutputsOf(tile.Place, _read.Columns, _read.Rows);
        List<PixelRun> inside = new(runs.Count), outside = [];
        foreach (PixelRun run in runs)
        {
            int first = Math.Max(run.First, covered.X), end = Math.Min(run.End, covered.X + covered.Width);
            if (run.Row < covered.Y || run.Row >= covered.Y + covered.Height || first >= end)
            {
                outside.Add(run);
                continue;
            }
            if (run.First < first) outside.Add(run with { Count = first - run.First });
            inside.Add(new PixelRun(run.Row, first, end - first));
            if (end < run.End) outside.Add(new PixelRun(run.Row, end, run.End - end));
        }
        return (inside, outside);
    }

    /// <summary>Runs without some parts of them; all in ascending order.</summary>
    private static List<PixelRun> Without(List<PixelRun> runs, List<PixelRun> parts)
    {
        List<PixelRun> left = [];
        int next = 0;
        foreach (PixelRun run in runs)
        {
            int from = run.First;
            for (; next < parts.Count && parts[next].Row == run.Row && parts[next].First < run.End; next++)
            {
                if (parts[next].First > from) left.Add(new PixelRun(run.Row, from, parts[next].First - from));
                from = parts[next].End;
            }
            if (from < run.End) left.Add(new PixelRun(run.Row, from, run.End - from));
        }
        return left;
    }

    /// <summary>Which of the offered runs a part belongs to: the last that does not begin after it.</summary>
    private static int IndexOf(List<Miss> offered, PixelRun part)
    {
        int found = offered.BinarySearch(new Miss(part, default, 0));
        return found < 0 ? ~found - 1 : found;
    }
}
