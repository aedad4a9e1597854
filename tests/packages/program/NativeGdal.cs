using System.Runtime.InteropServices;
using System.Text;

namespace TesseraGdal.PackageTests;

/// <summary>GDAL's C functions, in a libgdal that is loaded: what a binding would be.</summary>
internal static unsafe class NativeGdal
{
    private const int Float32 = 6;

    private static nint _library;

    /// <summary>Loads this machine's libgdal, as a program's binding would before it asks for drivers.</summary>
    internal static void LoadFromSystem()
    {
        for (int number = 60; number > 25; number--)
        {
            if (NativeLibrary.TryLoad($"libgdal.so.{number}", out _library)) return;
        }
        throw new DllNotFoundException("This machine has no libgdal.");
    }

    /// <summary>Uses the libgdal of a file, which Register has told.</summary>
    internal static void Use(string file) => _library = NativeLibrary.Load(file);

    internal static void AllRegister() => ((delegate* unmanaged<void>)Function("GDALAllRegister"))();

    internal static void DestroyDriverManager() => ((delegate* unmanaged<void>)Function("GDALDestroyDriverManager"))();

    /// <summary>Has the C library call it when the process exits.</summary>
    internal static void DestroyDriverManagerAtExit()
    {
        var atExit = (delegate* unmanaged<nint, nint, nint, int>)NativeLibrary.GetExport(NativeLibrary.Load("libc.so.6"), "__cxa_atexit");
        if (atExit(Function("GDALDestroyDriverManager"), 0, 0) != 0) throw new InvalidOperationException("__cxa_atexit failed.");
    }

    internal static int DriverCount() => ((delegate* unmanaged<int>)Function("GDALGetDriverCount"))();

    internal static int DriversNamed(string wanted)
    {
        var driver = (delegate* unmanaged<int, nint>)Function("GDALGetDriver");
        var name = (delegate* unmanaged<nint, byte*>)Function("GDALGetDriverShortName");
        int count = 0;
        for (int i = 0; i < DriverCount(); i++) count += Marshal.PtrToStringUTF8((nint)name(driver(i))) == wanted ? 1 : 0;
        return count;
    }

    internal static nint Open(string name)
    {
        fixed (byte* text = Encoding.UTF8.GetBytes(name + '\0'))
        {
            nint dataset = ((delegate* unmanaged<byte*, int, nint>)Function("GDALOpen"))(text, 0);
            return dataset != 0 ? dataset : throw new InvalidOperationException($"{name}: {LastError()}");
        }
    }

    internal static void Close(nint dataset) => ((delegate* unmanaged<nint, void>)Function("GDALClose"))(dataset);

    internal static (int Width, int Height, int Bands) Size(nint dataset) => (
        ((delegate* unmanaged<nint, int>)Function("GDALGetRasterXSize"))(dataset),
        ((delegate* unmanaged<nint, int>)Function("GDALGetRasterYSize"))(dataset),
        ((delegate* unmanaged<nint, int>)Function("GDALGetRasterCount"))(dataset));

    internal static int Checksum(nint dataset, int band)
    {
        (int width, int height, _) = Size(dataset);
        nint handle = ((delegate* unmanaged<nint, int, nint>)Function("GDALGetRasterBand"))(dataset, band);
        return ((delegate* unmanaged<nint, int, int, int, int, int>)Function("GDALChecksumImage"))(handle, 0, 0, width, height);
    }

    /// <summary>Reads bands, counted from 1, one after another.</summary>
    internal static void Read(nint dataset, int x, int y, int width, int height, int[] bands, Span<float> pixels)
    {
        var read = (delegate* unmanaged<nint, int, int, int, int, int, void*, int, int, int, int, int*, int, int, int, int>)Function("GDALDatasetRasterIO");
        fixed (float* data = pixels)
        fixed (int* map = bands)
        {
            if (read(dataset, 0, x, y, width, height, data, width, height, Float32, bands.Length, map, 0, 0, 0) != 0) throw new InvalidOperationException(LastError());
        }
    }

    private static string LastError() => Marshal.PtrToStringUTF8((nint)((delegate* unmanaged<byte*>)Function("CPLGetLastErrorMsg"))()) ?? "";

    private static nint Function(string name) => NativeLibrary.GetExport(_library, name);
}
