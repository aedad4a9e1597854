using System.Runtime.InteropServices;

namespace TesseraGdal.Interop;

/// <summary><c>tessera_range</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeRange
{
    internal long Offset;
    internal long Length;
    internal nint Data;
}
