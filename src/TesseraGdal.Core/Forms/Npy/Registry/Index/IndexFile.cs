using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using TesseraGdal.Storage.Cache;

namespace TesseraGdal.Forms.Npy.Registry.Index;

/// <summary>
/// Index files under the cache's folder: mapped when opened, written beside their place and renamed into it. A file there is whole, since
/// it is flushed before it gets its name; and whatever is in its cells, look-ups stay within them. Its owner's times are renewed in place.
/// A folder that cannot be written to costs speed, and nothing else.
/// </summary>
internal static class IndexFile
{
    /// <summary>Leftovers of a process that died while it wrote are removed after this time.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    /// <summary>Where the index of an identity lies. The name is only a hash: the file itself tells whose it is.</summary>
    public static string PathOf(string cacheDirectory, string dataset, string identity)
    {
        ulong hash = 14695981039346656037; // FNV-1a: a cryptographic one would load a library first
        foreach (char c in identity) hash = (hash ^ c) * 1099511628211;
        string safe = new([.. dataset.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '_')]);
        return Path.Combine(cacheDirectory, "registry", $"{safe}-{hash:x16}.index");
    }

    /// <summary>Maps an index.</summary>
    /// <returns>Null where there is none, or none of this identity that can be used.</returns>
    public static TileIndex? TryOpen(string path, string identity)
    {
        try
        {
            using SafeFileHandle? file = PrivateFiles.TryOpen(RootOf(path), path, FileAccess.Read);
            if (file is null) return null;
            Span<byte> bytes = stackalloc byte[IndexHeader.Size];
            if (RandomAccess.GetLength(file) != IndexHeader.FileLength || RandomAccess.Read(file, bytes, 0) < bytes.Length) return Refuse(path, "it has another length");
            if (IndexHeader.Read(bytes) is not { } header) return Refuse(path, "its header is not that of an index of this version");
            return header.Facts.Identity == identity ? Map(file, header) : Refuse(path, "it belongs to another registry");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Refuse(path, e.Message);
        }
    }

    /// <summary>Writes an index.</summary>
    /// <returns>Whether it is there now.</returns>
    public static bool TryWrite(string path, IndexHeader header, ReadOnlySpan<ushort> cells)
    {
        string unfinished = $"{path}.{Guid.NewGuid():n}.tmp";
        try
        {
            using (FileStream file = PrivateFiles.Create(RootOf(path), unfinished))
            {
                RemoveAbandoned(path);
                file.Write(header.ToBytes());
                file.Write(MemoryMarshal.AsBytes(cells));
                file.Flush(flushToDisk: true);
            }
            File.Move(unfinished, path, overwrite: true);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            TesseraLog.Debug?.Invoke($"Registry index {path} could not be kept: {e.Message}");
            TryRemove(unfinished);
            return false;
        }
    }

    /// <summary>Renews when the manifest was last found unchanged, or last asked for in vain.</summary>
    public static void TryRenew(string path, IndexFacts facts)
    {
        Span<byte> times = stackalloc byte[2 * sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(times, facts.CheckedAt.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteInt64LittleEndian(times[sizeof(long)..], facts.FailedAt.ToUnixTimeMilliseconds());
        try
        {
            using SafeFileHandle? file = PrivateFiles.TryOpen(RootOf(path), path, FileAccess.Write);
            if (file is not null) RandomAccess.Write(file, times, IndexHeader.CheckedAtOffset);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            TesseraLog.Debug?.Invoke($"Registry index {path} could not be renewed: {e.Message}");
        }
    }

    /// <summary>Removes an index that has been found damaged.</summary>
    public static void TryRemove(string path)
    {
        try
        {
            PrivateFiles.Delete(RootOf(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            TesseraLog.Debug?.Invoke($"{path} could not be removed: {e.Message}");
        }
    }

    /// <summary>The view lives as long as the index, and its finalizer unmaps it: nothing reads cells of an index that is gone.</summary>
    private static TileIndex Map(SafeFileHandle file, IndexHeader header)
    {
        using var map = MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        var index = new MappedIndex(map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read));
        return TileIndex.Of(header, index.Start + IndexHeader.Size, index);
    }

    /// <summary>The cache's folder, of the path of an index.</summary>
    private static string RootOf(string path) => Path.GetDirectoryName(Path.GetDirectoryName(path))!;

    private static void RemoveAbandoned(string path)
    {
        foreach (string left in Directory.EnumerateFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + ".*.tmp"))
            if (File.GetLastWriteTimeUtc(left) < DateTime.UtcNow - Abandoned) TryRemove(left);
    }

    private static TileIndex? Refuse(string path, string reason)
    {
        TesseraLog.Debug?.Invoke($"Registry index {path} is not used: {reason}");
        return null;
    }
}
