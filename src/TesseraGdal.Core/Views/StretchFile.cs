using System.Text;
using Microsoft.Win32.SafeHandles;
using TesseraGdal.Storage.Cache;

namespace TesseraGdal.Views;

/// <summary>
/// Stretches under the cache's folder, a few lines of text each: what kind of file it is, whose, and six numbers. Written beside their place and renamed into it.
/// What is none of ours is not used, and a folder that cannot be written to costs time only.
/// </summary>
internal static class StretchFile
{
    private const string Heading = "TesseraGdal stretch 1";

    /// <summary>Says of a stretch that a tile was no good when it was made: it is used for so long, since the tile may be mended by then.</summary>
    private const string Provisional = "provisional";

    private static readonly TimeSpan ProvisionalLife = TimeSpan.FromHours(1);

    /// <summary>Bytes of the longest file that is read.</summary>
    private const int LongestFile = 16 * 1024;

    /// <summary>Where the stretch of an identity lies. The file itself tells whose it is.</summary>
    /// <param name="cacheDirectory">The cache's folder.</param>
    /// <param name="label">A name for people.</param>
    /// <param name="identity">All that makes the stretch what it is.</param>
    public static string PathOf(string cacheDirectory, string label, string identity) =>
        Path.Combine(cacheDirectory, "stretch", CachePath.OfChain(label, identity) + ".txt");

    /// <summary>Reads a stretch.</summary>
    /// <returns>Null where there is none, or none of this identity that can be used.</returns>
    public static ColorStretch? TryRead(string path, string identity)
    {
        try
        {
            using SafeFileHandle? handle = PrivateFiles.TryOpen(RootOf(path), path, FileAccess.Read);
            if (handle is null) return null;
            using var file = new FileStream(handle, FileAccess.Read);
            if (file.Length > LongestFile) return Refuse(path, "it is too long");
            using var reader = new StreamReader(file, Encoding.UTF8);
            if (reader.ReadLine() != Heading) return Refuse(path, "it is of another kind");
            if (reader.ReadLine() != OneLine(identity)) return Refuse(path, "it belongs to other pictures");
            string numbers = reader.ReadLine() ?? "";
            if (reader.ReadLine() == Provisional && (DateTime.UtcNow - File.GetLastWriteTimeUtc(handle)).Duration() > ProvisionalLife) return Refuse(path, "a tile was no good when it was made");
            return ColorStretch.TryParse(numbers) is { } stretch && stretch.ToString() == numbers ? stretch : Refuse(path, "its numbers are no stretch");
        }
        catch (Exception e) when (DiskCache.IsOfDisk(e))
        {
            return Refuse(path, e.Message);
        }
    }

    /// <summary>Writes a stretch, if that can be done.</summary>
    /// <param name="path">Where it lies.</param>
    /// <param name="identity">All that makes it what it is.</param>
    /// <param name="stretch">The stretch.</param>
    /// <param name="isProvisional">Whether it lacks a tile that is no good now: it is used for an hour, so that the tile is not asked for at every picture.</param>
    public static void TryWrite(string path, string identity, ColorStretch stretch, bool isProvisional = false)
    {
        string unfinished = $"{path}.{Guid.NewGuid():n}.tmp";
        try
        {
            using (FileStream file = PrivateFiles.Create(RootOf(path), unfinished))
                file.Write(Encoding.UTF8.GetBytes($"{Heading}\n{OneLine(identity)}\n{stretch}\n{(isProvisional ? Provisional + "\n" : "")}"));
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception e) when (DiskCache.IsOfDisk(e))
        {
            if (TesseraLog.IsListening) TesseraLog.Debug?.Invoke($"The stretch {path} could not be kept: {e.Message}");
            DiskCache.TryDelete(unfinished);
        }
    }

    private static string RootOf(string path) => Path.GetDirectoryName(Path.GetDirectoryName(path))!;

    private static string OneLine(string identity) => Uri.EscapeDataString(identity);

    private static ColorStretch? Refuse(string path, string reason)
    {
        if (TesseraLog.IsListening) TesseraLog.Debug?.Invoke($"The stretch {path} is not used: {reason}");
        return null;
    }
}
