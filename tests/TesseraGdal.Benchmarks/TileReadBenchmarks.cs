using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using TesseraGdal.Forms.Npy.Tiles;
using TesseraGdal.Geometry;
using TesseraGdal.Rasters;
using TesseraGdal.Rasters.Stored;
using TesseraGdal.Storage.Sources;

namespace TesseraGdal.Benchmarks;

/// <summary>
/// Reads of a whole tile (831,000 pixels × 128 bands, 425 MB of floats) whose stored bytes are at hand, against memset of the output.
/// NumPy's part of the comparison is tests/TesseraGdal.Benchmarks/numpy_dequantize.py, in the same run.
/// </summary>
[InProcess]
[IterationCount(7)]
[WarmupCount(2)]
[InvocationCount(1)]
[MemoryDiagnoser]
public class TileReadBenchmarks
{
    private readonly int[] _all = [.. Enumerable.Range(0, 128)];
    private static Window Whole => new(0, 0, SyntheticTile.Width, SyntheticTile.Height);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bench");
    private nint _output;
    private TileRaster? _inMemory;
    private TileRaster? _onDisk;

    private static nuint OutputLength => (nuint)SyntheticTile.Values * sizeof(float);

    [GlobalSetup]
    public async Task SetUp()
    {
        Dictionary<string, byte[]> objects = SyntheticTile.Objects();
        foreach ((string key, byte[] bytes) in objects) await File.WriteAllBytesAsync(Path.Combine(_folder.FullName, key), bytes);
        _inMemory = await TileRaster.OpenAsync(SyntheticTile.Source, new MemoryStore(objects), new ReadOptions { Overviews = true }, CancellationToken.None);
        _onDisk = await TileRaster.OpenAsync(SyntheticTile.Source, new DirectoryObjectStore(_folder.FullName), new ReadOptions(), CancellationToken.None);
        Allocate();
    }

    [GlobalCleanup]
    public unsafe void CleanUp()
    {
        NativeMemory.AlignedFree((void*)_output);
        _folder.Delete(recursive: true);
    }

    [Benchmark(Baseline = true)]
    public unsafe void Memset() => NativeMemory.Fill((void*)_output, OutputLength, 1);

    [Benchmark]
    public Task Planes_from_memory() => ReadAsync(_inMemory!, _all, Planes(128)).AsTask();

    [Benchmark]
    public Task Planes_from_files() => ReadAsync(_onDisk!, _all, Planes(128)).AsTask();

    [Benchmark]
    public Task Pixels_from_memory() => ReadAsync(_inMemory!, _all, new PixelBuffer(_output, 512, 512L * SyntheticTile.Width, 4)).AsTask();

    [Benchmark]
    public Task Three_bands_from_memory() => ReadAsync(_inMemory!, [30, 60, 90], Planes(3)).AsTask();

    [Benchmark]
    public Task One_band_from_memory() => ReadAsync(_inMemory!, [5], Planes(1)).AsTask();

    [Benchmark]
    public Task One_band_from_files() => ReadAsync(_onDisk!, [5], Planes(1)).AsTask();

    /// <summary>As GDAL copies a raster with INTERLEAVE=PIXEL: 128 bands of 256 rows at a time, into the same memory.</summary>
    [Benchmark]
    public async Task Swaths_of_256_rows_from_memory()
    {
        for (int y = 0; y < SyntheticTile.Height; y += 256)
        {
            int rows = Math.Min(256, SyntheticTile.Height - y);
            await ReadAsync(_inMemory!, _all, Planes(128, rows), new Window(0, y, SyntheticTile.Width, rows));
        }
    }

    /// <summary>As a picture on the screen: an overview of an eighth.</summary>
    [Benchmark]
    public Task Three_bands_at_an_eighth_from_memory() =>
        ReadAsync(_inMemory!.Overviews[2], [30, 60, 90], Planes(3), new Window(0, 0, _inMemory.Overviews[2].Info.Grid.Width, _inMemory.Overviews[2].Info.Grid.Height)).AsTask();

    private unsafe void Allocate() => _output = (nint)NativeMemory.AlignedAlloc(OutputLength, 4096);

    private PixelBuffer Planes(int bands, int rows = SyntheticTile.Height) =>
        new(_output, 4, 4L * SyntheticTile.Width, bands == 1 ? 0 : 4L * SyntheticTile.Width * rows);

    private static ValueTask ReadAsync(IRaster raster, int[] bands, PixelBuffer destination, Window? window = null)
    {
        Window part = window ?? Whole;
        return raster.ReadAsync(
            new RasterRead { Window = part, OutWidth = part.Width, OutHeight = part.Height, Bands = bands, Destination = destination }, null, CancellationToken.None);
    }
}
