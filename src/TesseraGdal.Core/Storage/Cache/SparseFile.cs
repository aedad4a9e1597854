using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace TesseraGdal.Storage.Cache;

/// <summary>Files whose unwritten parts take no room: as all are on Unix; Windows wants to be told.</summary>
internal static partial class SparseFile
{
    private const uint SetSparse = 0x000900C4; // FSCTL_SET_SPARSE

    /// <summary>Lets an open file have holes. Where the file system knows none, it merely takes more room.</summary>
    public static void Mark(SafeFileHandle file)
    {
        if (OperatingSystem.IsWindows() && !DeviceIoControl(file, SetSparse, 0, 0, 0, 0, out _, 0) && TesseraLog.IsListening)
            TesseraLog.Debug?.Invoke($"A file of the cache could not be made sparse: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("kernel32", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool DeviceIoControl(SafeFileHandle file, uint code, nint input, uint inputSize, nint output, uint outputSize, out uint returned, nint overlapped);
}
