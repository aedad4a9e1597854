using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using TesseraGdal.Forms.Npy.Tiles;
using TesseraGdal.Geometry;

namespace TesseraGdal.Benchmarks;

/// <summary>The objects of a tile of the true size of grid_0.15_52.05, with noise for pixels.</summary>
internal static class SyntheticTile
{
    public const int Width = 729;
    public const int Height = 1139;
    public const long Values = (long)Width * Height * 128;

    public static TileSource Source { get; } = new()
    {
        Tile = new TileId(15, 5205),
        Year = 2024,
        EmbeddingsKey = "tile.npy",
        ScalesKey = "tile_scales.npy",
    };

    public static Dictionary<string, byte[]> Objects()
    {
        var random = new Random(1);
        byte[] stored = new byte[Values];
        random.NextBytes(stored);
        float[] scales = new float[Width * Height];
        foreach (ref float scale in scales.AsSpan()) scale = 0.001f + (random.NextSingle() * 0.1f);
        return new()
        {
            ["tile.npy"] = Npy("|i1", $"({Height}, {Width}, 128)", stored),
            ["tile_scales.npy"] = Npy("<f4", $"({Height}, {Width})", MemoryMarshal.AsBytes(scales.AsSpan())),
        };
    }

    private static byte[] Npy(string descr, string shape, ReadOnlySpan<byte> data)
    {
        string header = string.Create(CultureInfo.InvariantCulture, $"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}").PadRight(117) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. data];
    }
}
