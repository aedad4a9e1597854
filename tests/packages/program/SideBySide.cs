using System.Diagnostics;
using System.Globalization;
using TesseraGdal.Client;
using TesseraGdal.Geometry;
using TesseraGdal.Rasters;

namespace TesseraGdal.PackageTests;

/// <summary>
/// Two runtimes in one process: two threads read through GDAL, whose plugin has a NativeAOT core, and two through this program's own .NET, while the program collects garbage and
/// catches null dereferences, for which each runtime has a handler of the same signal.
/// </summary>
internal sealed class SideBySide
{
    private static readonly int[] Bands = [0, 1, 17, 63, 64, 100, 126, 127];

    private readonly float[] _expected;
    private readonly int _width, _height;
    private readonly string _name;
    private readonly IRaster _raster;
    private readonly CancellationTokenSource _end = new();
    private long _gdalReads, _ownReads, _nullDereferences, _collections;
    private volatile string? _wrong;

    private SideBySide(string name, IRaster raster)
    {
        (_name, _raster) = (name, raster);
        nint dataset = NativeGdal.Open(name);
        (_width, _height, _) = NativeGdal.Size(dataset);
        _expected = new float[Bands.Length * _width * _height];
        NativeGdal.Read(dataset, 0, 0, _width, _height, [.. Bands.Select(band => band + 1)], _expected);
        NativeGdal.Close(dataset);
    }

    internal static async Task<object> RunAsync(string[] arguments)
    {
        double[] numbers = [.. arguments.Where((_, i) => i != 1).Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        NativeGdal.LoadFromSystem();
        NativeGdal.AllRegister();
        NativeGdal.Close(NativeGdal.Open(arguments[1])); // the plugin starts its own core
        TesseraRegistration registration = TesseraDriver.Register();
        using var client = new TesseraClient();
        var run = new SideBySide(arguments[1], await client.OpenTileAsync((int)numbers[1], TileId.FromPoint(numbers[2], numbers[3])));
        return run.Run(TimeSpan.FromSeconds(numbers[0]), registration);
    }

    private object Run(TimeSpan duration, TesseraRegistration registration)
    {
        Thread[] threads =
        [
            .. Enumerable.Range(0, 2).Select(seed => new Thread(() => Guard(() => ReadThroughGdal(new Random(seed))))),
            .. Enumerable.Range(2, 2).Select(seed => new Thread(() => Guard(() => ReadHere(new Random(seed))))),
            new Thread(() => Guard(CollectGarbage)),
            new Thread(() => Guard(DereferenceNull)),
        ];
        foreach (Thread thread in threads) thread.Start();
        _end.Token.WaitHandle.WaitOne(duration / 4); // caches are filled
        long warm = MedianMemory(duration / 4);
        _end.Token.WaitHandle.WaitOne(duration / 4);
        long end = MedianMemory(duration / 4);
        _end.Cancel();
        foreach (Thread thread in threads) thread.Join();
        return new
        {
            Registration = registration,
            MapsCore = Plugins.HasCoreInMaps(),
            Wrong = _wrong,
            GdalReads = _gdalReads,
            OwnReads = _ownReads,
            NullDereferences = _nullDereferences,
            Collections = _collections,
            WarmMemory = warm,
            EndMemory = end,
        };
    }

    private void Guard(Action work)
    {
        try
        {
            while (!_end.IsCancellationRequested) work();
        }
        catch (Exception e)
        {
            _wrong = e.ToString();
            _end.Cancel();
        }
    }

    private void ReadThroughGdal(Random random)
    {
        nint dataset = NativeGdal.Open(_name);
        for (int i = 0; i < 50 && !_end.IsCancellationRequested; i++)
        {
            (Window window, int[] bands) = Choose(random);
            var pixels = new float[bands.Length * window.Width * window.Height];
            NativeGdal.Read(dataset, window.X, window.Y, window.Width, window.Height, [.. bands.Select(band => Bands[band] + 1)], pixels);
            Check("GDAL", window, bands, pixels);
            Interlocked.Increment(ref _gdalReads);
        }
        NativeGdal.Close(dataset);
    }

    private void ReadHere(Random random)
    {
        (Window window, int[] bands) = Choose(random);
        PixelBlock block = _raster.ReadAsync(window, [.. bands.Select(band => Bands[band])]).GetAwaiter().GetResult();
        Check("the client", window, bands, block.Pixels.Span);
        Interlocked.Increment(ref _ownReads);
    }

    private (Window Window, int[] Bands) Choose(Random random)
    {
        int width = random.Next(1, _width + 1), height = random.Next(1, Math.Min(_height, 200) + 1);
        var window = new Window(random.Next(_width - width + 1), random.Next(_height - height + 1), width, height);
        return (window, [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => random.Next(Bands.Length))]);
    }

    private void Check(string source, Window window, int[] bands, ReadOnlySpan<float> pixels)
    {
        for (int k = 0, i = 0; k < bands.Length; k++)
        {
            for (int row = window.Y; row < window.Y + window.Height; row++)
            {
                ReadOnlySpan<float> expected = _expected.AsSpan(((bands[k] * _height) + row) * _width + window.X, window.Width);
                ReadOnlySpan<float> actual = pixels.Slice(i, window.Width);
                i += window.Width;
                for (int x = 0; x < window.Width; x++) // Equals: NaN is NaN
                    if (!actual[x].Equals(expected[x])) throw new InvalidOperationException($"{source}, band {Bands[bands[k]]}, row {row}, column {window.X + x}: {actual[x]}, not {expected[x]}");
            }
        }
    }

    private void CollectGarbage()
    {
        for (int i = 0; i < 1000; i++) GC.KeepAlive(new byte[10 * i]);
        GC.Collect(2, GCCollectionMode.Forced, true, (_collections & 3) == 0);
        _collections++;
    }

    private void DereferenceNull()
    {
        for (int i = 0; i < 100; i++)
        {
            try
            {
                _nullDereferences += Nothing().Length;
            }
            catch (NullReferenceException)
            {
                _nullDereferences++;
            }
        }
        Thread.Yield();
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static string Nothing() => null!;

    /// <summary>What the process holds, as the median of some time: with garbage that is made and collected it goes up and down by hundreds of MiB within a second.</summary>
    private long MedianMemory(TimeSpan duration)
    {
        const int Samples = 50;
        var found = new long[Samples];
        for (int i = 0; i < Samples; i++)
        {
            _end.Token.WaitHandle.WaitOne(duration / Samples);
            using var process = Process.GetCurrentProcess();
            found[i] = process.WorkingSet64;
        }
        Array.Sort(found);
        return found[Samples / 2];
    }
}
