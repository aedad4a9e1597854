using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TesseraGdal.Interop;

namespace TesseraGdal;

/// <summary>What the NativeAOT library exports: the one entry point of <c>tessera_core.h</c>.</summary>
internal static unsafe class Exports
{
    [UnmanagedCallersOnly(EntryPoint = "tessera_core_get", CallConvs = [typeof(CallConvCdecl)])]
    private static NativeCore* Get(NativeHost* host) => CoreEntryPoint.Start(host);
}
