using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using NetTopologySuite.Geometries;
using TesseraGdal.Catalog;
using TesseraGdal.Forms;
using TesseraGdal.Geometry;
using TesseraGdal.Naming;
using TesseraGdal.Openers;
using TesseraGdal.Rasters;

namespace TesseraGdal.Client;

/// <summary>
/// Tessera's embeddings of one dataset, for C# programs that do not use GDAL: which tiles there are, windows of pixels, values at points, tiles one after another.
/// Only the bytes that are needed are fetched; they are checked, and kept in the cache that GDAL programs of the same user share.
/// Clients are cheap, and share what is fetched and opened in a process. All members are safe from any thread.
/// Errors are <see cref="TesseraException"/>s, whose messages say what was asked, of whom, what they answered and what to do; a cancelled call throws
/// <see cref="OperationCanceledException"/>, and one of a client that is disposed of, or was while it worked, <see cref="ObjectDisposedException"/>.
/// </summary>
public sealed class TesseraClient : IDisposable
{
    private readonly Opening _opening;
    private readonly CancellationTokenSource _closing = new();
    private readonly IDisposable? _listening;

    /// <summary>Makes a client: nothing is fetched.</summary>
    /// <param name="options">What it reads, and how; null for the dataset <c>v1</c> and what the environment says.</param>
    /// <exception cref="TesseraException">An option is not one of those that are allowed (InvalidArgument).</exception>
    public TesseraClient(TesseraClientOptions? options = null)
    {
        options ??= new TesseraClientOptions();
        _opening = options.Open();
        Dataset = _opening.Settings.Dataset ?? throw new TesseraException(TesseraErrorKind.InvalidArgument, $"The client has no dataset. There are {string.Join(", ", Catalogue.Datasets)}.");
        if (options.Logger is not { } logger) return;
        Action<string>? debug = logger.IsEnabled(LogLevel.Debug) ? line => ClientLog.Done(logger, line) : null;
        _listening = TesseraLog.Listen(debug, warning => ClientLog.Warned(logger, warning));
    }

    /// <summary>All datasets that are published, in the publisher's order.</summary>
    public static IReadOnlyList<Dataset> Datasets => Catalogue.Datasets;

    /// <summary>The dataset that this client reads.</summary>
    public Dataset Dataset { get; }

    /// <summary>The years that have tiles, ascending.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="TesseraException">The registry cannot be had.</exception>
    public Task<IReadOnlyList<YearCoverage>> YearsAsync(CancellationToken cancellationToken = default) =>
        TraceAsync("find", null, async (_, token) => (await PresenceAsync(token).ConfigureAwait(false)).Presence.Summarize(), cancellationToken);

    /// <summary>The UTM zones that have tiles in a year, those of the north first, each hemisphere from west to east.</summary>
    /// <param name="year">The year.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="TesseraException">No tile has that year (NotFound), or the registry cannot be had.</exception>
    public Task<IReadOnlyList<ZoneCoverage>> ZonesAsync(int year, CancellationToken cancellationToken = default) =>
        TraceAsync("find", year, async (_, token) => (await PresenceAsync(year, token).ConfigureAwait(false)).Presence.Zones(year), cancellationToken);

    /// <summary>The tiles of a year that an area touches; of a box, from north to south and west to east. Empty where there is none.</summary>
    /// <param name="year">The year.</param>
    /// <param name="area">A <see cref="GeoBox"/>, or polygons.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="TesseraException">No tile has that year (NotFound), the area is none (InvalidArgument), or the registry cannot be had.</exception>
    public Task<IReadOnlyList<TileInfo>> FindTilesAsync(int year, Area area, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(area);
        return TraceAsync(
            "find",
            year,
            async (operation, token) =>
            {
                (_, IPresence presence) = await PresenceAsync(year, token).ConfigureAwait(false);
                TileInfo[] tiles = [.. presence.Cells(year, area).Select(tile => new TileInfo(tile, year))];
                operation?.Tag("tessera.tiles", tiles.Length);
                return (IReadOnlyList<TileInfo>)tiles;
            },
            cancellationToken);
    }

    /// <summary>What it would take to fetch the tiles that an area touches, whole. Nothing is fetched but the registry.</summary>
    /// <inheritdoc cref="FindTilesAsync"/>
    public Task<DownloadRequirements> DownloadRequirementsAsync(int year, Area area, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(area);
        return TraceAsync(
            "find",
            year,
            async (_, token) =>
            {
                (IDatasetForm form, IPresence presence) = await PresenceAsync(year, token).ConfigureAwait(false);
                (int Files, long Bytes)[] sizes = [.. presence.Cells(year, area).Select(form.SizeOf)];
                return new DownloadRequirements(sizes.Length, sizes.Sum(size => size.Files), sizes.Sum(size => size.Bytes));
            },
            cancellationToken);
    }

    /// <summary>Opens a tile on its own grid: 128 bands of float32. No pixel is fetched before it is read (<see cref="RasterReading"/>).</summary>
    /// <param name="year">The year.</param>
    /// <param name="tile">The tile; that of a point is <see cref="TileId.FromPoint"/>'s.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Pixels that can be read as long as the process lives, also when the client has been disposed of.</returns>
    /// <exception cref="TesseraException">There is no such tile that year (NotFound; says what there is), or it cannot be had.</exception>
    public Task<IRaster> OpenTileAsync(int year, TileId tile, CancellationToken cancellationToken = default) =>
        TraceAsync(
            "open",
            year,
            (operation, token) =>
            {
                operation?.Tag("tessera.tile", tile.ToString());
                return OpenOneAsync(new TileInfo(tile, year), token);
            },
            cancellationToken);

    /// <summary>
    /// Opens a part of a UTM zone as one seamless raster of 10 m pixels, 128 bands of float32: the box of an area, the same pixels whatever the box.
    /// Where the area is polygons, tiles that none of them touches are not read and are NaN. No pixel is fetched before it is read (<see cref="RasterReading"/>).
    /// </summary>
    /// <param name="year">The year.</param>
    /// <param name="area">A <see cref="GeoBox"/>, or polygons.</param>
    /// <param name="zone">The zone, where the area has tiles in several; else null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>As <see cref="OpenTileAsync"/>.</returns>
    /// <exception cref="TesseraException">There is no tile (NotFound; says where and when there are some), there are tiles of several zones and none is named (InvalidArgument; names them), or the registry cannot be had.</exception>
    public Task<IRaster> OpenAsync(int year, Area area, UtmZone? zone = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(area);
        return TraceAsync("open", year, (operation, token) => OpenAreaAsync(year, area, zone, operation, token), cancellationToken);
    }

    /// <summary>Reads all pixels of an area into new memory. What is large is better opened (<see cref="OpenAsync"/>) and read in windows.</summary>
    /// <param name="year">The year.</param>
    /// <param name="area">A <see cref="GeoBox"/>, or polygons.</param>
    /// <param name="bands">Bands counted from 0; null for all.</param>
    /// <param name="zone">The zone, where the area has tiles in several; else null.</param>
    /// <param name="progress">Told the fraction done, 0 … 1, from any thread; or null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="TesseraException">As <see cref="OpenAsync"/>; or the pixels are more than may be read or an array holds (LimitExceeded), or cannot be had.</exception>
    public async Task<PixelBlock> ReadAsync(
        int year, Area area, IReadOnlyList<int>? bands = null, UtmZone? zone = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        IRaster raster = await OpenAsync(year, area, zone, cancellationToken).ConfigureAwait(false);
        var all = new Window(0, 0, raster.Info.Grid.Width, raster.Info.Grid.Height);
        return await RunAsync(token => raster.ReadAsync(all, bands, progress, token), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens the tiles that an area touches one after another, in the order of <see cref="FindTilesAsync"/>; none is opened before it is asked for.</summary>
    /// <param name="year">The year.</param>
    /// <param name="area">A <see cref="GeoBox"/>, or polygons.</param>
    /// <param name="progress">Told the fraction of tiles that are done with, 0 … 1: a tile is when the next one is asked for; or null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="TesseraException">As <see cref="FindTilesAsync"/>; or a tile cannot be had.</exception>
    public async IAsyncEnumerable<TesseraTile> TilesAsync(
        int year, Area area, IProgress<double>? progress = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        IReadOnlyList<TileInfo> tiles = await FindTilesAsync(year, area, cancellationToken).ConfigureAwait(false);
        var done = new ReadProgress(progress, tiles.Count);
        foreach (TileInfo tile in tiles)
        {
            yield return new TesseraTile(tile, await OpenTileAsync(year, tile.Tile, cancellationToken).ConfigureAwait(false));
            done.Add(1);
        }
        if (tiles.Count == 0) progress?.Report(1);
    }

    /// <summary>
    /// The values at points: each those of the tile in whose 0.1° cell the point lies, at the pixel whose centre is nearest. In the order of the points, which may lie anywhere;
    /// they are grouped by tile, and of a tile no row is fetched that holds none of them.
    /// </summary>
    /// <param name="year">The year.</param>
    /// <param name="points">Longitude as X and latitude as Y, in degrees.</param>
    /// <param name="options">What is wanted of them; null for all bands.</param>
    /// <param name="progress">Told the fraction of points that are done, 0 … 1, from any thread; or null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="TesseraException">No tile has that year (NotFound), a point is not on Earth (InvalidArgument; says which), or a tile cannot be had. A point without a tile is no error.</exception>
    public Task<SampleSet> SampleAsync(
        int year, IReadOnlyList<Coordinate> points, SampleOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(points);
        return TraceAsync(
            "sample",
            year,
            async (operation, token) =>
            {
                operation?.Tag("tessera.points", points.Count);
                (IDatasetForm form, IPresence presence) = await PresenceAsync(year, token).ConfigureAwait(false);
                var sampler = new PointSampler(presence, year, form.PixelsOf(year, presence), _opening.ReadOptions);
                return await sampler.SampleAsync(points, options ?? new SampleOptions(), progress, token).ConfigureAwait(false);
            },
            cancellationToken);
    }

    /// <summary>Stops what is under way, and refuses what comes after. Rasters that were opened go on; the cache is kept.</summary>
    public void Dispose()
    {
        _closing.Cancel();
        _listening?.Dispose();
    }

    private ValueTask<(IDatasetForm Form, IPresence Presence)> PresenceAsync(CancellationToken cancellationToken) => _opening.DemandAsync(Dataset, cancellationToken);

    /// <summary>The same, if there is something of the year.</summary>
    private ValueTask<(IDatasetForm Form, IPresence Presence)> PresenceAsync(int year, CancellationToken cancellationToken) =>
        _opening.DemandAsync(Dataset, year, cancellationToken);

    private async Task<IRaster> OpenOneAsync(TileInfo tile, CancellationToken cancellationToken)
    {
        DemandTile(tile.Tile);
        return await TileOpener.OpenAsync(new TileName(Dataset, tile.Year, tile.Tile, NameQuery.None), _opening, cancellationToken).ConfigureAwait(false);
    }

    private async Task<IRaster> OpenAreaAsync(int year, Area area, UtmZone? zone, Operation? operation, CancellationToken cancellationToken)
    {
        (IDatasetForm form, IPresence presence) = await PresenceAsync(year, cancellationToken).ConfigureAwait(false);
        IGrouping<UtmZone, TileId>[] zones = presence.CellsByZone(year, area);
        if (zone is null && zones.Length > 1)
            throw new TesseraException(TesseraErrorKind.InvalidArgument, $"{area} has tiles of {zones.Length} UTM zones, {string.Join(", ", zones.Select(found => found.Key))}, which have no pixels in common. Name one of them as the zone.");
        if ((zone is null ? zones.FirstOrDefault() : zones.FirstOrDefault(found => found.Key == zone)) is not { } tiles) throw new Absence(Dataset, year, presence).OfArea(area, zone);
        operation?.Tag("tessera.zone", tiles.Key.ToString());
        operation?.Tag("tessera.tiles", tiles.Count());
        return await ZoneOpener.OpenAsync(form, presence, new ZoneName(Dataset, year, tiles.Key, NameQuery.None), area, tiles.ToHashSet(), _opening, cancellationToken).ConfigureAwait(false);
    }

    private static void DemandTile(TileId tile)
    {
        if (!tile.IsValid)
            throw new TesseraException(TesseraErrorKind.InvalidArgument, $"There is no tile with its centre at ({tile.LonI}, {tile.LatI}) hundredths of a degree. TileId.FromPoint gives that of a point.");
    }

    /// <summary>Does something within a span (<see cref="TesseraTelemetry"/>), as <see cref="RunAsync"/> does it.</summary>
    /// <param name="name">What is done.</param>
    /// <param name="year">The year that it is about, or null for all.</param>
    /// <param name="work">Does it; the operation is null where nobody listens.</param>
    /// <param name="cancellationToken">Stops it.</param>
    private async Task<T> TraceAsync<T>(string name, int? year, Func<Operation?, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using Operation? operation = Operation.Begin(name);
        operation?.Of(Dataset.Name, year);
        try
        {
            return await RunAsync(token => work(operation, token), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            operation?.Fail(e);
            throw;
        }
    }

    /// <summary>Does something that ends when the caller or the client's end asks for it, and says which of the two it was.</summary>
    private async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_closing.IsCancellationRequested, this);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        try
        {
            return await work(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (either.IsCancellationRequested)
        {
            if (!cancellationToken.IsCancellationRequested) throw new ObjectDisposedException("The client was disposed of while it worked.", e);
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
    }
}
