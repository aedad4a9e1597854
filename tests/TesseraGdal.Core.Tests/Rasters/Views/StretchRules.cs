using FsCheck.Xunit;
using TesseraGdal.Forms.Npy;
using TesseraGdal.Forms.Npy.Tiles;
using TesseraGdal.Geometry;
using TesseraGdal.Rasters.Stored;
using TesseraGdal.Storage;
using TesseraGdal.Storage.Sources;
using TesseraGdal.Views;
using Xunit;

namespace TesseraGdal.Tests.Rasters.Views;

/// <summary>Where the colours of pictures come from, what that costs, and what is kept of it.</summary>
[Collection("TesseraLog")] // what is missing is warned of
public class StretchRules
{
    private static readonly int[] Bands = [7, 0, 99];

    [Fact]
    public async Task All_pictures_of_a_zone_have_the_colours_of_a_handful_of_its_tiles()
    {
        using var zone = new ColorZone(12);
        int[] picked = [0, 2, 3, 5, 6, 8, 9, 11];
        var expected = new ColorStretch(Range(0), Range(1), Range(2));
        foreach (int tile in (int[])[0, 1, 11])
        {
            RgbRaster picture = RgbRaster.Of(await zone.OpenAsync(tile), Bands, null, zone.Source());
            await VerifyAsync(picture, tile, expected);
        }
        Assert.Equal(1, zone.Listings);

        ColorRange Range(int band)
        {
            (double low, double high) = ColorZone.Range(picked, Bands[band]);
            return new ColorRange(low, high);
        }
    }

    [Fact]
    public async Task Opening_reads_nothing_and_the_first_pixel_reads_each_picked_tile_once()
    {
        using var zone = new ColorZone(20);
        TileRaster tile = await zone.OpenAsync(19);
        zone.Store.Reads.Clear();
        RgbRaster picture = RgbRaster.Of(tile, Bands, null, zone.Source()), same = RgbRaster.Of(tile, Bands, null, zone.Source());
        Assert.Empty(zone.Store.Reads);
        Assert.Equal(0, zone.Listings);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => ReadPixelAsync(i % 2 == 0 ? picture : same))));
        Assert.Equal(1, zone.Listings);
        Assert.Equal(Enumerable.Range(0, 8).Select(i => ColorZone.KeyOf(zone.Tiles[1 + (5 * i / 2)]) + ".npy").Append(ColorZone.KeyOf(zone.Tiles[19]) + ".npy").Order(), zone.TilesRead.Order());
        foreach (IGrouping<(string, long, int), (string, long, int)> read in zone.Store.Reads.Where(read => !read.Key.Contains("grid_1.95", StringComparison.Ordinal)).GroupBy(read => read)) Assert.Single(read);
    }

    [Property(MaxTest = 300)]
    public void Tiles_are_picked_evenly_and_always_the_same(ushort count)
    {
        TileId[] tiles = [.. Enumerable.Range(0, count % 3000).Select(i => new TileId(i, 5))];
        IReadOnlyList<TileId> picked = StretchSampler.Pick(tiles, 8);
        Assert.Equal(Math.Min(8, tiles.Length), picked.Count);
        Assert.Equal(picked, StretchSampler.Pick(tiles, 8));
        Assert.Equal(picked.Select(tile => tile.LonI).Distinct().Order(), picked.Select(tile => tile.LonI));
        if (tiles.Length <= 8) return;
        int[] gaps = [.. picked.Zip(picked.Skip(1), (a, b) => b.LonI - a.LonI)];
        Assert.InRange(gaps.Max() - gaps.Min(), 0, 1);
        Assert.InRange(picked[0].LonI - (tiles.Length - 1 - picked[^1].LonI), -1, 1);
    }

    [Fact]
    public async Task Without_a_zone_to_look_at_a_picture_has_its_own_colours()
    {
        using var zone = new ColorZone(1);
        (double low, double high) = ColorZone.Range([0], 7);
        var expected = new ColorStretch(new(low, high), Of(0), Of(99));
        await VerifyAsync(RgbRaster.Of(await zone.OpenAsync(0), Bands, null, null), 0, expected);

        ColorRange Of(int band) => ColorZone.Range([0], band) is var (lowest, highest) ? new(lowest, highest) : default;
    }

    [Fact]
    public async Task A_stretch_that_is_given_needs_no_other_tile()
    {
        using var zone = new ColorZone(4);
        ColorStretch given = ColorStretch.TryParse("-1,1,-2,2,-3,3")!;
        await VerifyAsync(RgbRaster.Of(await zone.OpenAsync(2), Bands, given, zone.Source(cache: zone.Cache)), 2, given);
        Assert.Equal([ColorZone.KeyOf(zone.Tiles[2]) + ".npy"], zone.TilesRead);
        Assert.False(Directory.Exists(zone.Cache));
    }

    [Fact]
    public async Task What_was_found_is_kept_for_other_processes()
    {
        using var zone = new ColorZone(3);
        StretchSource source = zone.Source(cache: zone.Cache);
        string identity = source.IdentityOf(Bands);
        ColorStretch found = await ZoneStretch.FindAsync(source, Bands, identity, TestContext.Current.CancellationToken);
        zone.Store.Reads.Clear();
        Assert.Equal(found, await ZoneStretch.FindAsync(source, Bands, identity, TestContext.Current.CancellationToken));
        Assert.Empty(zone.Store.Reads);
        Assert.Single(Directory.GetFiles(zone.Cache, "*", SearchOption.AllDirectories));

        StretchSource renewed = zone.Source("another registry", zone.Cache);
        await ZoneStretch.FindAsync(renewed, Bands, renewed.IdentityOf(Bands), TestContext.Current.CancellationToken);
        Assert.Equal(3, zone.TilesRead.Count());
    }

    [Fact]
    public void Whatever_may_change_the_colours_is_part_of_the_identity()
    {
        using var zone = new ColorZone(1);
        StretchSource source = zone.Source();
        string[] identities =
        [
            source.IdentityOf([0, 1, 2]),
            source.IdentityOf([0, 2, 1]),
            (source with { Year = 2023 }).IdentityOf([0, 1, 2]),
            (source with { Tag = "two" }).IdentityOf([0, 1, 2]),
            (source with { Zone = new UtmZone(31, true) }).IdentityOf([0, 1, 2]),
            (source with { Pixels = new NpyPixels(source.Dataset, source.Year, null, new DirectoryObjectStore("/elsewhere")) }).IdentityOf([0, 1, 2]),
            (source with { Dataset = TesseraGdal.Catalog.Catalogue.FindDataset("v1.1-cambridge")! }).IdentityOf([0, 1, 2]),
            (source with { Options = source.Options with { MaskWater = true } }).IdentityOf([0, 1, 2]),
            (source with { Options = source.Options with { Pixels = new() { MaxScale = 2 } } }).IdentityOf([0, 1, 2]),
            (source with { Options = source.Options with { Pixels = new() { KeepInvalid = true } } }).IdentityOf([0, 1, 2]),
        ];
        Assert.Equal(identities.Length, identities.Distinct().Count());
        Assert.Equal(identities[0], (source with { Options = source.Options with { Threads = 1, MaxRead = 7, View = MaskView.Instance } }).IdentityOf([0, 1, 2]));
    }

    public static TheoryData<string> HostileFiles() =>
    [
        "",
        "\0\0\0\0",
        "TesseraGdal stretch 1",
        "TesseraGdal stretch 1\n{identity}",
        "TesseraGdal stretch 1\n{identity}\n",
        "TesseraGdal stretch 2\n{identity}\n0,1,0,1,0,1\n",
        "TesseraGdal stretch 1\nanother\n0,1,0,1,0,1\n",
        "TesseraGdal stretch 1\n{identity}\n0,1\n",
        "TesseraGdal stretch 1\n{identity}\n0,1,0,1,1,1\n",
        "TesseraGdal stretch 1\n{identity}\n0,1,0,1,0,NaN\n",
        "TesseraGdal stretch 1\n{identity}\n0,1,0,1,0,1e999\n",
        "TesseraGdal stretch 1\n{identity}\n 0,1,0,1,0,1\n",
        "TesseraGdal stretch 1\n{identity}\n0,1,0,1,0,1,2,3\n",
        "TesseraGdal stretch 1\n{identity}\n0,1,0,1,0,1\n{long}",
    ];

    [Theory]
    [MemberData(nameof(HostileFiles))]
    public void A_file_that_is_none_of_ours_is_not_used_and_is_written_anew(string content)
    {
        using var zone = new ColorZone(1);
        string identity = zone.Source().IdentityOf(Bands), path = StretchFile.PathOf(zone.Cache, "v1-2024-utm31n", identity);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content.Replace("{identity}", Uri.EscapeDataString(identity), StringComparison.Ordinal).Replace("{long}", new string('x', 1 << 20), StringComparison.Ordinal));
        Assert.Null(StretchFile.TryRead(path, identity));
        ColorStretch stretch = ColorStretch.TryParse("0,1,0.1,1e-7,-3,-2.5") ?? ColorStretch.TryParse("0,1,0.1,1e7,-3,-2.5")!;
        StretchFile.TryWrite(path, identity, stretch);
        Assert.Equal(stretch, StretchFile.TryRead(path, identity));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public async Task Colours_that_lack_a_damaged_tile_are_kept_for_an_hour()
    {
        using var zone = new ColorZone(4);
        StretchSource source = zone.Source(cache: zone.Cache);
        string identity = source.IdentityOf(Bands);
        zone.Store.Before = (key, _) => key.StartsWith(ColorZone.KeyOf(zone.Tiles[3]), StringComparison.Ordinal) ? throw Failure(ObjectFailure.Corrupt, key) : Task.CompletedTask;
        ColorStretch lacking = await ZoneStretch.FindAsync(source, Bands, identity, TestContext.Current.CancellationToken);

        zone.Store.Before = null;
        Assert.Equal(lacking, await ZoneStretch.FindAsync(source, Bands, identity, TestContext.Current.CancellationToken));
        string file = Assert.Single(Directory.GetFiles(zone.Cache, "*", SearchOption.AllDirectories));
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddHours(-1.1));
        Assert.Null(StretchFile.TryRead(file, identity));
        ColorStretch mended = await ZoneStretch.FindAsync(source, Bands, identity, TestContext.Current.CancellationToken);
        Assert.NotEqual(lacking, mended);
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddDays(-100));
        Assert.Equal(mended, StretchFile.TryRead(file, identity));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_to_costs_time_only()
    {
        using var zone = new ColorZone(2);
        File.WriteAllText(zone.Cache, "a file, and no folder");
        StretchSource source = zone.Source(cache: zone.Cache);
        ColorStretch first = await ZoneStretch.FindAsync(source, Bands, source.IdentityOf(Bands), TestContext.Current.CancellationToken);
        Assert.Equal(first, await ZoneStretch.FindAsync(source, Bands, source.IdentityOf(Bands), TestContext.Current.CancellationToken));
        Assert.Equal(2, zone.Listings);
    }

    [Fact]
    public async Task A_tile_that_is_listed_and_not_there_or_corrupt_is_left_out()
    {
        using var zone = new ColorZone(4);
        zone.Store.Before = (key, _) => key.StartsWith(ColorZone.KeyOf(zone.Tiles[1]), StringComparison.Ordinal) ? throw Failure(ObjectFailure.NotFound, key)
            : key.StartsWith(ColorZone.KeyOf(zone.Tiles[2]), StringComparison.Ordinal) ? throw Failure(ObjectFailure.Corrupt, key) : Task.CompletedTask;
        (double low, double high) = ColorZone.Range([0, 3], Bands[0]);
        ColorStretch found = await ZoneStretch.GetAsync(zone.Source(), Bands, TestContext.Current.CancellationToken);
        Assert.Equal((low, high), (found.Red.Low, found.Red.High), Close);
    }

    [Theory]
    [InlineData(ObjectFailure.Unavailable)]
    [InlineData(ObjectFailure.Offline)]
    public async Task A_tile_that_cannot_be_reached_leaves_a_picture_its_own_colours_and_nothing_is_kept(ObjectFailure failure)
    {
        using var zone = new ColorZone(4);
        TileRaster tile = await zone.OpenAsync(0);
        zone.Store.Before = (key, _) => key.StartsWith(ColorZone.KeyOf(zone.Tiles[3]), StringComparison.Ordinal) ? throw Failure(failure, key) : Task.CompletedTask;
        RgbRaster picture = RgbRaster.Of(tile, [7, 7, 7], null, zone.Source(cache: zone.Cache));
        (double low, double high) = ColorZone.Range([0], 7);
        await VerifyAsync(picture, 0, new ColorStretch(new(low, high), new(low, high), new(low, high)), 7, 7, 7);
        Assert.False(Directory.Exists(zone.Cache));

        // with the network back, the next picture has the zone's
        zone.Store.Before = null;
        (low, high) = ColorZone.Range([0, 1, 2, 3], 7);
        await VerifyAsync(RgbRaster.Of(tile, [7, 7, 7], null, zone.Source(cache: zone.Cache)), 0, new ColorStretch(new(low, high), new(low, high), new(low, high)), 7, 7, 7);
    }

    [Fact]
    public async Task A_picture_whose_own_tile_is_out_of_reach_too_has_the_colours_of_typical_values()
    {
        using var zone = new ColorZone(4);
        var picture = new FormulaRaster(30, 40) { Failure = Failure(ObjectFailure.Offline, "x") };
        zone.Store.Before = (key, _) => throw Failure(ObjectFailure.Offline, key);
        ColorStretch typical = ColorStretch.TryParse("-8,8")!;
        Assert.Equal(typical, await new PictureStretch(picture, [0, 1, 2], null, zone.Source()).GetAsync(TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<ObjectException>(async () => await new PictureStretch(picture, [0, 1, 2], null, null).GetAsync(TestContext.Current.CancellationToken));
        var huge = new FormulaRaster(40_000, 40_000);
        Assert.Equal(typical, await new PictureStretch(huge, [0, 1, 2], null, zone.Source()).GetAsync(TestContext.Current.CancellationToken));
        Assert.Empty(huge.Reads);
    }

    [Fact]
    public async Task Who_stops_waiting_does_not_stop_the_others()
    {
        var once = new StretchOnce();
        ColorStretch stretch = ColorStretch.TryParse("0,1")!;
        using var stop = new CancellationTokenSource();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<ColorStretch> first = once.GetAsync(
            async token =>
            {
                begun.SetResult();
                await Task.Delay(Timeout.Infinite, token);
                return stretch;
            },
            stop.Token).AsTask();
        await begun.Task;
        using var impatient = new CancellationTokenSource();
        Task<ColorStretch> second = once.GetAsync(_ => ValueTask.FromResult(stretch), TestContext.Current.CancellationToken).AsTask();
        Task<ColorStretch> third = once.GetAsync(_ => ValueTask.FromResult(stretch), impatient.Token).AsTask();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third);
        Assert.False(second.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Same(stretch, await second); // it took over
        Assert.Same(stretch, await once.GetAsync(_ => throw new InvalidOperationException("again"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_failure_is_told_to_all_who_wait_and_the_next_tries_again()
    {
        var once = new StretchOnce();
        ColorStretch stretch = ColorStretch.TryParse("0,1")!;
        var fails = new TaskCompletionSource<ColorStretch>(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<ColorStretch> first = once.GetAsync(_ => new(fails.Task), TestContext.Current.CancellationToken).AsTask();
        Task<ColorStretch> second = once.GetAsync(_ => throw new InvalidOperationException("twice"), TestContext.Current.CancellationToken).AsTask();
        var failure = new TesseraException(TesseraErrorKind.Unavailable, "no");
        fails.SetException(failure);
        Assert.Same(failure, await Assert.ThrowsAsync<TesseraException>(() => first));
        Assert.Same(failure, await Assert.ThrowsAsync<TesseraException>(() => second));
        Assert.Same(stretch, await once.GetAsync(_ => ValueTask.FromResult(stretch), TestContext.Current.CancellationToken));
    }

    private static ObjectException Failure(ObjectFailure failure, string key) => new(failure, key, "somewhere", "no", "Ask again.");

    private static bool Close((double Low, double High) a, (double Low, double High) b) => Math.Abs(a.Low - b.Low) < 1e-12 && Math.Abs(a.High - b.High) < 1e-12;

    private static async Task ReadPixelAsync(RgbRaster picture)
    {
        using PixelSink sink = PixelSink.Of(PixelSink.Layout.Planes, 1, 1, 4, size: 1);
        await picture.ReadAsync(sink.Read(new Window(20, 30, 1, 1), 0, 1, 2, 3), null, TestContext.Current.CancellationToken);
    }

    private static async Task VerifyAsync(RgbRaster picture, int tile, ColorStretch stretch, params int[] bands)
    {
        if (bands.Length == 0) bands = Bands;
        using PixelSink sink = PixelSink.Of(PixelSink.Layout.Planes, ColorZone.Width, ColorZone.Height, 4, size: 1);
        await picture.ReadAsync(sink.Read(new Window(0, 0, ColorZone.Width, ColorZone.Height), 0, 1, 2, 3), null, TestContext.Current.CancellationToken);
        sink.VerifyBits((row, column, i) =>
        {
            if (float.IsNaN(ColorZone.Value(tile, row, column, 0))) return 0;
            return i == 3 ? 255u : stretch[i].ToByte(ColorZone.Value(tile, row, column, bands[i]));
        });
    }
}
