using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using TesseraGdal.Storage;
using TesseraGdal.Storage.Checksums;
using TesseraGdal.Storage.Sources;
using Xunit;

namespace TesseraGdal.Tests.Storage;

/// <summary>Real processes over one cache folder, put together as programs do it.</summary>
public sealed class SeveralProcesses(FaultyServer server) : IClassFixture<FaultyServer>
{
    private const string Key = "v1/shared.npy";

    /// <summary>What a child is told: folder, source, offline or not, where to write its report.</summary>
    private const string Told = "TESSERA_TEST_CHILD";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Processes_share_a_cache_and_what_is_in_it_starts_no_client()
    {
        byte[] bytes = ObjectBytes.Of(12_345_678);
        server.Put(Key, bytes);
        DirectoryInfo cache = Directory.CreateTempSubdirectory("tessera-processes-");
        try
        {
            Report[] together = await Task.WhenAll(Enumerable.Range(0, 3).Select(i => RunAsync(cache.FullName, isOffline: false, i)));
            string right = Crc64Nvme.Format(Crc64Nvme.Of(bytes));
            Assert.All(together, report => Assert.Equal(right, report.Crc));
            Assert.All(together, report => Assert.InRange(report.Fetched, 0, bytes.Length));

            Report later = await RunAsync(cache.FullName, isOffline: true, 3), online = await RunAsync(cache.FullName, isOffline: false, 4);
            foreach (Report report in (Report[])[later, online])
            {
                Assert.Equal(right, report.Crc);
                Assert.Equal(0, report.Requests);
                Assert.DoesNotContain(report.Assemblies, name => name.StartsWith("AWSSDK", StringComparison.Ordinal) || name.StartsWith("Polly", StringComparison.Ordinal)
                    || name is "System.Net.Http");
            }
        }
        finally
        {
            cache.Delete(recursive: true);
        }
    }

    /// <summary>The child's part; it is no test by itself.</summary>
    [Fact(Explicit = true)]
    public async Task Child_reads_what_it_is_told_to()
    {
        string[] told = Environment.GetEnvironmentVariable(Told)!.Split('\n');
        var options = new StorageOptions { CacheDirectory = told[0], Offline = told[2] == "offline" };
        IObjectStore store = ObjectStores.Open([new SourceRoute(StoreAddress.OfS3(new Uri(told[1]), FaultyServer.Bucket), key => key, "test")], options).Cached;
        ObjectFacts facts = await store.StatAsync(Key, Token);
        byte[] all = new byte[facts.Length];
        int[] starts = [.. Enumerable.Range(0, (all.Length + 99_999) / 100_000).Select(i => i * 100_000)];
        Random.Shared.Shuffle(starts);
        foreach (int start in starts)
            await store.ReadAsync(Key, [new RangeRead(start, all.AsMemory(start, Math.Min(100_000, all.Length - start)))], facts, Token);
        var report = new Report(
            Crc64Nvme.Format(Crc64Nvme.Of(all)), StorageCounters.Process.Requests, StorageCounters.Process.BytesFetched,
            [.. AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetName().Name!)]);
        await File.WriteAllTextAsync(told[3], JsonSerializer.Serialize(report), Token);
    }

    private async Task<Report> RunAsync(string cache, bool isOffline, int number)
    {
        string program = Path.ChangeExtension(typeof(SeveralProcesses).Assembly.Location, OperatingSystem.IsWindows() ? ".exe" : null);
        string reportFile = Path.Combine(cache, string.Create(CultureInfo.InvariantCulture, $"report-{number}"));
        var start = new ProcessStartInfo(program, ["-explicit", "only", "-method", $"*{nameof(SeveralProcesses)}.{nameof(Child_reads_what_it_is_told_to)}", "-noColor"])
        {
            RedirectStandardOutput = true,
            Environment = { [Told] = string.Join('\n', cache, server.Url, isOffline ? "offline" : "online", reportFile) },
        };
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        Assert.True(File.Exists(reportFile), output);
        return JsonSerializer.Deserialize<Report>(await File.ReadAllTextAsync(reportFile, Token))!;
    }

    private sealed record Report(string Crc, long Requests, long Fetched, string[] Assemblies);
}
