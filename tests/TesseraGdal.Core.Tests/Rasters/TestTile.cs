using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using TesseraGdal.Catalog;
using TesseraGdal.Forms.Npy.Tiles;
using TesseraGdal.Geometry;
using TesseraGdal.Quantization;
using TesseraGdal.Rasters.Stored;
using TesseraGdal.Storage;
using TesseraGdal.Storage.Sources;
using Xunit;

namespace TesseraGdal.Tests.Rasters;

/// <summary>A small tile in a folder of its own, whose pixels follow from closed formulas.</summary>
internal sealed class TestTile : IDisposable
{
    public const string EmbeddingsKey = "v1/2024/grid_0.15_52.05.npy";
    public const string ScalesKey = "v1/2024/grid_0.15_52.05_scales.npy";
    public const string LandmaskKey = "v1/landmasks/grid_0.15_52.05.tiff";
    public const float CanonicalNaN = float.NaN;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tile");

    public TestTile(int width, int height, bool scalePerElement = false, bool bigEndian = false)
    {
        (Width, Height, ScalePerElement) = (width, height, scalePerElement);
        Store = new DirectoryObjectStore(_folder.FullName);
        var q = new byte[height * width * 128];
        for (int i = 0; i < q.Length; i++) q[i] = (byte)Quantized(i / 128 / width, i / 128 % width, i % 128);
        Write(EmbeddingsKey, Npy("|i1", $"({height}, {width}, 128)", q));
        var s = new float[height * width * (scalePerElement ? 128 : 1)];
        for (int i = 0; i < s.Length; i++)
        {
            int pixel = scalePerElement ? i / 128 : i;
            s[i] = Scale(pixel / width, pixel % width, scalePerElement ? i % 128 : 0);
            if (bigEndian) s[i] = BitConverter.UInt32BitsToSingle(System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(BitConverter.SingleToUInt32Bits(s[i])));
        }
        Write(ScalesKey, Npy(bigEndian ? ">f4" : "<f4", scalePerElement ? $"({height}, {width}, 128)" : $"({height}, {width})", MemoryMarshal.AsBytes(s.AsSpan())));
    }

    public int Width { get; }

    public int Height { get; }

    public bool ScalePerElement { get; }

    public DirectoryObjectStore Store { get; }

    public RasterGrid Grid => new(32631, new GeoTransform(300933.93643, 5776128.47768, 10, 10), Width, Height);

    public TileSource Source => new()
    {
        Tile = new TileId(15, 5205),
        Year = 2024,
        Dataset = new Dataset { Name = "v1", Version = "1.0", Variant = "vultr", VersionPath = "v1", Description = "The first.", License = "CC0-1.0", Attribution = "Its authors" },
        EmbeddingsKey = EmbeddingsKey,
        ScalesKey = ScalesKey,
        LandmaskKey = LandmaskKey,
        ComputedGrid = Grid,
    };

    /// <summary>The stored value of a band of a pixel: all of int8's, −128 too.</summary>
    public static sbyte Quantized(int row, int column, int band) => unchecked((sbyte)((row * 31) + (column * 17) + (band * 7) + (row * column % 13)));

    /// <summary>The stored scale of a pixel; every eleventh is not valid, in turn for each reason there is.</summary>
    public static float Scale(int row, int column, int band)
    {
        int n = (row * 7) + (column * 3) + band;
        return (n % 11, n / 11 % 7) switch
        {
            (0, 0) => 0f,
            (0, 1) => -0.05f,
            (0, 2) => float.PositiveInfinity,
            (0, 3) => float.NegativeInfinity,
            (0, 4) => BitConverter.UInt32BitsToSingle(0xFFC01234),
            (0, 5) => float.MaxValue,
            (0, 6) => 1f,
            _ => 0.02f + (n % 97 / 1000f),
        };
    }

    /// <summary>What a read must give for a pixel, by the rule of formats.md §3.2.</summary>
    public float Expected(int row, int column, int band, PixelOptions? options = null)
    {
        options ??= new PixelOptions();
        float scale = Scale(row, column, ScalePerElement ? band : 0);
        bool valid = float.IsFinite(scale) && (options.KeepInvalid || (scale > 0 && scale < options.MaxScale));
        return valid ? Quantized(row, column, band) * scale : BitConverter.UInt32BitsToSingle(0x7FC00000);
    }

    public Task<TileRaster> OpenAsync(ReadOptions? options = null, IObjectStore? store = null) =>
        TileRaster.OpenAsync(Source, store ?? Store, options ?? new ReadOptions { Overviews = true }, TestContext.Current.CancellationToken).AsTask();

    public void Write(string key, byte[] bytes)
    {
        string path = Path.Combine(_folder.FullName, key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
    }

    public static byte[] Npy(string descr, string shape, ReadOnlySpan<byte> data)
    {
        string header = string.Create(CultureInfo.InvariantCulture, $"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}").PadRight(117) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. data];
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
