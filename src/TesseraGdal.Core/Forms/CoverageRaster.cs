using System.Globalization;
using TesseraGdal.Geometry;
using TesseraGdal.Rasters;

namespace TesseraGdal.Forms;

/// <summary>
/// Where there are tiles: a box of the Earth in longitude and latitude, a pixel for each 0.1° cell, a band a year; 1 where the tile exists, 0 where not, which is the nodata value, so that the map below shows.
/// Read straight from what is known to exist, so that a read costs what it shows, at any zoom; and always of the same state.
/// </summary>
internal sealed class CoverageRaster : IRaster
{
    private const int Wgs84 = 4326, BlockRows = 64;
    private const double CellSize = 0.1;

    private readonly IPresence _presence;
    private readonly int[] _years;
    private readonly ushort[] _masks;
    private readonly int _firstColumn, _firstRow;

    /// <summary>Shows some years of a dataset.</summary>
    /// <param name="presence">What exists.</param>
    /// <param name="years">The years, one a band; a year that there is not is all 0.</param>
    /// <param name="box">What of the Earth is shown: the cells that the box reaches into. Longitudes go on beyond 180 where it crosses the antimeridian.</param>
    /// <param name="metadata">Metadata by domain.</param>
    public CoverageRaster(
        IPresence presence, IReadOnlyList<int> years, GeoBox box, IReadOnlyDictionary<string, IReadOnlyList<KeyValuePair<string, string>>> metadata)
    {
        _presence = presence;
        _years = [.. years];
        _masks = [.. years.Select(year => presence.MaskOf(year))];
        (TileId southWest, TileId northEast) = box.Cells();
        (_firstColumn, _firstRow) = (CellGrid.ColumnOf(southWest.LonI), CellGrid.RowOf(northEast.LatI));
        int width = (CellGrid.ColumnOf(northEast.LonI) - _firstColumn + CellGrid.Columns) % CellGrid.Columns + 1, height = CellGrid.RowOf(southWest.LatI) - _firstRow + 1;
        Info = new RasterInfo
        {
            Grid = new RasterGrid(Wgs84, new GeoTransform(southWest.West, northEast.North, CellSize, CellSize), width, height),
            PixelType = PixelType.Byte,
            NoData = 0,
            BandDescriptions = [.. years.Select(year => year.ToString(CultureInfo.InvariantCulture))],
            Block = (width, Math.Min(height, BlockRows)),
            Metadata = metadata,
        };
    }

    /// <inheritdoc/>
    public RasterInfo Info { get; }

    /// <summary>None: a smaller picture costs its own pixels only.</summary>
    public IReadOnlyList<IRaster> Overviews => [];

    /// <inheritdoc/>
    public ValueTask ReadAsync(RasterRead request, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        Info.Check(request);
        var read = SampledRead.Of(request, shift: 0);
        int[] columns = [.. Enumerable.Range(0, read.Columns.Out).Select(i => (_firstColumn + read.Columns[i]) % CellGrid.Columns)];
        Span<ushort> cells = stackalloc ushort[CellGrid.Columns];
        ReadOnlySpan<int> bands = request.Bands.Span;
        var done = new ReadProgress(progress, read.Rows.Out);
        for (int row = 0; row < read.Rows.Out; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _presence.CopyRow(_firstRow + read.Rows[row], cells);
            for (int band = 0; band < bands.Length; band++) WriteRow(request.Destination, row, band, columns, cells, _masks[bands[band]]);
            done.Add(1);
        }
        return ValueTask.CompletedTask;
    }

    /// <summary>Passes: nothing is fetched.</summary>
    public void DemandWithinLimit(Window window)
    {
    }

    /// <inheritdoc/>
    public ValueTask AdviseAsync(Window window, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, string>> Locate(int x, int y)
    {
        if (!new Window(x, y, 1, 1).IsWithin(Info.Grid.Width, Info.Grid.Height)) return [];
        TileId tile = CellGrid.TileAt(_firstRow + y, (_firstColumn + x) % CellGrid.Columns);
        var lines = new MetadataList();
        lines.Add("Tile", tile.ToString());
        lines.Add("Years", string.Join(',', _presence.YearsOf(tile).Intersect(_years)));
        return lines.Items;
    }

    private static unsafe void WriteRow(PixelBuffer buffer, int row, int band, ReadOnlySpan<int> columns, ReadOnlySpan<ushort> cells, ushort mask)
    {
        var pixel = (byte*)(buffer.Origin + row * buffer.LineStride + band * buffer.BandStride);
        foreach (int column in columns)
        {
            *pixel = (cells[column] & mask) != 0 ? (byte)1 : (byte)0;
            pixel += buffer.PixelStride;
        }
    }
}
