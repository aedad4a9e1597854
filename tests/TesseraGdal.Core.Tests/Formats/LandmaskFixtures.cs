using System.Buffers.Binary;

namespace TesseraGdal.Tests.Formats;

/// <summary>Landmasks that GDAL wrote (<c>tests/data/fixtures/landmasks</c>), and small TIFFs made by hand.</summary>
internal static class LandmaskFixtures
{
    private const ushort Short = 3, Long = 4, Double = 12, Long8 = 16;

    public static byte[] Read(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "tests", "data", "fixtures", "landmasks", "v1", name);
            if (File.Exists(path)) return File.ReadAllBytes(path);
        }
        throw new FileNotFoundException($"{name} is in no tests/data/fixtures above {AppContext.BaseDirectory}.");
    }

    /// <summary>A TIFF of one uncompressed strip, of any byte order and size of offsets.</summary>
    public static byte[] Make(
        int width, int height, byte[] pixels, ushort[]? keys = null, double[]? scale = null, double[]? tie = null, double[]? matrix = null,
        bool bigEndian = false, bool bigTiff = false, long compression = 1, long stripLength = -1, ushort bits = 8)
    {
        var entries = new SortedDictionary<ushort, (ushort Type, double[] Values)>
        {
            [256] = (Short, [width]),
            [257] = (Short, [height]),
            [258] = (Short, [bits]),
            [259] = (Short, [compression]),
            [262] = (Short, [1]),
            [273] = (Long, [0]), // set below
            [277] = (Short, [1]),
            [278] = (Short, [height]),
            [279] = (Long, [stripLength < 0 ? pixels.Length : stripLength]),
            [34735] = (Short, [.. (keys ?? [1, 1, 0, 2, 1025, 0, 1, 1, 3072, 0, 1, 32631]).Select(key => (double)key)]),
        };
        if (scale is not null) entries[33550] = (Double, scale);
        if (tie is not null) entries[33922] = (Double, tie);
        if (matrix is not null) entries[34264] = (Double, matrix);

        (int start, int countLength, int entryLength, int inline) = bigTiff ? (16, 8, 20, 8) : (8, 2, 12, 4);
        int directory = start, extra = start + countLength + (entries.Count * entryLength) + inline;
        int pixelStart = extra + entries.Values.Sum(e => Room(e.Type, e.Values.Length, inline));
        entries[273] = (Long, [pixelStart]);
        byte[] file = new byte[pixelStart + pixels.Length];
        pixels.CopyTo(file, pixelStart);
        (bigEndian ? "MM"u8 : "II"u8).CopyTo(file);
        Put(file, 2, Short, bigTiff ? 43 : 42, bigEndian);
        if (bigTiff) Put(file, 4, Short, 8, bigEndian);
        Put(file, bigTiff ? 8 : 4, bigTiff ? Long8 : Long, directory, bigEndian);
        Put(file, directory, bigTiff ? Long8 : Short, entries.Count, bigEndian);
        int at = directory + countLength;
        foreach ((ushort tag, (ushort type, double[] values)) in entries)
        {
            Put(file, at, Short, tag, bigEndian);
            Put(file, at + 2, Short, type, bigEndian);
            Put(file, at + 4, bigTiff ? Long8 : Long, values.Length, bigEndian);
            int place = at + (bigTiff ? 12 : 8), room = Room(type, values.Length, inline);
            if (room > 0)
            {
                Put(file, place, bigTiff ? Long8 : Long, extra, bigEndian);
                place = extra;
                extra += room;
            }
            foreach (double value in values) place += Put(file, place, type, value, bigEndian);
            at += entryLength;
        }
        return file;
    }

    private static int SizeOf(ushort type) => type switch { Short => 2, Long => 4, _ => 8 };

    private static int Room(ushort type, int count, int inline) => SizeOf(type) * count <= inline ? 0 : SizeOf(type) * count;

    private static int Put(byte[] file, int at, ushort type, double value, bool bigEndian)
    {
        ulong bits = type == Double ? BitConverter.DoubleToUInt64Bits(value) : (ulong)value;
        int size = SizeOf(type);
        Span<byte> eight = stackalloc byte[8];
        if (bigEndian)
        {
            BinaryPrimitives.WriteUInt64BigEndian(eight, bits);
            eight[(8 - size)..].CopyTo(file.AsSpan(at));
        }
        else
        {
            BinaryPrimitives.WriteUInt64LittleEndian(eight, bits);
            eight[..size].CopyTo(file.AsSpan(at));
        }
        return size;
    }
}
