using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using TesseraGdal.Forms;

namespace TesseraGdal.Tests.Storage;

/// <summary>An HTTP proxy on a free port of loopback: hands on what is asked with a whole URL, and connects (CONNECT); can ask for a user, or refuse.</summary>
internal sealed class ForwardProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();

    public ForwardProxy()
    {
        _listener.Start();
        _ = ServeAsync();
    }

    public string Address => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>user:password that it wants to see (Basic), or null.</summary>
    public string? Credentials { get; init; }

    /// <summary>What it answers to CONNECT instead of connecting.</summary>
    public int? Refusal { get; init; }

    /// <summary>First lines of the requests that came, whether or not they were let through.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true) _ = AnswerAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                while (await ReadHeadAsync(stream) is { } head)
                {
                    string[] lines = head.Split("\r\n");
                    Requests.Enqueue(lines[0]);
                    if (Credentials is not null && !lines.Contains($"Proxy-Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(Credentials))}"))
                        await SayAsync(stream, "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"test\"\r\nContent-Length: 0\r\n\r\n");
                    else if (lines[0].StartsWith("CONNECT ", StringComparison.Ordinal) && Refusal is { } status)
                        await SayAsync(stream, $"HTTP/1.1 {status} No\r\nContent-Length: 0\r\n\r\n");
                    else
                        await HandOnAsync(stream, lines);
                }
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
            }
        }
    }

    /// <summary>One request a connection: the server's answer ends with it.</summary>
    private async Task HandOnAsync(NetworkStream stream, string[] lines)
    {
        string[] first = lines[0].Split(' ');
        bool isTunnel = first[0] == "CONNECT";
        var url = new Uri(isTunnel ? $"http://{first[1]}" : first[1]);
        using var server = new TcpClient();
        await server.ConnectAsync(url.Host, url.Port, _stop.Token);
        NetworkStream behind = server.GetStream();
        if (isTunnel)
        {
            await SayAsync(stream, "HTTP/1.1 200 Connected\r\n\r\n");
            await Task.WhenAny(stream.CopyToAsync(behind, _stop.Token), behind.CopyToAsync(stream, _stop.Token));
            return;
        }
        IEnumerable<string> kept = lines.Skip(1).Where(line => line.Length > 0 && !line.StartsWith("Proxy-", StringComparison.OrdinalIgnoreCase) && !line.StartsWith("Connection:", StringComparison.OrdinalIgnoreCase));
        await SayAsync(behind, $"{first[0]} {url.PathAndQuery} HTTP/1.1\r\n{string.Join("\r\n", kept)}\r\nConnection: close\r\n\r\n");
        await behind.CopyToAsync(stream, _stop.Token);
        stream.Socket.Shutdown(SocketShutdown.Both);
    }

    private async Task<string?> ReadHeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        byte[] one = new byte[1];
        while (!(head.Length >= 4 && head.ToString(head.Length - 4, 4) == "\r\n\r\n"))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0) return null;
            head.Append((char)one[0]);
        }
        return head.ToString();
    }

    private ValueTask SayAsync(NetworkStream stream, string text) => stream.WriteAsync(Encoding.ASCII.GetBytes(text), _stop.Token);
}
