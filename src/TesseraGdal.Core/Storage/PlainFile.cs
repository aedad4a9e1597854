using Microsoft.Win32.SafeHandles;

namespace TesseraGdal.Storage;

/// <summary>
/// Opens files whose paths come from outside. A named pipe would keep whoever opens it waiting for a writer that may never come, a terminal for a line, and other
/// devices never end: on Linux they are opened without waiting and then refused. Links are followed, as they are the user's.
/// </summary>
internal static class PlainFile
{
    /// <summary>Opens a file for reading; others may write to it meanwhile.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="IOException">It cannot be read, or is no plain file.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read, or is a folder.</exception>
    public static SafeFileHandle OpenRead(string path)
    {
        // Where there is nothing to open, or nothing that can be, .NET tells why.
        if (TryOpenWithoutWaiting(path) is not { } file) return File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
        if (LinuxFile.Look(file, path).IsFile) return file;
        file.Dispose();
        throw new IOException("It is no plain file, but a pipe, a terminal or another device.");
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

    private static SafeFileHandle? TryOpenWithoutWaiting(string path) =>
        LinuxFile.IsKnown && !Directory.Exists(path) ? LinuxFile.TryOpen(path, FileAccess.Read, followsLink: true) : null;
}
