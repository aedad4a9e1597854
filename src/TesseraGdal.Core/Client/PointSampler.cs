using NetTopologySuite.Geometries;
using TesseraGdal.Forms;
using TesseraGdal.Geometry;
using TesseraGdal.Options;
using TesseraGdal.Quantization;
using TesseraGdal.Rasters;
using TesseraGdal.Rasters.Stored;

namespace TesseraGdal.Client;

/// <summary>
/// Values at points. A point's values are those of the tile in whose cell it lies, at the pixel whose centre is nearest on that tile's UTM plane; other tiles are not asked.
/// Points are grouped by tile, so that a tile is opened once; tiles are read several at a time.
/// </summary>
internal sealed class PointSampler
{
    /// <summary>Reads under way at once, of all tiles together.</summary>
    private const int ReadsAtOnce = 8;

    private readonly IPresence _presence;
    private readonly int _year;
    private readonly IPixelSource _pixels;
    private readonly ReadOptions _options;

    /// <summary>Takes what is read.</summary>
    /// <param name="presence">Which tiles there are.</param>
    /// <param name="year">Their year.</param>
    /// <param name="pixels">Gives their pixels.</param>
    /// <param name="options">How they are read, as embeddings.</param>
    public PointSampler(IPresence presence, int year, IPixelSource pixels, ReadOptions options) =>
        (_presence, _year, _pixels, _options) = (presence, year, pixels, options);

    /// <summary>Samples.</summary>
    /// <param name="points">Longitude as x and latitude as y, in degrees.</param>
    /// <param name="wanted">What is wanted of them.</param>
    /// <param name="progress">Told the fraction of points that are done, from any thread; or null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="TesseraException">A point is not on Earth or a band is none (InvalidArgument), the values are more than an array holds (LimitExceeded), or a tile cannot be read.</exception>
    public async ValueTask<SampleSet> SampleAsync(IReadOnlyList<Coordinate> points, SampleOptions wanted, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        int[] bands = BandsOf(wanted);
        if ((long)points.Count * bands.Length > Array.MaxLength)
            throw new TesseraException(TesseraErrorKind.LimitExceeded, $"{points.Count} points of {bands.Length} bands are more values than an array holds ({Array.MaxLength}). Sample them in several calls, or fewer bands.");
        var job = new Job(points, bands, wanted.WithSources);
        var done = new ReadProgress(progress, points.Count);
        var options = new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(TilesOf(points), options, async (tile, token) =>
        {
            if (_presence.Contains(_year, tile.Tile)) await SampleTileAsync(job, tile.Tile, tile.Points, token).ConfigureAwait(false);
            done.Add(tile.Points.Count);
        }).ConfigureAwait(false);
        if (points.Count == 0) progress?.Report(1); // who waits for the end hears of it
        return new SampleSet(bands, job.Values, job.Statuses, job.Sources);
    }

    private static int[] BandsOf(SampleOptions wanted)
    {
        int[] bands = wanted.Bands is null ? [.. Enumerable.Range(0, BandSelection.BandCount)] : [.. wanted.Bands];
        if (bands.Length == 0) throw new TesseraException(TesseraErrorKind.InvalidArgument, "No band is asked for. Leave Bands null for all of them.");
        foreach (int band in bands)
        {
            if ((uint)band >= BandSelection.BandCount) throw new TesseraException(TesseraErrorKind.InvalidArgument, $"There is no band {band}: they are counted from 0, and there are {BandSelection.BandCount}.");
        }
        return bands;
    }

    /// <summary>The tiles in whose cells points lie, with the numbers of these points.</summary>
    private static (TileId Tile, ArraySegment<int> Points)[] TilesOf(IReadOnlyList<Coordinate> points)
    {
        var keys = new (int Lat, int Lon)[points.Count];
        var numbers = new int[points.Count];
        for (int i = 0; i < points.Count; i++)
        {
            Coordinate point = points[i] ?? throw new ArgumentException($"Point {i} is null.", nameof(points));
            if (GeoBox.FaultOf(point.X, point.Y) is { } fault)
                throw new TesseraException(TesseraErrorKind.InvalidArgument, FormattableString.Invariant($"Point {i}, counted from 0, is {point.X},{point.Y}: it {fault}."));
            var tile = TileId.FromPoint(point.X, point.Y);
            (keys[i], numbers[i]) = ((tile.LatI, tile.LonI), i);
        }
        Array.Sort(keys, numbers);
        var tiles = new List<(TileId, ArraySegment<int>)>();
        for (int first = 0, end; first < keys.Length; first = end)
        {
            for (end = first + 1; end < keys.Length && keys[end] == keys[first];) end++;
            tiles.Add((new TileId(keys[first].Lon, keys[first].Lat), new ArraySegment<int>(numbers, first, end - first)));
        }
        return [.. tiles];
    }

    private async ValueTask SampleTileAsync(Job job, TileId tile, ArraySegment<int> points, CancellationToken cancellationToken)
    {
        ISampledRaster raster = await _pixels.OpenTileAsync(tile, _options, cancellationToken).ConfigureAwait(false);
        PixelPick[] picks = PicksOf(raster.Info.Grid, tile, points, job);
        await new PickReader<float>(job.Values, job.Bands, job.Gate).ReadAsync(raster, picks, cancellationToken).ConfigureAwait(false);

        PixelPick[] empty = [.. picks.Where(pick => !job.HasValue(pick.Point))];
        foreach (PixelPick pick in picks) job.Statuses[pick.Point] = SampleStatus.Valid;
        if (empty.Length == 0) return;
        // The codes of a mask are those of the statuses.
        ISampledRaster mask = await _pixels.OpenTileAsync(tile, _options with { View = MaskView.Instance }, cancellationToken).ConfigureAwait(false);
        await new PickReader<SampleStatus>(job.Statuses, [0], job.Gate).ReadAsync(mask, empty, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The nearest pixel of each point, in ascending order.</summary>
    private static PixelPick[] PicksOf(RasterGrid grid, TileId tile, ArraySegment<int> points, Job job)
    {
        var picks = new PixelPick[points.Count];
        (UtmZone zone, GeoTransform place) = (tile.Zone, grid.Transform);
        for (int i = 0; i < picks.Length; i++)
        {
            int point = points[i];
            (double easting, double northing) = zone.Project(job.Points[point].X, job.Points[point].Y);
            // A cell's corner may lie half a pixel beyond the grid, which is cut at whole pixels.
            int column = (int)Math.Clamp(Math.Floor((easting - place.OriginX) / place.PixelWidth), 0, grid.Width - 1);
            int row = (int)Math.Clamp(Math.Floor((place.OriginY - northing) / place.PixelHeight), 0, grid.Height - 1);
            picks[i] = new PixelPick(row, column, point);
            if (job.Sources is null) continue;
            double east = place.OriginX + ((column + 0.5) * place.PixelWidth) - easting, north = place.OriginY - ((row + 0.5) * place.PixelHeight) - northing;
            job.Sources[point] = new SampleSource(tile, column, row, Math.Sqrt((east * east) + (north * north)));
        }
        Array.Sort(picks);
        return picks;
    }

    /// <summary>What is asked for, and what is found. Each point is written by the one that reads its tile.</summary>
    private sealed class Job
    {
        public Job(IReadOnlyList<Coordinate> points, int[] bands, bool withSources)
        {
            (Points, Bands) = (points, bands);
            Values = GC.AllocateUninitializedArray<float>(points.Count * bands.Length);
            Values.AsSpan().Fill(NotANumber.Single);
            Statuses = new SampleStatus[points.Count];
            Sources = withSources ? new SampleSource?[points.Count] : null;
        }

        public IReadOnlyList<Coordinate> Points { get; }

        public int[] Bands { get; }

        public float[] Values { get; }

        public SampleStatus[] Statuses { get; }

        public SampleSource?[]? Sources { get; }

        public SemaphoreSlim Gate { get; } = new(ReadsAtOnce);

        public bool HasValue(int point)
        {
            foreach (float value in Values.AsSpan(point * Bands.Length, Bands.Length))
            {
                if (!float.IsNaN(value)) return true;
            }
            return false;
        }
    }
}
