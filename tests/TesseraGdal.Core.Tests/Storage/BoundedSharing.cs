using System.Runtime.CompilerServices;
using TesseraGdal.Forms;
using TesseraGdal.Forms.Npy.Registry;
using TesseraGdal.Storage;
using TesseraGdal.Storage.Sources;
using TesseraGdal.Tests.Registry;
using Xunit;

namespace TesseraGdal.Tests.Storage;

/// <summary>What a process shares by sources and settings does not grow with their number: what nobody uses goes, and what is used stays one.</summary>
public sealed class BoundedSharing
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Memory_does_not_grow_with_the_number_of_registries()
    {
        const int many = 40, index = 13 << 20;
        await OpenAsync(); // what the first costs once
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < many; i++) await OpenAsync();
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, many / 3 * index);
    }

    [Fact]
    public async Task A_registry_that_is_used_is_shared_however_many_others_were_opened_since()
    {
        string folder = await ManifestAsync();
        TilePresence used = await OpenAsync(folder);
        for (int i = 0; i < 20; i++) await OpenAsync();
        GC.Collect();
        Assert.Same(used, await OpenAsync(folder));
    }

    [Fact]
    public void Stores_of_many_settings_are_collected_once_nobody_uses_them()
    {
        WeakReference[] pairs = [.. Enumerable.Range(0, 100).Select(Open)];
        CollectAll();
        Assert.InRange(pairs.Count(pair => pair.IsAlive), 0, 20);
    }

    [Fact]
    public void Stores_are_shared_as_long_as_one_of_them_is_used_however_many_others_were_opened_since()
    {
        IObjectStore cached = PairOf(1_000).Cached;
        foreach (int i in Enumerable.Range(1_001, 100)) Open(i);
        CollectAll();
        Assert.Same(cached, PairOf(1_000).Cached);
    }

    [Fact]
    public void Of_budgets_of_memory_that_no_store_uses_there_is_one_at_most()
    {
        WeakReference[] pairs = [.. Enumerable.Range(0, 40).Select(i => OpenWith(new StorageOptions { CacheMemory = (8L << 20) + i, CacheDirectory = null }))];
        CollectAll();
        Assert.InRange(pairs.Count(pair => pair.IsAlive), 0, 20);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Open(int number) => new(PairOf(number));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference OpenWith(StorageOptions options) => new(ObjectStores.Open([Route], options));

    private static StorePair PairOf(int number) => ObjectStores.Open([Route], new StorageOptions { Timeout = TimeSpan.FromMilliseconds(100_000 + number) });

    private static SourceRoute Route => new(StoreAddress.OfS3(new Uri("http://127.0.0.1:1"), "bounded"), key => key, "x");

    private static void CollectAll()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    private static async Task<string> ManifestAsync() => await ManifestFile.Of((2024, 0.15, 52.05, 1)).SaveAsync();

    private static async Task OpenAsync() => await OpenAsync(await ManifestAsync());

    private static async Task<TilePresence> OpenAsync(string folder) =>
        await TileRegistry.OpenAsync(Fixtures.V1, new DirectoryObjectStore(folder), "manifest.parquet", new PresenceOptions { GeotesseraFolder = folder }, Token);
}
