using System.Globalization;
using TesseraGdal.Forms.Npy.Arrays;
using TesseraGdal.Geometry;
using TesseraGdal.Rasters;
using TesseraGdal.Rasters.Stored;
using TesseraGdal.Storage;

namespace TesseraGdal.Forms.Npy.Tiles;

/// <summary>
/// A tile as a raster: 128 bands of float32, dequantised as they are read, or another view of it, in the tile's own UTM projection and on its own grid. Never resampled.
/// This room (Forms.Npy.Tiles) makes windows of pixels from a tile's objects: it takes keys and an object store, and gives
/// <see cref="IRaster"/>s; it knows arrays, the catalogue's facts, stores, geometry and arithmetic, and no names that users type.
/// </summary>
internal sealed class TileRaster : ISampledRaster
{
    /// <summary>Stored bytes of the block that GDAL is told to read by.</summary>
    private const int BlockLength = 1 << 20;

    private readonly TileSource _source;
    private readonly RenewableReader _reader;

    private TileRaster(TileSource source, TileArray embeddings, TileArray scales, RasterGrid grid, RenewableReader reader, ReadOptions options)
    {
        _source = source;
        _reader = reader;
        int blockRows = (int)Math.Clamp(BlockLength / embeddings.RowLength, 1, grid.Height);
        Info = new RasterInfo
        {
            Grid = grid,
            PixelType = options.View.PixelType,
            NoData = options.View.NoData,
            BandDescriptions = options.View.BandDescriptions(scales.ElementsPerPixel),
            BandColors = options.View.BandColors,
            Categories = options.View.Categories,
            Block = (grid.Width, blockRows),
            Metadata = TileMetadata.Of(source, options.View, embeddings, scales),
        };
        Overviews = options.Overviews ? OverviewRaster.LevelsOf(this) : [];
    }

    /// <inheritdoc/>
    public RasterInfo Info { get; }

    /// <inheritdoc/>
    public IReadOnlyList<IRaster> Overviews { get; }

    /// <summary>Opens a tile: asks for its landmask and the heads of its two arrays at once, and checks them against one another.</summary>
    /// <param name="source">Which tile, and the keys of its objects.</param>
    /// <param name="store">Where the objects are.</param>
    /// <param name="options">How its pixels are read.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <exception cref="TesseraException">An object cannot be had (an <see cref="ObjectException"/>) or is not what it should be (CorruptData).</exception>
    public static async ValueTask<TileRaster> OpenAsync(
        TileSource source, IObjectStore store, ReadOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(options);
        (TileArray embeddings, TileArray scales, RasterGrid grid, Landmask? landmask) =
            await TileOpening.OpenAsync(source, store, options.NeedsLand, cancellationToken).ConfigureAwait(false);
        var reader = new RenewableReader(source, store, options, grid, new TileReader(store, embeddings, scales, options, landmask));
        return new TileRaster(source, embeddings, scales, grid, reader, options);
    }

    /// <inheritdoc/>
    public ValueTask ReadAsync(RasterRead request, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        Info.Check(request);
        return _reader.ReadAsync(SampledRead.Of(request, shift: 0), progress, cancellationToken);
    }

    /// <inheritdoc/>
    ValueTask ISampledRaster.ReadAsync(SampledRead read, IProgress<double>? progress, CancellationToken cancellationToken) =>
        _reader.ReadAsync(read, progress, cancellationToken);

    /// <inheritdoc/>
    public void DemandWithinLimit(Window window) => _reader.Current.CheckLimit(SampledRead.Of(window, shift: 0));

    /// <inheritdoc/>
    void ISampledRaster.DemandWithinLimit(SampledRead read) => _reader.Current.CheckLimit(read);

    /// <inheritdoc/>
    public ValueTask AdviseAsync(Window window, CancellationToken cancellationToken) =>
        _reader.FetchAsync(SampledRead.Of(window, shift: 0), cancellationToken);

    /// <inheritdoc/>
    ValueTask ISampledRaster.AdviseAsync(SampledRead read, CancellationToken cancellationToken) => _reader.FetchAsync(read, cancellationToken);

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, string>> Locate(int x, int y)
    {
        if (!new Window(x, y, 1, 1).IsWithin(Info.Grid.Width, Info.Grid.Height)) return [];
        TileReader reader = _reader.Current;
        var lines = new MetadataList();
        lines.Add("Tile", Path.GetFileNameWithoutExtension(_source.EmbeddingsKey));
        lines.Add("Dataset", _source.Dataset?.Name);
        lines.Add("Year", _source.Year?.ToString(CultureInfo.InvariantCulture));
        lines.Add("Source", reader.Embeddings.Facts.Source);
        lines.Add("Key", TileMetadata.KeyOf(reader.Embeddings));
        lines.Add("Offset", reader.Embeddings.OffsetOf(x, y).ToString(CultureInfo.InvariantCulture));
        lines.Add("ScalesKey", TileMetadata.KeyOf(reader.Scales));
        lines.Add("ScalesOffset", reader.Scales.OffsetOf(x, y).ToString(CultureInfo.InvariantCulture));
        return lines.Items;
    }
}
