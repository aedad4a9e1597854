using TesseraGdal.Storage;
using TesseraGdal.Storage.Cache;

namespace TesseraGdal.Tests.Storage;

/// <summary>A folder for a disk cache, and caches over it as different processes would have them: nothing in memory is shared.</summary>
public sealed class TestCache : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tessera-cache-");

    public string Folder => _folder.FullName;

    /// <summary>All files of one kind.</summary>
    public string[] Files(string extension) => Directory.GetFiles(Folder, "*" + extension, SearchOption.AllDirectories);

    internal CachedObjectStore Open(IObjectStore inner, StorageOptions? options = null, bool onDisk = true)
    {
        options ??= new StorageOptions();
        return new CachedObjectStore(inner, options, new BlockMemory(options.CacheMemory), onDisk ? new DiskCache(Folder, options.CacheSize) : null, "chain");
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
