using System.Collections.Concurrent;
using TesseraGdal.Catalog;
using TesseraGdal.Forms;
using TesseraGdal.Forms.Npy;
using TesseraGdal.Forms.Npy.Mosaics;
using TesseraGdal.Forms.Npy.Registry;
using TesseraGdal.Geometry;
using TesseraGdal.Rasters;
using TesseraGdal.Rasters.Stored;
using TesseraGdal.Tests.Registry;
using Xunit;
using ManifestStore = TesseraGdal.Tests.Registry.WatchedStore;

namespace TesseraGdal.Tests.Rasters.Mosaics;

/// <summary>A zone of some tiles of 2024, and what each of its pixels must be, worked out pixel by pixel and with every tile looked at.</summary>
internal sealed class MadeZone
{
    /// <summary>Registries of tests that have the same tiles: each is a manifest that is written and read.</summary>
    private static readonly ConcurrentDictionary<string, Lazy<Task<TilePresence>>> Known = [];

    private readonly TileId[] _tiles;
    private readonly ConcurrentDictionary<TileId, RasterGrid> _grids = [];
    private readonly ConcurrentDictionary<(int Column, int Row), (TileId Tile, int Row, int Column, bool IsValid)?> _expected = [];

    private MadeZone(UtmZone zone, TileId[] tiles, IPresence registry) => (Zone, _tiles, Registry) = (zone, tiles, registry);

    public static Dataset Dataset => Fixtures.V1;

    public UtmZone Zone { get; }

    public IPresence Registry { get; }

    public MadeStore Store { get; } = new();

    public IReadOnlySet<TileId>? Only { get; init; }

    public ZoneSource Source => new() { Dataset = Dataset, Year = 2024, Zone = Zone, Presence = Registry, Store = Store, Only = Only };

    /// <summary>The zone of the first tile; others may be of other zones.</summary>
    public static async Task<MadeZone> OfAsync(params TileId[] tiles) =>
        new(tiles[0].Zone, tiles, await Known.GetOrAdd(string.Join(' ', tiles), _ => new(() => RegistryAsync([.. tiles.Select(tile => (2024, tile))]))).Value);

    /// <summary>The same tiles as another zone has them.</summary>
    public MadeZone SeenFrom(UtmZone zone) => new(zone, _tiles, Registry);

    /// <summary>The same zone, of fewer tiles (<c>region=</c>).</summary>
    public MadeZone With(params TileId[] only) => new(Zone, [.. _tiles.Intersect(only)], Registry) { Only = only.ToHashSet() };

    /// <summary>3 × 3 tiles around one, without some.</summary>
    public static TileId[] Around(TileId middle, params TileId[] without) =>
    [
        .. from row in (int[])[-10, 0, 10]
           from column in (int[])[-10, 0, 10]
           let tile = new TileId(middle.LonI + column, middle.LatI + row)
           where !without.Contains(tile)
           select tile,
    ];

    public static async Task<TilePresence> RegistryAsync(params (int Year, TileId Tile)[] tiles)
    {
        string folder = await ManifestFile.Of([.. tiles.Select(t => (t.Year, t.Tile.Longitude, t.Tile.Latitude, 1L))]).SaveAsync();
        return await OwnRegistry.OpenAsync(Dataset, ManifestStore.Of(folder), "manifest.parquet", new PresenceOptions(), TestContext.Current.CancellationToken);
    }

    /// <summary>The zone's dataset and year, as those who read pixels meet them.</summary>
    public IPixelSource Pixels => new NpyPixels(Dataset, 2024, Registry, Store);

    public ZoneRaster Open(ReadOptions? options = null) => ZoneRaster.Open(Source, options ?? new ReadOptions { Overviews = true });

    /// <summary>The pixel of the zone's grid that holds a place.</summary>
    public (int Column, int Row) PixelAt(RasterInfo info, double longitude, double latitude)
    {
        (double x, double y) = Zone.Project(longitude, latitude);
        return ((int)Math.Floor((x - info.Grid.Transform.OriginX) / 10), (int)Math.Floor((info.Grid.Transform.OriginY - y) / 10));
    }

    /// <summary>A window around a place, as much of it as the grid has.</summary>
    public Window WindowAt(RasterInfo info, double longitude, double latitude, int width, int height)
    {
        (int column, int row) = PixelAt(info, longitude, latitude);
        int x = Math.Clamp(column - (width / 2), 0, info.Grid.Width - 1), y = Math.Clamp(row - (height / 2), 0, info.Grid.Height - 1);
        return new Window(x, y, Math.Min(width, info.Grid.Width - x), Math.Min(height, info.Grid.Height - y));
    }

    /// <summary>What shows at a pixel: the tile and its pixel, and whether that is valid; null where there is nothing.</summary>
    public (TileId Tile, int Row, int Column, bool IsValid)? Expected(RasterGrid grid, int column, int row) =>
        _expected.GetOrAdd((column, row), _ => WorkOut(grid, column, row));

    private (TileId Tile, int Row, int Column, bool IsValid)? WorkOut(RasterGrid grid, int column, int row)
    {
        double x = grid.Transform.OriginX + (10 * column) + 5, y = grid.Transform.OriginY - (10 * row) - 5;
        (double longitude, double latitude) = Zone.Unproject(x, y);
        int cellColumn = (int)Math.Floor(longitude * 10), cellRow = (int)Math.Floor(latitude * 10);
        double poleward = Math.Max(Math.Abs(cellRow), Math.Abs(cellRow + 1)) / 10.0;
        double furthest = 1 + Math.Ceiling(0.06 / Math.Cos(poleward * Math.PI / 180));
        var near = from tile in _tiles
                   where tile.Zone == Zone
                   let right = ((tile.LonI - 5) / 10) - cellColumn
                   let up = ((tile.LatI - 5) / 10) - cellRow
                   where Math.Abs(up) <= 1 && Math.Abs(right) <= furthest
                   orderby Math.Abs(up), Math.Abs(right), up, right
                   let place = _grids.GetOrAdd(tile, RasterGrid.Of)
                   let c = (int)Math.Floor((x - place.Transform.OriginX) / 10)
                   let r = (int)Math.Floor((place.Transform.OriginY - y) / 10)
                   where c >= 0 && c < place.Width && r >= 0 && r < place.Height
                   select (Tile: tile, Row: r, Column: c, IsValid: MadeStore.IsValid(tile, r, c), IsOwn: right == 0 && up == 0);
        var all = near.ToList();
        foreach (var found in all.Where(found => found.IsValid)) return (found.Tile, found.Row, found.Column, true);
        foreach (var own in all.Where(found => found.IsOwn)) return (own.Tile, own.Row, own.Column, false);
        return null;
    }

    /// <summary>The value of <c>view=embedding</c>.</summary>
    public float Embedding(RasterGrid grid, int column, int row, int band) =>
        Expected(grid, column, row) is (var tile, var r, var c, true) ? MadeStore.Quantized(tile, r, c, band) * MadeStore.Scale(tile, r, c) : BitConverter.UInt32BitsToSingle(0x7FC00000);
}
