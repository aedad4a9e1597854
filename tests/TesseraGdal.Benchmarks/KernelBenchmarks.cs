using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using TesseraGdal.Quantization;

namespace TesseraGdal.Benchmarks;

/// <summary>The loops alone, on one thread, over 16 rows of a tile that stay in the processor's cache with what is written.</summary>
[InProcess]
[IterationCount(7)]
[WarmupCount(3)]
public unsafe class KernelBenchmarks
{
    private const int Width = 729;
    private const int Rows = 16;

    private sbyte* _stored;
    private float* _scales;
    private byte* _output;
    private IPixelKernel _kernel = PixelKernel.Best;

    [ParamsSource(nameof(Kernels))]
    public string Kernel { get; set; } = "";

    public static IEnumerable<string> Kernels => PixelKernel.Available.Select(kernel => kernel.Name);

    [GlobalSetup]
    public void SetUp()
    {
        _kernel = PixelKernel.Choose(Kernel);
        _stored = (sbyte*)NativeMemory.AlignedAlloc(Width * Rows * 128, 64);
        _scales = (float*)NativeMemory.AlignedAlloc(Width * Rows * 4, 64);
        _output = (byte*)NativeMemory.AlignedAlloc(Width * Rows * 512, 64);
        new Random(1).NextBytes(new Span<byte>(_stored, Width * Rows * 128));
        new Span<float>(_scales, Width * Rows).Fill(0.1f);
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        NativeMemory.AlignedFree(_stored);
        NativeMemory.AlignedFree(_scales);
        NativeMemory.AlignedFree(_output);
    }

    [Benchmark(Baseline = true)]
    public void Planes()
    {
        for (int row = 0; row < Rows; row++)
            _kernel.Planes(_stored + (row * Width * 128), _scales + (row * Width), Width, 0, 128, _output + (row * Width * 4), 4L * Width * Rows);
    }

    [Benchmark]
    public void Pixels()
    {
        for (int row = 0; row < Rows; row++)
            _kernel.Pixels(_stored + (row * Width * 128), _scales + (row * Width), Width, 0, 128, _output + (row * Width * 512), 512);
    }

    [Benchmark]
    public void One_band()
    {
        for (int row = 0; row < Rows; row++)
            _kernel.Planes(_stored + (row * Width * 128), _scales + (row * Width), Width, 5, 1, _output + (row * Width * 4), 0);
    }
}
