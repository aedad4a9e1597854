using System.Diagnostics;
using TesseraGdal.Forms;
using TesseraGdal.Forms.Npy.Registry.Index;
using TesseraGdal.Storage;
using TesseraGdal.Storage.Cache;
using TesseraGdal.Storage.Sources;
using TesseraGdal.Tests.Registry;
using TesseraGdal.Views;
using Xunit;

namespace TesseraGdal.Tests.Storage;

/// <summary>The cache is its owner's alone, and what others put in it is not followed, written through or waited for (design.md §3).</summary>
[Collection("TesseraLog")]
public sealed class PrivateCache : IAsyncDisposable
{
    private const string Key = "v1/a.npy";
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
    private static readonly byte[] Bytes = ObjectBytes.Of(12 * BlockGrid.Size + 99);
    private static readonly string Manifests = TempFolder.Create();
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);
    private readonly TestCache _cache = new();
    private readonly DirectoryInfo _elsewhere = Directory.CreateTempSubdirectory("tessera-elsewhere-");
    private readonly ScriptedObjectStore _source = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public PrivateCache()
    {
        Assert.False(OperatingSystem.IsWindows());
        _source.Put(Key, Bytes);
    }

    public async ValueTask DisposeAsync()
    {
        await _cache.DisposeAsync();
        _elsewhere.Delete(recursive: true);
    }

    [Fact]
    public async Task What_is_made_in_it_is_for_its_owner_only()
    {
        await ReadAllAsync();
        await RegistryAsync(_cache.Folder);
        string stretch = StretchFile.PathOf(_cache.Folder, "label", "identity");
        StretchFile.TryWrite(stretch, "identity", Stretch);
        Assert.Equal(Stretch, StretchFile.TryRead(stretch, "identity"));
        await _cache.EndSweepsAsync();
        string[] all = Directory.GetFileSystemEntries(_cache.Folder, "*", SearchOption.AllDirectories);
        foreach (string name in (string[])["objects", "registry", "stretch", ".index", ".blocks", ".txt", "sweep.lock"]) Assert.Contains(all, path => path.EndsWith(name, StringComparison.Ordinal));
        Assert.Equal([], all.Where(path => (ModeOf(path) & Others) != 0));
    }

    [Fact]
    public async Task A_folder_that_is_made_for_it_is_for_its_owner_only_and_so_are_those_above()
    {
        string above = Path.Combine(_elsewhere.FullName, "home"), root = Path.Combine(above, "tessera");
        await RegistryAsync(root);
        Assert.Equal([], new[] { above, root }.Where(path => (ModeOf(path) & Others) != 0));
        Assert.Single(Directory.GetFiles(Path.Combine(root, "registry")));
    }

    [Fact]
    public async Task One_of_an_earlier_version_is_closed_to_others_and_goes_on()
    {
        await ReadAllAsync();
        await RegistryAsync(_cache.Folder);
        await _cache.EndSweepsAsync();
        foreach (string path in Directory.GetFileSystemEntries(_cache.Folder, "*", SearchOption.AllDirectories)) SetMode(path, (UnixFileMode)(Directory.Exists(path) ? 0b111_101_101 : 0b110_100_100));
        SetMode(_cache.Folder, (UnixFileMode)0b111_101_101);
        int requests = _source.Reads.Count;
        await ReadAllAsync();
        Assert.Equal(requests, _source.Reads.Count);
        await RegistryAsync(_cache.Folder);
        Assert.Equal([], Directory.GetDirectories(_cache.Folder).Where(path => (ModeOf(path) & Others) != 0));
        Assert.Equal((UnixFileMode)0b111_101_101, ModeOf(_cache.Folder)); // may be used for more than this
    }

    [Theory]
    [InlineData(".index", false)]
    [InlineData(".blocks", false)]
    [InlineData("sweep.lock", false)]
    [InlineData(".index", true)]
    [InlineData(".blocks", true)]
    [InlineData("sweep.lock", true)]
    public async Task A_link_in_place_of_a_file_is_not_followed(string extension, bool isDangling)
    {
        await ReadAllAsync();
        await _cache.EndSweepsAsync();
        string path = Assert.Single(_cache.Files(extension)), victim = Path.Combine(_elsewhere.FullName, "victim");
        byte[] before = await File.ReadAllBytesAsync(path, Token);
        if (isDangling) File.Delete(path);
        else File.Move(path, victim);
        File.CreateSymbolicLink(path, victim);
        await ReadAllAsync();
        await _cache.EndSweepsAsync();
        CacheSweep.Run(Path.Combine(_cache.Folder, "objects"), long.MaxValue);
        Assert.Equal(!isDangling, File.Exists(victim));
        if (!isDangling) Assert.Equal(before, await File.ReadAllBytesAsync(victim, Token));
        Assert.Null(new FileInfo(path).LinkTarget); // and the cache is whole again
    }

    [Theory]
    [InlineData(".index")]
    [InlineData(".blocks")]
    public async Task A_hard_link_in_place_of_a_file_is_not_written_to(string extension)
    {
        await ReadAllAsync();
        string path = Assert.Single(_cache.Files(extension)), victim = Path.Combine(_elsewhere.FullName, "victim");
        await File.WriteAllTextAsync(victim, "mine", Token);
        File.Delete(path);
        Run("ln", victim, path);
        await ReadAllAsync();
        Assert.Equal("mine", await File.ReadAllTextAsync(victim, Token));
    }

    [Theory]
    [InlineData(".index")]
    [InlineData(".blocks")]
    [InlineData("sweep.lock")]
    public async Task A_pipe_in_place_of_a_file_is_not_waited_for(string extension)
    {
        await ReadAllAsync();
        await _cache.EndSweepsAsync();
        string path = Assert.Single(_cache.Files(extension));
        File.Delete(path);
        Run("mkfifo", path);
        await ReadAllAsync();
        await Task.Run(() => CacheSweep.Run(Path.Combine(_cache.Folder, "objects"), 1), Token).WaitAsync(Long, Token);
    }

    [Theory]
    [InlineData("objects")]
    [InlineData("objects/chain")]
    [InlineData("objects/chain/v1")]
    public async Task A_link_in_place_of_a_folder_is_not_followed_and_told(string folder)
    {
        await ReadAllAsync();
        await _cache.EndSweepsAsync();
        string path = Path.Combine(_cache.Folder, folder), moved = Path.Combine(_elsewhere.FullName, "moved");
        Directory.Move(path, moved);
        Directory.CreateSymbolicLink(path, moved);
        DateTime[] before = Times(moved);
        string warning = Assert.Single(await WarningsAsync(ReadAllAsync));
        Assert.Contains("links in the cache are not followed", warning, StringComparison.Ordinal);
        Assert.Equal(before, Times(moved));
    }

    [Fact]
    public async Task The_cache_itself_may_be_a_link()
    {
        string link = Path.Combine(_elsewhere.FullName, "link");
        Directory.CreateSymbolicLink(link, _cache.Folder);
        Assert.Empty(await WarningsAsync(async () =>
        {
            var disk = new DiskCache(link, 1L << 30);
            using var store = new CachedObjectStore(_source, new StorageOptions(), new BlockMemory(0), disk, "chain");
            await store.ReadAsync(Key, 0, new byte[Bytes.Length], null, Token);
            await disk.Sweep;
        }));
        Assert.Single(_cache.Files(".blocks"));
    }

    [Fact]
    public async Task Another_users_folder_is_not_used_and_that_is_told()
    {
        // Root may give a folder away; others find one that is root's.
        string root = Path.Combine(_elsewhere.FullName, "theirs");
        if (Environment.IsPrivilegedProcess)
        {
            Directory.CreateDirectory(root);
            Run("chown", "12345", root);
        }
        else
        {
            root = "/usr/lib";
        }
        IReadOnlyList<string> warnings = await WarningsAsync(async () =>
        {
            using var store = new CachedObjectStore(_source, new StorageOptions(), new BlockMemory(0), new DiskCache(root, 1L << 30), "chain");
            byte[] all = new byte[Bytes.Length];
            await store.ReadAsync(Key, 0, all, null, Token);
            Assert.Equal(Bytes, all);
        });
        Assert.Contains("another user", Assert.Single(warnings), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(root, "objects")));
        await RegistryAsync(root);
        Assert.False(Directory.Exists(Path.Combine(root, "registry")));
    }

    [Fact]
    public async Task A_link_in_place_of_an_index_or_a_stretch_is_not_followed()
    {
        await RegistryAsync(_cache.Folder);
        string index = Assert.Single(Directory.GetFiles(Path.Combine(_cache.Folder, "registry"))), stretch = StretchFile.PathOf(_cache.Folder, "label", "identity");
        StretchFile.TryWrite(stretch, "identity", Stretch);
        foreach (string path in (string[])[index, stretch])
        {
            string victim = Path.Combine(_elsewhere.FullName, Path.GetFileName(path));
            File.Move(path, victim);
            File.CreateSymbolicLink(path, victim);
        }
        DateTime[] before = Times(_elsewhere.FullName);
        Assert.Null(IndexFile.TryOpen(index, "any"));
        IndexFile.TryRenew(index, new IndexFacts { Identity = "any", Source = "any", CheckedAt = DateTimeOffset.UnixEpoch });
        Assert.Null(StretchFile.TryRead(stretch, "identity"));
        StretchFile.TryWrite(stretch, "identity", Stretch);
        await RegistryAsync(_cache.Folder);
        Assert.Equal(before, Times(_elsewhere.FullName));
        Assert.Null(new FileInfo(index).LinkTarget);
        Assert.Equal(Stretch, StretchFile.TryRead(stretch, "identity"));
    }

    private static ColorStretch Stretch => ColorStretch.TryParse("-1,1,-2,2,-3,3") ?? throw new InvalidOperationException();

    /// <summary>All bytes, as another process would read them.</summary>
    private async Task ReadAllAsync()
    {
        using CachedObjectStore store = _cache.Open(_source);
        byte[] all = new byte[Bytes.Length];
        await Task.Run(() => store.ReadAsync(Key, 0, all, null, Token).AsTask(), Token).WaitAsync(Long, Token);
        Assert.Equal(Bytes, all);
    }

    private static async Task RegistryAsync(string cache)
    {
        string manifest = Path.Combine(Manifests, "manifest.parquet");
        if (!File.Exists(manifest)) await ManifestFile.Of((2024, 0.15, 52.05, 1)).SaveAsync(manifest);
        var options = new PresenceOptions { CacheDirectory = cache };
        Assert.Equal([2024], (await OwnRegistry.OpenAsync(Fixtures.V1, new DirectoryObjectStore(Manifests), "manifest.parquet", options, Token)).Years);
    }


    private static async Task<IReadOnlyList<string>> WarningsAsync(Func<Task> action)
    {
        var warnings = new List<string>();
        using IDisposable listening = TesseraLog.Listen(null, warning => { lock (warnings) warnings.Add(warning); });
        await action();
        return warnings;
    }

    private static DateTime[] Times(string folder) =>
        [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.GetLastWriteTimeUtc)];

    private static UnixFileMode ModeOf(string path) => OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(path);

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, mode);
    }

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
