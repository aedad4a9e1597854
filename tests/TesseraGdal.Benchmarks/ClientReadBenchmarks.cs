using BenchmarkDotNet.Attributes;
using TesseraGdal.Forms.Npy.Tiles;
using TesseraGdal.Geometry;
using TesseraGdal.Rasters;
using TesseraGdal.Rasters.Stored;

namespace TesseraGdal.Benchmarks;

/// <summary>
/// Windows of a tile whose stored bytes are at hand, read into memory of the caller's as programs of TesseraClient do: what is allocated does not grow with the pixels.
/// </summary>
[InProcess]
[IterationCount(7)]
[WarmupCount(3)]
[MemoryDiagnoser]
public class ClientReadBenchmarks
{
    private readonly int[] _bands = [.. Enumerable.Range(0, 128)];
    private readonly float[] _output = new float[512 * 512 * 128];
    private TileRaster? _tile;

    [Params(16, 64, 256, 512)]
    public int Side { get; set; }

    [GlobalSetup]
    public async Task SetUp() => _tile = await TileRaster.OpenAsync(SyntheticTile.Source, new MemoryStore(SyntheticTile.Objects()), new ReadOptions(), CancellationToken.None);

    [Benchmark]
    public Task All_bands() => _tile!.ReadIntoAsync(new Window(50, 50, Side, Side), _bands, _output);

    [Benchmark]
    public Task One_band() => _tile!.ReadIntoAsync(new Window(50, 50, Side, Side), _bands.AsMemory(5, 1), _output);
}
