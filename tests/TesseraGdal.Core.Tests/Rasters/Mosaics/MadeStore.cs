using System.Buffers.Binary;
using System.Collections.Concurrent;
using TesseraGdal.Catalog;
using TesseraGdal.Forms.Npy.Objects;
using TesseraGdal.Geometry;
using TesseraGdal.Storage;

namespace TesseraGdal.Tests.Rasters.Mosaics;

/// <summary>
/// A store whose tiles have their true sizes and lie nowhere: each byte is computed from closed formulas when it is read, so that tiles of 100 MB cost nothing.
/// Notes what is asked of it.
/// </summary>
internal sealed class MadeStore : IObjectStore
{
    private const int HeadLength = 128;

    private static readonly ConcurrentDictionary<TileId, RasterGrid> Grids = [];

    /// <summary>Objects that are not there, or that are other bytes than the formulas'.</summary>
    public ConcurrentDictionary<string, byte[]?> Others { get; } = [];

    /// <summary>Every range that was read.</summary>
    public ConcurrentQueue<(string Key, long Offset, int Length)> Reads { get; } = [];

    /// <summary>The most ranges that were asked for in one call of several, 0 for none: a cache may fetch what lies between them, too.</summary>
    public int MostRanges { get; private set; }

    /// <summary>Awaited before each read.</summary>
    public Func<string, CancellationToken, Task>? Before { get; set; }

    public string Name => "made";

    /// <summary>The stored value of a band.</summary>
    public static sbyte Quantized(TileId tile, int row, int column, int band) =>
        unchecked((sbyte)((row * 31) + (column * 17) + (band * 7) + (tile.LonI * 3) + (tile.LatI * 5) + (row * column % 13)));

    /// <summary>The stored scale: not valid in ragged edges of some tiles, in a patch in the middle of others, and here and there.</summary>
    public static float Scale(TileId tile, int row, int column)
    {
        RasterGrid grid = Grids.GetOrAdd(tile, RasterGrid.Of);
        int kind = (((tile.LonI - 5) / 10 * 7) + ((tile.LatI - 5) / 10 * 3)) & 3, n = (row * 7) + (column * 3) + kind;
        int edge = Math.Min(Math.Min(row, grid.Height - 1 - row), Math.Min(column, grid.Width - 1 - column));
        if (kind == 1 && edge < 3 + ((row + column) % 23 / 2)) return 0;
        if (kind == 2 && row % 90 > 80) return float.NaN;
        if (kind == 3 && column % 40 > 30) return float.MaxValue;
        return n % 11 == 0 ? -1f : 0.02f + (n % 97 / 1000f);
    }

    /// <summary>Whether a tile's pixel is valid.</summary>
    public static bool IsValid(TileId tile, int row, int column) => Scale(tile, row, column) is > 0 and < 1;

    public ValueTask<ObjectFacts> StatAsync(string key, CancellationToken cancellationToken) => ValueTask.FromResult(FactsOf(key));

    public async ValueTask<ObjectRead> ReadAsync(string key, long offset, Memory<byte> destination, ObjectFacts? expected, CancellationToken cancellationToken)
    {
        Reads.Enqueue((key, offset, destination.Length));
        if (Before is not null) await Before(key, cancellationToken);
        ObjectFacts facts = FactsOf(key);
        int count = (int)Math.Min(destination.Length, facts.Length - offset);
        Make(key, offset, destination.Span[..count]);
        return new ObjectRead(facts, count);
    }

    public async ValueTask ReadAsync(string key, IReadOnlyList<RangeRead> ranges, ObjectFacts expected, CancellationToken cancellationToken)
    {
        MostRanges = Math.Max(MostRanges, ranges.Count);
        foreach (RangeRead range in ranges) await ReadAsync(key, range.Offset, range.Destination, expected, cancellationToken);
    }

    public IAsyncEnumerable<ObjectFacts> ListAsync(string prefix, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Tiles whose embeddings were read, beyond their heads.</summary>
    public HashSet<TileId> TilesRead() =>
        [.. Reads.Where(read => read.Offset > 0 && Parse(read.Key).Kind == NpyObjectKind.Embeddings).Select(read => Parse(read.Key).Tile)];

    private static NpyObject Parse(string key) => DatasetKey.TryParse(key) is { } parsed && NpyObject.TryParse(parsed, out NpyObject? found) ? found : throw new ArgumentException(key);

    private ObjectFacts FactsOf(string key)
    {
        NpyObject item = Parse(key);
        bool isOther = Others.TryGetValue(key, out byte[]? other);
        if (isOther ? other is null : item.Kind == NpyObjectKind.Landmask)
            throw new ObjectException(ObjectFailure.NotFound, key, Name, "there is no such object", "Look elsewhere.");
        RasterGrid grid = Grids.GetOrAdd(item.Tile, RasterGrid.Of);
        return new ObjectFacts { Key = key, Length = other?.Length ?? HeadLength + (grid.Width * grid.Height * (item.Kind == NpyObjectKind.Scales ? 4L : 128L)), ETag = "1", Source = Name };
    }

    private void Make(string key, long offset, Span<byte> bytes)
    {
        if (Others.TryGetValue(key, out byte[]? other))
        {
            other.AsSpan((int)offset, bytes.Length).CopyTo(bytes);
            return;
        }
        NpyObject item = Parse(key);
        RasterGrid grid = Grids.GetOrAdd(item.Tile, RasterGrid.Of);
        byte[] head = item.Kind == NpyObjectKind.Scales
            ? TestTile.Npy("<f4", $"({grid.Height}, {grid.Width})", [])
            : TestTile.Npy("|i1", $"({grid.Height}, {grid.Width}, 128)", []);
        Span<byte> four = stackalloc byte[4];
        long known = -1;
        for (int i = 0; i < bytes.Length; i++)
        {
            long at = offset + i - HeadLength;
            if (at < 0)
            {
                bytes[i] = head[(int)(at + HeadLength)];
            }
            else if (item.Kind == NpyObjectKind.Scales)
            {
                if (known != at / 4) BinaryPrimitives.WriteSingleLittleEndian(four, Scale(item.Tile, (int)(at / 4 / grid.Width), (int)(at / 4 % grid.Width)));
                known = at / 4;
                bytes[i] = four[(int)(at % 4)];
            }
            else
            {
                bytes[i] = (byte)Quantized(item.Tile, (int)(at / 128 / grid.Width), (int)(at / 128 % grid.Width), (int)(at % 128));
            }
        }
    }
}
