using System.Runtime.InteropServices;

namespace TesseraGdal.Interop;

/// <summary><c>tessera_core</c>: what the core offers; the functions are those of <see cref="CoreTable"/>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeCore
{
    internal uint Size;
    internal uint Abi;
    internal delegate* unmanaged[Cdecl]<byte*, byte**, nint*, NativeError*, int> Open;
    internal delegate* unmanaged[Cdecl]<nint, void> Close;
    internal delegate* unmanaged[Cdecl]<nint, NativeRasterInfo*, void> Info;
    internal delegate* unmanaged[Cdecl]<nint, byte**> MetadataDomains;
    internal delegate* unmanaged[Cdecl]<nint, byte*, byte**> Metadata;
    internal delegate* unmanaged[Cdecl]<nint, int, nint> Overview;
    internal delegate* unmanaged[Cdecl]<nint, NativeRead*, delegate* unmanaged[Cdecl]<double, void*, int>, void*, NativeError*, int> Read;
    internal delegate* unmanaged[Cdecl]<nint, int, int, int, int, void> Advise;
    internal delegate* unmanaged[Cdecl]<nint, int, int, byte*> LocationInfo;
    internal delegate* unmanaged[Cdecl]<byte*, NativeFileInfo*, NativeError*, int> FileStat;
    internal delegate* unmanaged[Cdecl]<byte*, nint*, NativeFileInfo*, NativeError*, int> FileOpen;
    internal delegate* unmanaged[Cdecl]<nint, void> FileClose;
    internal delegate* unmanaged[Cdecl]<nint, NativeRange*, int, NativeError*, int> FileRead;
    internal delegate* unmanaged[Cdecl]<nint, NativeRange*, int, void> FileAdvise;
    internal delegate* unmanaged[Cdecl]<byte*, delegate* unmanaged[Cdecl]<byte*, void*, int>, void*, NativeError*, int> FileList;
    internal delegate* unmanaged[Cdecl]<nint, int, int, int, int, NativeError*, int> Demand;
    internal delegate* unmanaged[Cdecl]<nint, byte**> CategoryNames;
    internal delegate* unmanaged[Cdecl]<nint, int*, byte*> ColorTable;
}
