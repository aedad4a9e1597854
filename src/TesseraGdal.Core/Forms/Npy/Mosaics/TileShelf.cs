using TesseraGdal.Forms.Npy.Tiles;
using TesseraGdal.Geometry;
using TesseraGdal.Rasters.Stored;

namespace TesseraGdal.Forms.Npy.Mosaics;

/// <summary>
/// The tiles of a zone that are open: each is opened when it is first needed, once however many want it, and closed when many others have been needed since.
/// An open tile is the heads of two arrays and at most a landmask. Safe from many threads.
/// </summary>
internal sealed class TileShelf
{
    /// <summary>Tiles that are kept open: a window on a screen touches fewer, and opening one anew asks no more than the cache.</summary>
    private const int Capacity = 128;

    private readonly ZoneSource _source;
    private readonly RasterGrid _grid;
    private readonly ReadOptions _options;
    private readonly Lock _gate = new();
    private readonly Dictionary<TileId, LinkedListNode<Place>> _nodes = [];
    private readonly LinkedList<Place> _byUse = new();

    /// <summary>Makes an empty shelf.</summary>
    /// <param name="source">The zone.</param>
    /// <param name="grid">Its grid.</param>
    /// <param name="options">How its tiles are read.</param>
    public TileShelf(ZoneSource source, RasterGrid grid, ReadOptions options)
    {
        // What a read may need is settled for all its tiles together, before the first is opened.
        (_source, _grid, _options) = (source, grid, options with { Overviews = false, MaxRead = long.MaxValue });
    }

    /// <summary>The tile, opened now if it was not.</summary>
    /// <exception cref="TesseraException">It cannot be opened, though the registry lists it; who asks again, tries again.</exception>
    public async ValueTask<OpenedTile> OpenAsync(TileId tile, CancellationToken cancellationToken)
    {
        Place place = Get(tile);
        try
        {
            // One reader's giving up does not close what another waits for: opening takes three small requests, and goes on.
            return place.Opened = await place.Opens.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch when (place.Opens.IsFaulted)
        {
            Clear(place);
            throw;
        }
    }

    /// <summary>The tile, if it is open.</summary>
    public OpenedTile? TryGet(TileId tile)
    {
        lock (_gate) return _nodes.TryGetValue(tile, out LinkedListNode<Place>? node) ? node.Value.Opened : null;
    }

    /// <summary>Closes a tile: one whose objects were found to be others by now, or damaged, is opened anew by who needs it next.</summary>
    public void Close(TileId tile)
    {
        lock (_gate)
        {
            if (_nodes.Remove(tile, out LinkedListNode<Place>? node)) _byUse.Remove(node);
        }
    }

    private Place Get(TileId tile)
    {
        lock (_gate)
        {
            if (_nodes.TryGetValue(tile, out LinkedListNode<Place>? known))
            {
                _byUse.Remove(known);
                _byUse.AddFirst(known);
                return known.Value;
            }
            var place = new Place(tile, Task.Run(() => OpenAsync(tile)));
            _nodes[tile] = _byUse.AddFirst(place);
            if (_byUse.Count > Capacity)
            {
                _nodes.Remove(_byUse.Last!.Value.Tile);
                _byUse.RemoveLast();
            }
            return place;
        }
    }

    private void Clear(Place place)
    {
        lock (_gate)
        {
            if (!_nodes.TryGetValue(place.Tile, out LinkedListNode<Place>? node) || node.Value != place) return;
            _nodes.Remove(place.Tile);
            _byUse.Remove(node);
        }
    }

    private async Task<OpenedTile> OpenAsync(TileId tile)
    {
        TileRaster raster = await TileRaster.OpenAsync(TileSource.Of(_source.Dataset, _source.Year, tile), _source.Store, _options, CancellationToken.None).ConfigureAwait(false);
        _options.View.DemandBandsOfMosaic(raster.Info, tile.ToString());
        return ZoneGrid.PlaceOf(_grid, raster.Info.Grid) is { } window
            ? new OpenedTile(raster, window)
            : throw new TesseraException(
                TesseraErrorKind.CorruptData,
                $"The landmask of {tile} says that the tile lies at {raster.Info.Grid}, and so it does not fit into the zone's 10 m grid of EPSG:{_grid.Epsg}. Tell its publisher, or set TESSERA_SOURCE to another source.");
    }

    /// <summary>A tile's place on the shelf.</summary>
    private sealed class Place(TileId tile, Task<OpenedTile> opens)
    {
        public TileId Tile { get; } = tile;

        public Task<OpenedTile> Opens { get; } = opens;

        /// <summary>The tile, as soon as someone who waited for it has it.</summary>
        public OpenedTile? Opened { get; set; }
    }
}
