using System.Runtime.InteropServices;
using TesseraGdal.Files.Virtual;

namespace TesseraGdal.Interop;

/// <summary><c>tessera_file_info</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeFileInfo
{
    internal uint Size;
    internal int IsFolder;
    internal long Length;
    internal long Modified;

    /// <summary>Seconds since 1970; -1 where the time is not known.</summary>
    internal static NativeFileInfo Of(FileFacts facts) => new()
    {
        IsFolder = facts.IsFolder ? 1 : 0,
        Length = facts.Length,
        Modified = facts.LastModified?.ToUnixTimeSeconds() ?? -1,
    };
}
