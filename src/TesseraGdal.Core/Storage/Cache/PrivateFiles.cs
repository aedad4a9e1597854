using Microsoft.Win32.SafeHandles;

namespace TesseraGdal.Storage.Cache;

/// <summary>
/// The one door to the files of the cache (design.md §3): folders and files are made readable by their owner only, and what lies there is used only if it is the user's own
/// and what it should be. The cache's folder itself may be a link, since its user chose it; in it, links are not followed. A link, a pipe or a device in place
/// of a file counts as not there, and is replaced; a file that has another name elsewhere is not written to. A folder that is a link or another user's is not used, and whoever
/// could rename things there cannot pass off theirs as ours. A cache of an earlier version, which others could read, is closed to them when it is used first.
/// On Windows a user's caches are closed to others already, and making links takes a privilege.
/// <para>Methods throw what the disk throws (<see cref="DiskCache.IsOfDisk"/>).</para>
/// </summary>
internal static class PrivateFiles
{
    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const FileShare Shared = FileShare.ReadWrite | FileShare.Delete;

    /// <summary>How often a file is made that others make or delete at the same time.</summary>
    private const int MostTries = 4;

    /// <summary>Opens a file; null where there is none that may be used.</summary>
    /// <param name="root">The cache's folder.</param>
    /// <param name="path">A path under it.</param>
    /// <param name="access">What is done with it.</param>
    public static SafeFileHandle? TryOpen(string root, string path, FileAccess access)
    {
        if (!IsThere(root, Path.GetDirectoryName(path)!)) return null;
        if (LinuxFile.IsKnown)
        {
            SafeFileHandle? file = LinuxFile.TryOpen(path, access);
            if (file is null || IsOwnFile(LinuxFile.Look(file, path), access)) return file;
            file.Dispose();
            return null;
        }
        try
        {
            return IsLink(path) ? null : File.OpenHandle(path, System.IO.FileMode.Open, access, Shared);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Opens a file for reading and writing; makes it, and the folders that it is in, where it is not there.</summary>
    /// <inheritdoc cref="TryOpen"/>
    public static SafeFileHandle OpenOrCreate(string root, string path)
    {
        for (int tries = 1; ; tries++)
        {
            if (TryOpen(root, path, FileAccess.ReadWrite) is { } there) return there;
            try
            {
                Create(root, path).Dispose();
            }
            catch (IOException) when (tries < MostTries)
            {
                // Another process has made it just now; or it is none of ours, and goes: of a link, the link.
                if (tries > 1) File.Delete(path);
            }
        }
    }

    /// <summary>Makes a file that is not there yet, and the folders that it is in. It never goes through a link.</summary>
    /// <inheritdoc cref="TryOpen"/>
    public static FileStream Create(string root, string path)
    {
        MakeFolder(root, Path.GetDirectoryName(path)!);
        var options = new FileStreamOptions { Mode = System.IO.FileMode.CreateNew, Access = FileAccess.Write, Share = Shared, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = FileMode;
        return new FileStream(path, options);
    }

    /// <summary>Deletes a file, if it is there. Of a link, the link.</summary>
    /// <inheritdoc cref="TryOpen"/>
    public static void Delete(string root, string path)
    {
        if (IsThere(root, Path.GetDirectoryName(path)!)) File.Delete(path);
    }

    /// <summary>Whether a folder of the cache is there.</summary>
    /// <exception cref="UnauthorizedAccessException">What is there may not be used: says why.</exception>
    public static bool IsThere(string root, string folder)
    {
        foreach (string level in Levels(root, folder))
        {
            if (!Check(level, level == root)) return false;
        }
        return true;
    }

    private static void MakeFolder(string root, string folder)
    {
        // The folders above the cache's own are nobody's business; those that are missing are made as XDG wants them, for the user alone.
        foreach (string missing in Above(root).TakeWhile(above => !Directory.Exists(above)).Reverse()) MakeOne(missing);
        foreach (string level in Levels(root, folder))
        {
            if (Check(level, level == root)) continue;
            MakeOne(level);
            if (!Check(level, level == root)) throw new DirectoryNotFoundException($"{level} is gone.");
        }
    }

    private static void MakeOne(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, FolderMode);
    }

    /// <summary>Whether a folder is there, and may be used.</summary>
    private static bool Check(string folder, bool isRoot)
    {
        if (!LinuxFile.IsKnown)
        {
            if (!isRoot && IsLink(folder)) throw Link(folder);
            return Directory.Exists(folder);
        }
        if (LinuxFile.Look(folder, followsLink: isRoot) is not { } found) return false;
        if (!found.IsFolder) throw Link(folder);
        if (found.Owner != LinuxFile.User)
            throw new UnauthorizedAccessException($"{folder} belongs to another user (uid {found.Owner}; this program runs as {LinuxFile.User})");
        // The cache's folder may be one that the user made for more than this: it is left as it is.
        if (!isRoot && found.IsOpenToOthers) Close(folder);
        return true;
    }

    /// <summary>Closes a folder of an earlier version to others. Where the file system knows no such thing, it stays as open as all that is there.</summary>
    private static void Close(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        try
        {
            File.SetUnixFileMode(folder, FolderMode);
        }
        catch (Exception e) when (DiskCache.IsOfDisk(e))
        {
            if (TesseraLog.IsListening) TesseraLog.Debug?.Invoke($"{folder} could not be closed to others: {e.Message}");
        }
    }

    private static bool IsOwnFile(FileKind found, FileAccess access) => found.IsFile && found.Owner == LinuxFile.User && (access == FileAccess.Read || found.Links == 1);

    private static bool IsLink(string path) => !OperatingSystem.IsWindows() && new FileInfo(path).LinkTarget is not null;

    private static UnauthorizedAccessException Link(string folder) => new($"{folder} is a link or no folder, and links in the cache are not followed");

    /// <summary>The cache's folder, and those that lead from it to a folder in it.</summary>
    private static IEnumerable<string> Levels(string root, string folder)
    {
        yield return root;
        for (int end = root.Length; end < folder.Length;)
        {
            end = folder.IndexOf(Path.DirectorySeparatorChar, end + 1) is var next and >= 0 ? next : folder.Length;
            yield return folder[..end];
        }
    }

    private static IEnumerable<string> Above(string root)
    {
        for (string? above = Path.GetDirectoryName(root); above is not null; above = Path.GetDirectoryName(above)) yield return above;
    }
}
