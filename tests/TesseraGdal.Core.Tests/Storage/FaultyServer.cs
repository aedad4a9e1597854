using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using TesseraGdal.Storage;
using TesseraGdal.Storage.Checksums;
using Xunit;

namespace TesseraGdal.Tests.Storage;

/// <summary>nginx with faults (tests/servers/faults-nginx.conf.in) on a free port over a folder of its own; the bucket is <c>bucket</c>.</summary>
public sealed class FaultyServer : IDisposable
{
    public const string Bucket = "bucket";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tessera-nginx-");
    private readonly string _configuration;

    public FaultyServer()
    {
        int port = FreePort();
        Url = $"http://127.0.0.1:{port}";
        foreach (string name in (string[])["logs", "tmp", Path.Combine("root", Bucket)]) _folder.CreateSubdirectory(name);
        // Workers may run as another user.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_folder.FullName, (UnixFileMode)0b111_101_101);
        _configuration = Path.Combine(_folder.FullName, "nginx.conf");
        string template = File.ReadAllText(RepositoryFiles.PathOf("tests/servers/faults-nginx.conf.in"));
        File.WriteAllText(_configuration, template
            .Replace("@DIR@", _folder.FullName, StringComparison.Ordinal)
            .Replace("@ROOT@", Path.Combine(_folder.FullName, "root"), StringComparison.Ordinal)
            .Replace("@PORT@", port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));
        Nginx();
    }

    /// <summary>The server, without a fault.</summary>
    public string Url { get; }

    /// <summary>The bucket behind a fault, or behind none.</summary>
    internal StoreAddress Address(string fault = "") => StoreAddress.OfS3(new Uri($"{Url}/{fault}"), Bucket);

    /// <summary>Lines of the access log: method, target, status, bytes.</summary>
    public string[] Log => File.ReadAllLines(Path.Combine(_folder.FullName, "logs", "access.log"));

    /// <summary>Puts an object, with its checksum or without; an object of the same name gets a new tag.</summary>
    public void Put(string key, byte[] bytes, bool withChecksum = true)
    {
        string path = Path.Combine(_folder.FullName, "root", Bucket, key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        DateTime written = File.Exists(path) ? File.GetLastWriteTimeUtc(path).AddSeconds(10) : new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.WriteAllBytes(path, bytes);
        File.SetLastWriteTimeUtc(path, written);
        if (withChecksum) File.WriteAllText(path + ".crc64", Crc64Nvme.Format(Crc64Nvme.Of(bytes)) + "\n");
        else File.Delete(path + ".crc64");
    }

    public void Dispose()
    {
        Nginx("-s", "stop");
        _folder.Delete(recursive: true);
    }

    /// <summary>As a daemon it returns when it listens.</summary>
    private void Nginx(params string[] arguments)
    {
        var start = new ProcessStartInfo("/usr/sbin/nginx", ["-p", _folder.FullName, "-c", _configuration, .. arguments]) { RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
