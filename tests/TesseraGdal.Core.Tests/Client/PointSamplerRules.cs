using NetTopologySuite.Geometries;
using TesseraGdal.Catalog;
using TesseraGdal.Client;
using TesseraGdal.Forms;
using TesseraGdal.Forms.Npy.Objects;
using TesseraGdal.Geometry;
using TesseraGdal.Rasters.Stored;
using TesseraGdal.Tests.Rasters.Mosaics;
using Xunit;

namespace TesseraGdal.Tests.Client;

/// <summary>Values at points of tiles whose pixels follow from closed formulas (<see cref="MadeStore"/>), and what is read for them.</summary>
[Collection("TesseraLog")] // tiles without landmasks warn
public class PointSamplerRules
{
    private static readonly TileId[] Tiles = MadeZone.Around(new TileId(15, 6005), without: new TileId(25, 6015));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_point_has_the_values_of_the_nearest_pixel_of_the_tile_in_whose_cell_it_lies()
    {
        MadeZone zone = await MadeZone.OfAsync(Tiles);
        Coordinate[] points = [.. Points(4000, seed: 1)];
        SampleSet samples = await Sampler(zone).SampleAsync(points, new SampleOptions { WithSources = true }, null, Token);

        Assert.Equal(points.Length, samples.Count);
        var met = new HashSet<SampleStatus>();
        for (int i = 0; i < points.Length; i++)
        {
            var tile = TileId.FromPoint(points[i].X, points[i].Y);
            met.Add(samples.Statuses[i]);
            if (!Tiles.Contains(tile))
            {
                Assert.Equal(SampleStatus.Outside, samples.Statuses[i]);
                Assert.Null(samples.Sources![i]);
                Assert.All(samples[i].ToArray(), value => Assert.Equal(0x7FC00000u, BitConverter.SingleToUInt32Bits(value)));
                continue;
            }
            var grid = RasterGrid.Of(tile);
            (double x, double y) = tile.Zone.Project(points[i].X, points[i].Y);
            int column = Math.Clamp((int)Math.Floor((x - grid.Transform.OriginX) / 10), 0, grid.Width - 1), row = Math.Clamp((int)Math.Floor((grid.Transform.OriginY - y) / 10), 0, grid.Height - 1);
            SampleSource source = samples.Sources![i]!.Value;
            Assert.Equal((tile, column, row), (source.Tile, source.Column, source.Row));
            Assert.InRange(source.Distance, 0, 15);
            Assert.Equal(MadeStore.IsValid(tile, row, column) ? SampleStatus.Valid : SampleStatus.NotFilled, samples.Statuses[i]);
            for (int band = 0; band < 128; band++)
            {
                float expected = MadeStore.IsValid(tile, row, column) ? MadeStore.Quantized(tile, row, column, band) * MadeStore.Scale(tile, row, column) : float.NaN;
                Assert.Equal(expected, samples.Values.Span[i, band]);
            }
        }
        Assert.Equal([SampleStatus.Outside, SampleStatus.Valid, SampleStatus.NotFilled], met.Order());
    }

    [Fact]
    public async Task The_order_of_points_and_what_stands_beside_them_does_not_matter()
    {
        MadeZone zone = await MadeZone.OfAsync(Tiles);
        Coordinate[] points = [.. Points(300, seed: 2)];
        int[] bands = [127, 0, 64, 0];
        SampleSet all = await Sampler(zone).SampleAsync(points, new SampleOptions { Bands = bands }, null, Token);
        Assert.Equal(bands, all.Bands);
        for (int i = 0; i < points.Length; i += 23)
        {
            SampleSet alone = await Sampler(zone).SampleAsync([points[i], points[i]], new SampleOptions { Bands = bands }, null, Token);
            Assert.Equal(all[i].ToArray(), alone[0].ToArray());
            Assert.Equal(all[i].ToArray(), alone[1].ToArray());
            Assert.Equal(all.Statuses[i], alone.Statuses[0]);
            Assert.Null(alone.Sources);
        }
    }

    [Fact]
    public async Task Only_rows_that_hold_a_point_are_read_and_none_twice()
    {
        MadeZone zone = await MadeZone.OfAsync(Tiles);
        Coordinate[] points = [.. Points(200, seed: 3)];
        SampleSet samples = await Sampler(zone).SampleAsync(points, new SampleOptions { Bands = [0], WithSources = true }, null, Token);
        HashSet<(TileId, int)> wanted = [.. samples.Sources!.OfType<SampleSource>().Select(source => (source.Tile, source.Row))];

        var read = new List<(TileId, int)>();
        foreach ((string key, long offset, int length) in zone.Store.Reads.Where(read => read.Offset > 0))
        {
            var item = NpyObject.Parse(DatasetKey.TryParse(key)!.Value);
            if (item.Kind != NpyObjectKind.Embeddings) continue;
            long row = RasterGrid.Of(item.Tile).Width * 128L;
            for (long i = (offset - 128) / row; i <= (offset + length - 129) / row; i++) read.Add((item.Tile, (int)i));
        }
        Assert.NotEmpty(wanted);
        Assert.Equal(0, zone.Store.MostRanges);
        Assert.Equal(wanted.Order(Comparer<(TileId Tile, int Row)>.Create((a, b) => (a.Tile.LonI, a.Tile.LatI, a.Row).CompareTo((b.Tile.LonI, b.Tile.LatI, b.Row)))),
            read.Order(Comparer<(TileId Tile, int Row)>.Create((a, b) => (a.Tile.LonI, a.Tile.LatI, a.Row).CompareTo((b.Tile.LonI, b.Tile.LatI, b.Row)))));
    }

    [Fact]
    public async Task Rows_that_follow_one_another_are_read_together()
    {
        MadeZone zone = await MadeZone.OfAsync(Tiles);
        var tile = new TileId(15, 6005);
        SampleSet samples = await Sampler(zone).SampleAsync([.. Enumerable.Range(0, 20000).Select(i => Inside(tile, i, seed: 4))], new SampleOptions { Bands = [0] }, null, Token);
        Assert.DoesNotContain(SampleStatus.Outside, samples.Statuses);
        int reads = zone.Store.Reads.Count(read => read.Offset > 0 && NpyObject.Parse(DatasetKey.TryParse(read.Key)!.Value).Kind == NpyObjectKind.Embeddings);
        Assert.InRange(reads, 1, (int)(RasterGrid.Of(tile).Width * (long)RasterGrid.Of(tile).Height * 128 / (1 << 20)) + 1);
    }

    [Fact]
    public async Task Bands_and_points_that_are_none_are_named()
    {
        MadeZone zone = await MadeZone.OfAsync(Tiles);
        Assert.Contains("no band 128", await FailureAsync(zone, [new(0.15, 60.05)], [0, 128]), StringComparison.Ordinal);
        Assert.Contains("No band", await FailureAsync(zone, [new(0.15, 60.05)], []), StringComparison.Ordinal);
        Assert.Contains("Point 1, counted from 0, is 60.05,120.15: it is not on Earth", await FailureAsync(zone, [new(0.15, 60.05), new(60.05, 120.15)], [0]), StringComparison.Ordinal);
        Assert.Contains("the longitude comes first", await FailureAsync(zone, [new(60.05, 120.15)], [0]), StringComparison.Ordinal);
        Assert.Contains("not on Earth", await FailureAsync(zone, [new(double.NaN, 0)], [0]), StringComparison.Ordinal);
        Assert.Empty((await Sampler(zone).SampleAsync([], new SampleOptions(), null, Token)).Statuses);
    }

    [Fact]
    public async Task A_cancelled_job_ends_and_progress_reaches_the_end_of_one_that_is_not()
    {
        MadeZone zone = await MadeZone.OfAsync(Tiles);
        using var stop = new CancellationTokenSource();
        zone.Store.Before = (_, _) =>
        {
            if (zone.Store.Reads.Count > 40) stop.Cancel();
            return Task.CompletedTask;
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Sampler(zone).SampleAsync([.. Points(2000, seed: 5)], new SampleOptions(), null, stop.Token));

        zone.Store.Before = null;
        var told = new Told();
        await Sampler(zone).SampleAsync([.. Points(50, seed: 5)], new SampleOptions { Bands = [0] }, told, Token);
        Assert.Equal(1, told.Last);
    }

    private static PointSampler Sampler(MadeZone zone) => new(zone.Registry, 2024, zone.Pixels, new ReadOptions());

    private static async Task<string> FailureAsync(MadeZone zone, Coordinate[] points, int[] bands)
    {
        TesseraException failure = await Assert.ThrowsAsync<TesseraException>(async () => await Sampler(zone).SampleAsync(points, new SampleOptions { Bands = bands }, null, Token));
        Assert.Equal(TesseraErrorKind.InvalidArgument, failure.Kind);
        return failure.Message;
    }

    /// <summary>Points over the tiles and a little beyond them.</summary>
    private static IEnumerable<Coordinate> Points(int count, int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < count; i++) yield return new Coordinate(-0.05 + (random.NextDouble() * 0.4), 59.88 + (random.NextDouble() * 0.35));
    }

    private static Coordinate Inside(TileId tile, int i, int seed)
    {
        var random = new Random(HashCode.Combine(i, seed));
        return new Coordinate(tile.West + (random.NextDouble() * 0.0999), tile.South + (random.NextDouble() * 0.0999));
    }

    private sealed class Told : IProgress<double>
    {
        public double Last { get; private set; }

        public void Report(double value) => Last = Math.Max(Last, value);
    }
}
