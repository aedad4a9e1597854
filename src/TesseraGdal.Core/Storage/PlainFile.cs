using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace TesseraGdal.Storage;

/// <summary>
/// Opens files whose paths come from outside. A named pipe would keep whoever opens it waiting for a writer that may never come, and a terminal for a line:
/// they are opened without waiting and then refused. What is read of a file is at most its length, so that a device, which has none, does not go on for ever.
/// </summary>
internal static partial class PlainFile
{
    /// <summary>Opens a file for reading; others may write to it meanwhile.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="IOException">It cannot be read, or is a pipe, a socket or a terminal.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read, or is a folder.</exception>
    public static SafeFileHandle OpenRead(string path)
    {
        SafeFileHandle file = Open(path);
        try
        {
            _ = RandomAccess.GetLength(file);
            return file;
        }
        catch (NotSupportedException e)
        {
            file.Dispose();
            throw new IOException("It is no plain file, but a pipe, a socket or a terminal.", e);
        }
    }

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="maxLength">How many bytes are accepted.</param>
    /// <param name="length">How many it has.</param>
    /// <returns>Its bytes, or null where it has more than <paramref name="maxLength"/>.</returns>
    /// <exception cref="IOException">As <see cref="OpenRead"/>.</exception>
    /// <exception cref="UnauthorizedAccessException">As <see cref="OpenRead"/>.</exception>
    public static byte[]? TryReadAll(string path, int maxLength, out long length)
    {
        using SafeFileHandle file = OpenRead(path);
        length = RandomAccess.GetLength(file);
        if (length > maxLength) return null;
        byte[] bytes = new byte[length];
        int count = 0;
        for (int read; count < bytes.Length && (read = RandomAccess.Read(file, bytes.AsSpan(count), count)) > 0;) count += read;
        return count == bytes.Length ? bytes : bytes[..count];
    }

    private static SafeFileHandle Open(string path)
    {
        // Where opening fails, .NET tells why.
        if (OpenFlags is { } flags && !Directory.Exists(path) && OpenFile(path, flags) is >= 0 and int descriptor) return new SafeFileHandle(descriptor, ownsHandle: true);
        return File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
    }

    /// <summary>O_RDONLY, O_NONBLOCK, O_NOCTTY and O_CLOEXEC; null on Windows, whose pipes have paths of their own and do not wait.</summary>
    private static int? OpenFlags => OperatingSystem.IsLinux() ? 0x80900 : OperatingSystem.IsMacOS() ? 0x1020004 : null;

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int OpenFile(string path, int flags);
}
