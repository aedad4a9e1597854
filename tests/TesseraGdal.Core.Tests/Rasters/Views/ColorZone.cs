using System.Runtime.InteropServices;
using TesseraGdal.Catalog;
using TesseraGdal.Forms;
using TesseraGdal.Forms.Npy.Tiles;
using TesseraGdal.Geometry;
using TesseraGdal.Rasters;
using TesseraGdal.Rasters.Stored;
using TesseraGdal.Storage.Sources;
using TesseraGdal.Views;

namespace TesseraGdal.Tests.Rasters.Views;

/// <summary>Tiles of one zone in a folder, each with values of its own, and what is asked of them.</summary>
internal sealed class ColorZone : IDisposable
{
    public const int Width = 30, Height = 40;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tessera-colors");
    private readonly Dataset _dataset = Catalogue.FindDataset("v1")!;

    /// <summary>Writes tiles.</summary>
    /// <param name="count">Their number.</param>
    public ColorZone(int count)
    {
        Tiles = [.. Enumerable.Range(0, count).Select(i => new TileId(5 + (10 * i), 5205))];
        for (int tile = 0; tile < count; tile++)
        {
            sbyte[] values = [.. Enumerable.Range(0, Width * Height * 128).Select(i => Quantized(i / 128 / Width, i / 128 % Width, i % 128))];
            float[] scales = [.. Enumerable.Range(0, Width * Height).Select(i => Scale(tile, i))];
            Write(KeyOf(Tiles[tile]) + ".npy", TestTile.Npy("|i1", $"({Height}, {Width}, 128)", MemoryMarshal.AsBytes(values.AsSpan())));
            Write(KeyOf(Tiles[tile]) + "_scales.npy", TestTile.Npy("<f4", $"({Height}, {Width})", MemoryMarshal.AsBytes(scales.AsSpan())));
        }
        Store = new WatchedStore(new DirectoryObjectStore(Path.Combine(_folder.FullName, "store")));
    }

    public IReadOnlyList<TileId> Tiles { get; }

    public WatchedStore Store { get; }

    public string Cache => Path.Combine(_folder.FullName, "cache");

    /// <summary>How often the list of tiles was asked for.</summary>
    public int Listings { get; private set; }

    /// <summary>Keys of embeddings that were read from, each once.</summary>
    public IEnumerable<string> TilesRead => Store.Reads.Select(read => read.Key).Where(key => !key.Contains("_scales", StringComparison.Ordinal)).Distinct();

    public static string KeyOf(TileId tile) => $"v1/2024/{tile}";

    /// <summary>The value of a pixel; the first pixels of each tile are not valid.</summary>
    public static float Value(int tile, int row, int column, int band) => Quantized(row, column, band) * Scale(tile, (row * Width) + column);

    public StretchSource Source(string tag = "one", string? cache = null) => new()
    {
        Dataset = _dataset,
        Year = 2024,
        Zone = Tiles[0].Zone,
        Tiles = Listed(),
        Tag = tag,
        Pixels = new OwnPixels(this),
        Options = new ReadOptions { View = QuantizedView.Instance, MaxRead = 1 },
        CacheDirectory = cache,
    };

    public async Task<TileRaster> OpenAsync(int tile) => await TileRaster.OpenAsync(SourceOf(Tiles[tile]), Store, new ReadOptions(), CancellationToken.None);

    /// <summary>The percentiles that the picked tiles' picked pixels have, by an own account: rows 1, 3, 6, 8 … of 40 and all columns.</summary>
    public static (double Low, double High) Range(IEnumerable<int> tiles, int band)
    {
        int[] rows = [.. Enumerable.Range(0, 16).Select(j => (int)Math.Floor((j + 0.5) * Height / 16))];
        double[] values =
        [
            .. from tile in tiles
               from row in rows
               from column in Enumerable.Range(0, Width)
               let value = (double)Value(tile, row, column, band)
               where !double.IsNaN(value)
               orderby value
               select value,
        ];
        return (At(0.02), At(0.98));

        double At(double part)
        {
            double place = part * (values.Length - 1);
            int below = (int)Math.Floor(place);
            return values[below] + ((place - below) * (values[Math.Min(below + 1, values.Length - 1)] - values[below]));
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static sbyte Quantized(int row, int column, int band) => unchecked((sbyte)((row * 37) + (column * 11) + (band * 5)));

    private static float Scale(int tile, int pixel) => pixel < 45 ? float.NaN : 0.01f * (1 + tile) + (pixel % 7 / 1000f);

    private IEnumerable<TileId> Listed()
    {
        Listings++;
        foreach (TileId tile in Tiles) yield return tile;
    }

    /// <summary>The tiles alone: no zone is composed of them.</summary>
    private sealed class OwnPixels(ColorZone zone) : IPixelSource
    {
        public string Source => zone.Store.Name;

        public async ValueTask<ISampledRaster> OpenTileAsync(TileId tile, ReadOptions options, CancellationToken cancellationToken) =>
            await TileRaster.OpenAsync(zone.SourceOf(tile), zone.Store, options, cancellationToken);

        public ValueTask<ISampledRaster> OpenZoneAsync(UtmZone zone, ZoneChoice part, ReadOptions options, CancellationToken cancellationToken) => throw new NotSupportedException();

        public RasterGrid? GridOf(UtmZone zone) => throw new NotSupportedException();

        public int HeightOf(ZoneCoverage zone) => throw new NotSupportedException();
    }

    private TileSource SourceOf(TileId tile) => new()
    {
        Tile = tile,
        Year = 2024,
        Dataset = _dataset,
        EmbeddingsKey = KeyOf(tile) + ".npy",
        ScalesKey = KeyOf(tile) + "_scales.npy",
        ComputedGrid = new RasterGrid(32631, new GeoTransform(300000, 5800000, 10, 10), Width, Height),
    };

    private void Write(string key, byte[] bytes)
    {
        string path = Path.Combine(_folder.FullName, "store", key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
    }
}
