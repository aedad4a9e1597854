using TesseraGdal.Catalog;
using TesseraGdal.Forms.Npy.Registry;
using TesseraGdal.Forms.Npy.Registry.Folders;
using TesseraGdal.Options;
using TesseraGdal.Settings;
using TesseraGdal.Storage;
using TesseraGdal.Storage.Sources;
using Xunit;

namespace TesseraGdal.Tests.Storage;

/// <summary>Pipes and devices in the place of files that users name: an error, and no waiting for a writer that never comes.</summary>
public sealed class FilesThatWait : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tessera-pipes-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_region_in_a_pipe_is_refused(bool isLinked)
    {
        string path = Pipe("region.geojson", isLinked);
        TesseraException e = await FailAsync(() => RegionFile.ReadAsync(new SettingValue("region=", path), Token).AsTask());
        Assert.Equal(TesseraErrorKind.LocalResource, e.Kind);
        Assert.Contains("no plain file", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/dev/zero")]
    [InlineData("/dev/tty")]
    [InlineData("/dev/null")]
    public async Task A_region_in_a_device_is_refused(string device) =>
        await FailAsync(() => RegionFile.ReadAsync(new SettingValue("region=", device), Token).AsTask());

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_tile_in_a_pipe_is_refused(bool isLinked)
    {
        string path = Pipe("a.npy", isLinked);
        var store = new DirectoryObjectStore(Path.GetDirectoryName(path)!);
        TesseraException e = await FailAsync(() => store.StatAsync("a.npy", Token).AsTask());
        Assert.Equal(TesseraErrorKind.LocalResource, e.Kind);
        await FailAsync(() => store.ReadAsync("a.npy", 0, new byte[10], null, Token).AsTask());
    }

    [Fact]
    public async Task A_registry_in_a_pipe_is_refused()
    {
        string path = Pipe("manifest.parquet", isLinked: false);
        await FailAsync(async () =>
        {
            (IObjectStore store, string key) = RegistryLocation.Find(path, new StorageOptions());
            await store.StatAsync(key, Token);
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_folder_s_note_in_a_pipe_is_refused(bool isLinked)
    {
        string path = Pipe(FolderRecord.FileName, isLinked);
        await FailAsync(() => Task.Run(() => FolderRecord.Read(Path.GetDirectoryName(path)!)));
    }

    [Fact]
    public async Task A_tag_of_geotessera_in_a_pipe_is_refused()
    {
        Dataset dataset = Catalogue.Datasets[0];
        string folder = Path.Combine(_folder.FullName, dataset.FormNamed("npy")!.Value.Folder);
        Directory.CreateDirectory(folder);
        await File.WriteAllBytesAsync(Path.Combine(folder, "manifest.parquet"), [1, 2, 3], Token);
        Pipes.Make(Path.Combine(folder, "manifest.parquet.etag"));
        await FailAsync<IOException>(() => Task.Run(async () => await GeotesseraCache.FindAsync(_folder.FullName, dataset, Token))); // which is caught where it is used
    }

    private string Pipe(string name, bool isLinked)
    {
        string path = Path.Combine(_folder.FullName, name);
        if (!isLinked) return Pipes.Make(path);
        File.CreateSymbolicLink(path, Pipes.Make(Path.Combine(_folder.FullName, "pipe")));
        return path;
    }

    /// <summary>On a thread of its own, as one that waits for a pipe cannot be called back.</summary>
    private static Task<TesseraException> FailAsync(Func<Task> open) => FailAsync<TesseraException>(open);

    private static Task<T> FailAsync<T>(Func<Task> open)
        where T : Exception =>
        Assert.ThrowsAnyAsync<T>(() => Task.Factory.StartNew(open, Token, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap().WaitAsync(TimeSpan.FromSeconds(20), Token));
}
