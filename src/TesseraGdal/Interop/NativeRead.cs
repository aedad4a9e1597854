using System.Runtime.InteropServices;

namespace TesseraGdal.Interop;

/// <summary><c>tessera_read</c>: one read.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeRead
{
    internal uint Size;
    internal int X;
    internal int Y;
    internal int Width;
    internal int Height;
    internal int OutWidth;
    internal int OutHeight;
    internal int BandCount;
    internal int* Bands;
    internal void* Data;
    internal long PixelStride;
    internal long LineStride;
    internal long BandStride;
    internal double ExactX;
    internal double ExactY;
    internal double ExactWidth;
    internal double ExactHeight;

    /// <summary>The read that a host asks for. Where it does not know of exact windows, it is the window.</summary>
    /// <exception cref="TesseraException">It lacks what no read can do without.</exception>
    internal static NativeRead Of(NativeRead* from)
    {
        NativeRead read = SizedStruct.Read(from);
        if (read.Size < (byte*)&from->ExactX - (byte*)from)
            throw new TesseraException(TesseraErrorKind.InvalidArgument, $"A tessera_read of {read.Size} bytes lacks strides.");
        if (read.Size < (byte*)(&from->ExactHeight + 1) - (byte*)from)
            (read.ExactX, read.ExactY, read.ExactWidth, read.ExactHeight) = (read.X, read.Y, read.Width, read.Height);
        return read;
    }
}
