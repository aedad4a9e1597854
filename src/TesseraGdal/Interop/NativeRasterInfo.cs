using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TesseraGdal.Interop;

/// <summary><c>tessera_raster_info</c>: what is known about a raster without reading pixels.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeRasterInfo
{
    internal uint Size;
    internal int Width;
    internal int Height;
    internal int BandCount;
    internal int PixelType;
    internal int Epsg;
    internal int BlockWidth;
    internal int BlockHeight;
    internal int HasNoData;
    internal int OverviewCount;
    internal double NoData;
    internal Coefficients GeoTransform;
    internal byte** BandDescriptions;
    internal int* BandColors;

    /// <summary>GDAL's six coefficients.</summary>
    [InlineArray(6)]
    internal struct Coefficients
    {
        private double _first;
    }
}
