using System.Runtime.InteropServices;

namespace TesseraGdal.Interop;

/// <summary><c>tessera_read</c>: one read.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeRead
{
    internal int X;
    internal int Y;
    internal int Width;
    internal int Height;
    internal int OutWidth;
    internal int OutHeight;
    internal int* Bands;
    internal int BandCount;
    internal void* Data;
    internal long PixelStride;
    internal long LineStride;
    internal long BandStride;
    internal double ExactX;
    internal double ExactY;
    internal double ExactWidth;
    internal double ExactHeight;
}
