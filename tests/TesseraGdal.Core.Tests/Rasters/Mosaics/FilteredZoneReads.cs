using System.Buffers;
using TesseraGdal.Forms.Npy.Mosaics;
using TesseraGdal.Geometry;
using TesseraGdal.Rasters;
using Xunit;

namespace TesseraGdal.Tests.Rasters.Mosaics;

/// <summary>The contract of reads with a filter, which a zone and a part of it fulfil as a tile does: only what is wanted is written, and what is not valid is told.</summary>
public class FilteredZoneReads
{
    private const float Untouched = 12345;

    private static readonly int[] Bands = [0, 127];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<int, int, double, double, bool> Places => new()
    {
        { 105, 5205, 1.1, 52.0, false }, { 105, 5205, 1.1, 52.0, true }, // a corner of four cells
        { 605, 7805, 6.0, 78.1, false }, { 605, 7805, 6.0, 78.1, true }, // a zone's western edge, where there is nothing beyond
        { 595, 7805, 6.0, 78.05, false }, { 595, 7805, 6.0, 78.05, true }, // and the eastern one
    };

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Of_a_zone_what_is_wanted_is_as_in_the_whole(int lonI, int latI, double longitude, double latitude, bool validOnly)
    {
        ZoneRaster zone = await OpenAsync(lonI, latI);
        Window window = await WindowAsync(lonI, latI, longitude, latitude, zone);
        await CompareAsync(zone, window, validOnly);
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task On_another_grid_what_lies_beyond_the_zone_has_no_value(int lonI, int latI, double longitude, double latitude, bool validOnly)
    {
        ZoneRaster zone = await OpenAsync(lonI, latI);
        RasterGrid grid = zone.Info.Grid;
        Window window = await WindowAsync(lonI, latI, longitude, latitude, zone);
        // From beyond the north-western corner to beyond the south-eastern one.
        var larger = grid with
        {
            Width = grid.Width + 50,
            Height = grid.Height + 60,
            Transform = grid.Transform with { OriginX = grid.Transform.OriginX - 200, OriginY = grid.Transform.OriginY + 300 },
        };
        ISampledRaster laid = CropRaster.Onto(zone, larger);
        Assert.Equal(larger, laid.Info.Grid);
        float[] inside = await ReadAsync(zone, window, null), moved = await ReadAsync(laid, window with { X = window.X + 20, Y = window.Y + 30 }, null);
        Assert.Equal(inside.Select(BitConverter.SingleToUInt32Bits), moved.Select(BitConverter.SingleToUInt32Bits));
        foreach (Window corner in (Window[])[new(0, 0, 60, 70), new(larger.Width - 70, larger.Height - 90, 70, 90), new(3, 2, 10, 12)])
        {
            float[] found = await ReadAsync(laid, corner, null);
            for (int row = 0; row < corner.Height; row++)
            {
                for (int column = 0; column < corner.Width; column++)
                {
                    (int x, int y) = (corner.X + column - 20, corner.Y + row - 30);
                    bool isBeyond = x < 0 || y < 0 || x >= grid.Width || y >= grid.Height;
                    if (isBeyond) Assert.True(float.IsNaN(found[(row * corner.Width) + column]), $"{x},{y}");
                }
            }
            await CompareAsync(laid, corner, validOnly);
        }
    }

    [Fact]
    public async Task A_grid_of_other_pixels_cannot_be_laid_on()
    {
        ZoneRaster zone = await OpenAsync(105, 5205);
        RasterGrid grid = zone.Info.Grid;
        foreach (RasterGrid other in (RasterGrid[])
            [
                grid with { Epsg = 32632 },
                grid with { Transform = grid.Transform with { OriginX = grid.Transform.OriginX + 5 } },
                grid with { Transform = grid.Transform with { PixelHeight = 20 } },
                grid with { Transform = grid.Transform with { OriginY = double.NaN } },
            ])
            Assert.Equal(TesseraErrorKind.CorruptData, Assert.Throws<TesseraException>(() => CropRaster.Onto(zone, other)).Kind);
    }

    private static async Task<ZoneRaster> OpenAsync(int lonI, int latI) => (await ZoneAsync(lonI, latI)).Open();

    private static async Task<Window> WindowAsync(int lonI, int latI, double longitude, double latitude, ZoneRaster zone) =>
        (await ZoneAsync(lonI, latI)).WindowAt(zone.Info, longitude, latitude, 61, 47);

    private static async Task<MadeZone> ZoneAsync(int lonI, int latI)
    {
        var middle = new TileId(lonI, latI);
        return (await MadeZone.OfAsync(MadeZone.Around(middle, new TileId(lonI + 10, latI)))).SeenFrom(middle.Zone);
    }

    /// <summary>Against a read of the whole window, whose pixels are looked at elsewhere.</summary>
    private static async Task CompareAsync(ISampledRaster raster, Window window, bool validOnly)
    {
        float[] whole = await ReadAsync(raster, window, null);
        var random = new Random(window.GetHashCode());
        PixelRun[] runs = [.. Enumerable.Range(0, window.Height).SelectMany(row => RunsOf(random, row, window.Width))];
        var filter = new RunFilter(runs, validOnly);
        float[] found = await ReadAsync(raster, window, filter);

        HashSet<(int Row, int Column)> wanted = [.. runs.SelectMany(run => Enumerable.Range(run.First, run.Count).Select(column => (run.Row, column)))];
        HashSet<(int Row, int Column)> missed = [.. filter.Misses.SelectMany(run => Enumerable.Range(run.First, run.Count).Select(column => (run.Row, column)))];
        Assert.Equal(filter.Misses.Sum(run => run.Count), missed.Count);
        for (int i = 0; i < whole.Length; i++)
        {
            (int row, int column) = (i / window.Width % window.Height, i % window.Width);
            bool isWanted = wanted.Contains((row, column)), isValid = !float.IsNaN(whole[i]);
            float expected = isWanted && (isValid || !validOnly) ? whole[i] : Untouched;
            Assert.True(BitConverter.SingleToUInt32Bits(expected) == BitConverter.SingleToUInt32Bits(found[i]), $"row {row}, column {column}: {expected}, {found[i]}");
            Assert.Equal(isWanted && !isValid, missed.Contains((row, column)));
        }
    }

    /// <summary>Some runs of a row, which may be none and may touch.</summary>
    private static IEnumerable<PixelRun> RunsOf(Random random, int row, int width)
    {
        if (random.Next(4) == 0) yield break;
        for (int first = random.Next(9); first < width;)
        {
            int count = Math.Min(1 + random.Next(20), width - first);
            yield return new PixelRun(row, first, count);
            first += count + random.Next(7);
        }
    }

    private static async Task<float[]> ReadAsync(ISampledRaster raster, Window window, RunFilter? filter)
    {
        float[] pixels = [.. Enumerable.Repeat(Untouched, window.Width * window.Height * Bands.Length)];
        using MemoryHandle pin = pixels.AsMemory().Pin();
        var request = new RasterRead
        {
            Window = window,
            Bands = Bands,
            OutWidth = window.Width,
            OutHeight = window.Height,
            Destination = PixelBuffer.OfPlanes(pin, window.Width, window.Height),
        };
        await raster.ReadAsync(SampledRead.Of(request, shift: 0) with { Filter = filter }, null, Token);
        return pixels;
    }
}
