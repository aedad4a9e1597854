using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TesseraGdal.Interop;

/// <summary>The way into the core for C code: <c>tessera_core_entry_point</c> of <c>tessera_core.h</c>.</summary>
internal static unsafe class CoreEntryPoint
{
    /// <summary>The function's address, for a shim in a program that is .NET itself. It is the same at every call, by which a shim knows the core again.</summary>
    internal static nint Address { get; } = (nint)(delegate* unmanaged[Cdecl]<NativeHost*, NativeCore*>)&Get;

    /// <summary>Starts the core for a host.</summary>
    /// <returns>The table, or null where the core could not be started: the host says so, there is no other way to tell it.</returns>
    internal static NativeCore* Start(NativeHost* host)
    {
        try
        {
            return CoreTable.Start(host);
        }
        catch (Exception)
        {
            return null;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static NativeCore* Get(NativeHost* host) => Start(host);
}
