using TesseraGdal.Storage;
using TesseraGdal.Storage.Cache;

namespace TesseraGdal.Tests.Storage;

/// <summary>A folder for a disk cache, and caches over it as different processes would have them: nothing in memory is shared.</summary>
public sealed class TestCache : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tessera-cache-");

    private readonly List<DiskCache> _disks = [];

    public string Folder => _folder.FullName;

    /// <summary>All files of one kind.</summary>
    public string[] Files(string extension) => Directory.GetFiles(Folder, "*" + extension, SearchOption.AllDirectories);

    internal CachedObjectStore Open(IObjectStore inner, StorageOptions? options = null, bool onDisk = true)
    {
        options ??= new StorageOptions();
        DiskCache? disk = onDisk ? new DiskCache(Folder, options.CacheSize) : null;
        if (disk is not null) _disks.Add(disk);
        return new CachedObjectStore(inner, options, new BlockMemory(options.CacheMemory), disk, "chain");
    }

    /// <summary>Waits for the sweeps that go on in the background: who sweeps meanwhile finds that it is another's turn, and does nothing.</summary>
    public async Task EndSweepsAsync()
    {
        foreach (DiskCache disk in _disks) await disk.Sweep;
    }

    /// <summary>Sweeps end before their folder does.</summary>
    public async ValueTask DisposeAsync()
    {
        await EndSweepsAsync();
        _folder.Delete(recursive: true);
    }
}
