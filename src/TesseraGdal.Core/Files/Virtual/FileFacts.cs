namespace TesseraGdal.Files.Virtual;

/// <summary>What is known of a file or folder without reading it.</summary>
/// <param name="IsFolder">Whether it is a folder.</param>
/// <param name="Length">Bytes in the file; 0 for a folder.</param>
/// <param name="LastModified">When it was last written, where its source tells.</param>
internal readonly record struct FileFacts(bool IsFolder, long Length, DateTimeOffset? LastModified)
{
    /// <summary>A folder.</summary>
    internal static FileFacts Folder { get; } = new(true, 0, null);
}
