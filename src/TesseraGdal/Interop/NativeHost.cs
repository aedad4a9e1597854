using System.Runtime.InteropServices;

namespace TesseraGdal.Interop;

/// <summary><c>tessera_host</c>: what the host offers.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeHost
{
    internal uint Size;
    internal uint Abi;
    internal delegate* unmanaged[Cdecl]<byte*, byte*> GetOption;
    internal delegate* unmanaged[Cdecl]<byte*, void> Debug;
    internal delegate* unmanaged[Cdecl]<byte*, void> Warn;
}
