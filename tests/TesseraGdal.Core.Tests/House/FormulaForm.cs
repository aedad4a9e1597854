using TesseraGdal.Catalog;
using TesseraGdal.Forms;
using TesseraGdal.Geometry;
using TesseraGdal.Rasters;
using TesseraGdal.Rasters.Stored;
using TesseraGdal.Storage;

namespace TesseraGdal.Tests.House;

/// <summary>
/// A form without files: a dataset's pixels are a formula of their place on the zone's grid. What the house asks of a form is what this has, and no more.
/// Byte of band b of the pixel X columns and Y rows of 10 m from the origin of UTM, counted to the east and to the north: (7·X + 13·Y + 5·b + year) mod 251 − 125; its scale: 0.01·(1 + (X + Y) mod 7),
/// NaN where X mod 50 = 0; water where Y mod 60 = 0. All as numbers ≥ 0.
/// </summary>
internal sealed class FormulaForm : Form
{
    private static readonly int[] Years = [2020, 2021, 2022];

    /// <summary>Cells on both sides of 6° E, two years all of them, in the third the first alone.</summary>
    private static readonly TileId[] Cells = [new(585, 4995), new(595, 4995), new(605, 4995), new(595, 5005)];

    /// <inheritdoc/>
    public override string Name => "formula";

    /// <inheritdoc/>
    public override string? KeyOf(Layout layout, DatasetKey key) => null;

    /// <inheritdoc/>
    public override IDatasetForm Open(Dataset dataset, FormAccess access) => new Formula(dataset);

    private sealed class Formula(Dataset dataset) : IDatasetForm, IPresence
    {
        public Dataset Dataset => dataset;

        public string Remedy => "There is none.";

        public IReadOnlyList<string> Folders => [];

        public string Source => "a formula";

        public string? Tag => null;

        public int FirstYear => FormulaForm.Years[0];

        IReadOnlyList<int> IPresence.Years => FormulaForm.Years;

        public int Count(int year) => Cells.Count(cell => this.Contains(year, cell));

        public bool RowHas(int row, ushort mask) => Cells.Any(cell => CellGrid.RowOf(cell.LatI) == row && (BitsOf(cell) & mask) != 0);

        public ushort At(int row, int column) => Cells.Where(cell => (CellGrid.RowOf(cell.LatI), CellGrid.ColumnOf(cell.LonI)) == (row, column)).Select(BitsOf).FirstOrDefault();

        public void CopyRow(int row, Span<ushort> cells)
        {
            for (int column = 0; column < cells.Length; column++) cells[column] = At(row, column);
        }

        public ValueTask<IPresence?> FindAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IPresence?>(this);

        public ValueTask AskAsync(CancellationToken cancellationToken) => default;

        public IPixelSource PixelsOf(int year, IPresence? presence) => new Pixels(dataset, year, this);

        public (int Files, long Bytes) SizeOf(TileId tile) => (0, 0);

        public IEnumerable<string> FilesIn(string? folder, IPresence presence) => [];

        public IEnumerable<string> FilesOf(TileId tile) => [];

        public ValueTask<(IObjectStore Store, ObjectFacts Facts)> LookAsync(StoredPath file, CancellationToken cancellationToken) => throw new NotSupportedException();

        private static ushort BitsOf(TileId cell) => cell == Cells[0] ? (ushort)0b111 : (ushort)0b011;
    }

    private sealed class Pixels(Dataset dataset, int year, IPresence presence) : IPixelSource
    {
        public string Source => "a formula";

        public async ValueTask<ISampledRaster> OpenTileAsync(TileId tile, ReadOptions options, CancellationToken cancellationToken)
        {
            ISampledRaster zone = await OpenZoneAsync(tile.Zone, default, options with { Overviews = false }, cancellationToken);
            return new CropRaster(zone, ZoneWindow.Of(zone.Info.Grid, tile.Zone, new GeoBox(tile.West, tile.South, tile.East, tile.North))!.Value);
        }

        public ValueTask<ISampledRaster> OpenZoneAsync(UtmZone zone, ZoneChoice part, ReadOptions options, CancellationToken cancellationToken)
        {
            RasterGrid grid = GridOf(zone)!.Value;
            return ValueTask.FromResult<ISampledRaster>(new Raster(dataset, year, grid with { Width = grid.Width + part.MoreColumns }, options, cell =>
                cell.Zone == zone && part.Only?.Contains(cell) != false && presence.Contains(year, cell), zone));
        }

        public RasterGrid? GridOf(UtmZone zone)
        {
            RasterGrid[] cells = [.. presence.Cells(year, zone).Select(RasterGrid.Of)];
            if (cells.Length == 0) return null;
            double west = cells.Min(grid => grid.Transform.OriginX), north = cells.Max(grid => grid.Transform.OriginY);
            double east = cells.Max(grid => grid.Transform.OriginX + (grid.Width * 10)), south = cells.Min(grid => grid.Transform.OriginY - (grid.Height * 10));
            (double left, double top) = (Math.Floor(west / 10), Math.Ceiling(north / 10));
            return new RasterGrid(zone.Epsg, new GeoTransform(left * 10, top * 10, 10, 10), (int)(Math.Ceiling(east / 10) - left), (int)(top - Math.Floor(south / 10)));
        }

        public int HeightOf(ZoneCoverage zone) => GridOf(zone.Zone)!.Value.Height;
    }

    private sealed class Raster : ISampledRaster
    {
        private readonly int _year;
        private readonly ReadOptions _options;
        private readonly Func<TileId, bool> _has;
        private readonly UtmZone _zone;

        public Raster(Dataset dataset, int year, RasterGrid grid, ReadOptions options, Func<TileId, bool> has, UtmZone zone)
        {
            (_year, _options, _has, _zone) = (year, options, has, zone);
            Info = new RasterInfo
            {
                Grid = grid,
                PixelType = options.View.PixelType,
                NoData = options.View.NoData,
                BandDescriptions = options.View.BandDescriptions(1),
                BandColors = options.View.BandColors,
                Categories = options.View.Categories,
                Block = (Math.Min(256, grid.Width), Math.Min(256, grid.Height)),
                Metadata = new Dictionary<string, IReadOnlyList<KeyValuePair<string, string>>>
                {
                    [""] = DatasetTags.Of(dataset, year),
                    ["TESSERA"] = DatasetTags.Provenance("a formula", dataset, year),
                },
            };
            Overviews = options.Overviews ? OverviewRaster.LevelsOf(this) : [];
        }

        public RasterInfo Info { get; }

        public IReadOnlyList<IRaster> Overviews { get; }

        public ValueTask ReadAsync(RasterRead request, IProgress<double>? progress, CancellationToken cancellationToken)
        {
            Info.Check(request);
            return ReadAsync(SampledRead.Of(request, shift: 0), progress, cancellationToken);
        }

        public ValueTask ReadAsync(SampledRead read, IProgress<double>? progress, CancellationToken cancellationToken)
        {
            read.Filter?.Begin();
            RowPainter painter = _options.View.PainterFor(read.Bands.Span, read.Destination);
            var fill = new NoDataFill(Info, read.Bands.Length, read.Destination);
            List<PixelRun> misses = [];
            for (int row = 0; row < read.Rows.Out; row++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                foreach (PixelRun run in read.Filter is { } filter ? filter.At(row) : [new PixelRun(row, 0, read.Columns.Out)])
                {
                    for (int column = run.First; column < run.End; column++) Paint(read, new PixelRun(row, column, 1), painter, fill, misses);
                }
            }
            read.Filter?.AddMisses(misses);
            progress?.Report(1);
            return default;
        }

        public void DemandWithinLimit(Window window) => DemandWithinLimit(SampledRead.Of(window, shift: 0));

        public void DemandWithinLimit(SampledRead read)
        {
            if ((long)read.Columns.Out * read.Rows.Out > _options.MaxRead) throw new TesseraException(TesseraErrorKind.LimitExceeded, "That is more than TESSERA_MAX_READ allows.");
        }

        public ValueTask AdviseAsync(Window window, CancellationToken cancellationToken) => default;

        public ValueTask AdviseAsync(SampledRead read, CancellationToken cancellationToken) => default;

        public IReadOnlyList<KeyValuePair<string, string>> Locate(int x, int y) => [new("Formula", "7X + 13Y + 5b + year")];

        /// <summary>One pixel, as the view shows it; nodata where its cell is not there.</summary>
        private unsafe void Paint(SampledRead read, PixelRun pixel, RowPainter painter, NoDataFill fill, List<PixelRun> misses)
        {
            GeoTransform place = Info.Grid.Transform;
            long x = (long)(place.OriginX / 10) + read.Columns[pixel.First], y = (long)(place.OriginY / 10) - 1 - read.Rows[pixel.Row];
            (double longitude, double latitude) = _zone.Unproject((x + 0.5) * 10, (y + 0.5) * 10);
            bool isThere = _has(TileId.FromPoint(Math.Clamp(longitude, -180, 180), latitude));
            float scale = x % 50 == 0 ? float.NaN : 0.01f * (1 + ((x + y) % 7));
            byte land = y % 60 == 0 ? (byte)0 : (byte)1;
            if (!isThere || float.IsNaN(scale) || (_options.MaskWater && land == 0)) misses.Add(pixel);
            if (read.Filter?.ValidOnly == true && misses.Count > 0 && misses[^1] == pixel) return;
            if (!isThere)
            {
                fill.Fill(pixel);
                return;
            }
            sbyte* values = stackalloc sbyte[128];
            for (int band = 0; band < 128; band++) values[band] = (sbyte)((((7 * x) + (13 * y) + (5 * band) + _year) % 251) - 125);
            if (_options.MaskWater && land == 0 && !_options.View.ShowsStoredScales) scale = float.NaN;
            painter.Paint(
                new StoredPixels(values, &scale, &land, 1), 1,
                (byte*)read.Destination.Origin + (pixel.Row * read.Destination.LineStride) + (pixel.First * read.Destination.PixelStride));
        }
    }
}
