using System.Runtime.InteropServices;
using TesseraGdal.Geometry;
using TesseraGdal.Rasters;
using Xunit;

namespace TesseraGdal.Tests.Rasters;

/// <summary>Reads rasters of bytes.</summary>
internal static class ByteRead
{
    /// <summary>Reads all of a band.</summary>
    public static Task<byte[]> WholeAsync(IRaster raster, int band) =>
        OfAsync(raster, new Window(0, 0, raster.Info.Grid.Width, raster.Info.Grid.Height), raster.Info.Grid.Width, raster.Info.Grid.Height, band);

    /// <summary>Reads a window of some bands, band after band.</summary>
    public static async Task<byte[]> OfAsync(IRaster raster, Window window, int width, int height, params int[] bands)
    {
        byte[] pixels = GC.AllocateArray<byte>(width * height * bands.Length, pinned: true);
        var request = new RasterRead
        {
            Window = window,
            Bands = bands,
            OutWidth = width,
            OutHeight = height,
            Destination = new PixelBuffer(Marshal.UnsafeAddrOfPinnedArrayElement(pixels, 0), 1, width, width * height),
        };
        await raster.ReadAsync(request, null, TestContext.Current.CancellationToken);
        return pixels;
    }
}
