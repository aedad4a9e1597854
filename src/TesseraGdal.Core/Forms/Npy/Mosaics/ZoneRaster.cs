using System.Globalization;
using TesseraGdal.Geometry;
using TesseraGdal.Rasters;
using TesseraGdal.Rasters.Stored;

namespace TesseraGdal.Forms.Npy.Mosaics;

/// <summary>
/// A zone as one seamless raster (design.md §4, Mosaic): 10 m pixels on the zone's own grid, each with the value of the tile in whose 0.1° cell its centre lies,
/// at the nearest of that tile's pixels; of a neighbour of the same zone where that one has no valid value; and nodata where there is no tile at all.
/// Nothing is fetched before a pixel is read, and then from the tiles and rows that the window needs.
/// </summary>
internal sealed class ZoneRaster : ISampledRaster
{
    /// <summary>
    /// Side of the block that programs are told to read by. Compact, as theirs are: a long row of blocks would touch each tile of the zone.
    /// What a block leaves of the rows that it fetched is in the cache when the next one wants it.
    /// </summary>
    private const int BlockSide = 256;

    private readonly ZoneSource _source;
    private readonly ReadOptions _options;
    private readonly TileShelf _tiles;
    private readonly TileShelf? _probes;

    private ZoneRaster(ZoneSource source, ReadOptions options, RasterGrid grid, int tiles)
    {
        (_source, _options) = (source, options);
        _tiles = new TileShelf(source, grid, options);
        _probes = options.View.NeedsEmbeddings ? new TileShelf(source, grid, options with { View = ValidityView.Instance }) : null;
        Info = new RasterInfo
        {
            Grid = grid,
            PixelType = options.View.PixelType,
            NoData = options.View.NoData,
            BandDescriptions = options.View.BandDescriptions(1),
            BandColors = options.View.BandColors,
            Categories = options.View.Categories,
            Block = (Math.Min(BlockSide, grid.Width), Math.Min(BlockSide, grid.Height)),
            Metadata = MetadataOf(source, tiles),
        };
        Overviews = options.Overviews ? OverviewRaster.LevelsOf(this) : [];
    }

    /// <inheritdoc/>
    public RasterInfo Info { get; }

    /// <inheritdoc/>
    public IReadOnlyList<IRaster> Overviews { get; }

    /// <summary>Opens a zone: nothing is fetched.</summary>
    /// <param name="source">The zone.</param>
    /// <param name="options">How its tiles are read.</param>
    /// <exception cref="ArgumentException">The zone has no tile that year: the registry is asked first (<see cref="PresenceSearch.Contains"/>).</exception>
    public static ZoneRaster Open(ZoneSource source, ReadOptions options) =>
        ZoneGrid.Survey(source.Presence, source.Year, source.Zone) is var (grid, tiles)
            ? new ZoneRaster(source, options, grid with { Width = grid.Width + source.MoreColumns }, tiles)
            : throw new ArgumentException($"{source.Dataset} has no tile of the zone {source.Zone} in {source.Year}.", nameof(source));

    /// <inheritdoc/>
    public ValueTask ReadAsync(RasterRead request, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        Info.Check(request);
        return ReadAsync(SampledRead.Of(request, shift: 0), progress, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask ReadAsync(SampledRead read, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        read.Filter?.Begin();
        return Begin(read).RunAsync(PlanOf(read, cancellationToken), progress, cancellationToken);
    }

    /// <inheritdoc/>
    public void DemandWithinLimit(Window window) => DemandWithinLimit(SampledRead.Of(window, shift: 0));

    /// <inheritdoc/>
    public void DemandWithinLimit(SampledRead read) => PlanOf(read, CancellationToken.None);

    /// <inheritdoc/>
    public ValueTask AdviseAsync(Window window, CancellationToken cancellationToken) => AdviseAsync(SampledRead.Of(window, shift: 0), cancellationToken);

    /// <inheritdoc/>
    public ValueTask AdviseAsync(SampledRead read, CancellationToken cancellationToken)
    {
        MosaicPlan plan;
        try
        {
            plan = PlanOf(read, cancellationToken);
        }
        catch (TesseraException e) when (e.Kind == TesseraErrorKind.LimitExceeded)
        {
            return default; // as for a tile: the read itself will say so
        }
        return Begin(read).AdviseAsync(plan, cancellationToken);
    }

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, string>> Locate(int x, int y)
    {
        if (!new Window(x, y, 1, 1).IsWithin(Info.Grid.Width, Info.Grid.Height)) return [];
        var cell = CellScan.CellAt(Info.Grid, _source.Zone, x, y);
        if (!cell.IsIn(_source.Zone) || !_source.Has(cell.Tile)) return [];
        IReadOnlyList<KeyValuePair<string, string>> lines = _tiles.TryGet(cell.Tile) is { } opened ? opened.Raster.Locate(x - opened.Place.X, y - opened.Place.Y) : [];
        return lines.Count > 0 ? lines : [new("Tile", cell.Tile.ToString())];
    }

    private MosaicPlan PlanOf(SampledRead read, CancellationToken cancellationToken) => MosaicPlan.Of(_source, Info.Grid, read, _options, cancellationToken);

    private MosaicRead Begin(SampledRead read) => new(read, Info, _tiles, _probes, new Neighbourhood(_source, Info.Grid, read.Columns, read.Rows));

    private static Dictionary<string, IReadOnlyList<KeyValuePair<string, string>>> MetadataOf(ZoneSource source, int tiles)
    {
        var tags = new MetadataList();
        tags.Items.AddRange(DatasetTags.Of(source.Dataset, source.Year));
        tags.Add("TESSERA_ZONE", source.Zone.ToString());
        tags.Add("TESSERA_TILE_COUNT", tiles.ToString(CultureInfo.InvariantCulture));
        return new() { [""] = tags.Items, ["TESSERA"] = DatasetTags.Provenance(source.Store.Name, source.Dataset, source.Year) };
    }
}
