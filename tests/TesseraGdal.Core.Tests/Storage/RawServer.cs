using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TesseraGdal.Tests.Storage;

/// <summary>A server on a free loopback port that answers with whatever bytes it is told to: what no well-behaved server can be made to send. One request a connection.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private readonly Func<string, Stream, CancellationToken, Task> _answer;
    private long _sent;

    /// <summary>Answers every request with the same text, then closes.</summary>
    public RawServer(string answer)
        : this((_, stream, token) => stream.WriteAsync(Encoding.Latin1.GetBytes(answer), token).AsTask())
    {
    }

    /// <summary>Answers with what a function writes, which is given the request's head.</summary>
    public RawServer(Func<string, Stream, CancellationToken, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Uri Url => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}"));

    /// <summary>Heads of the requests.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Bytes that were sent by <see cref="SendForEverAsync"/>.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Sends bytes until the client goes away.</summary>
    public async Task SendForEverAsync(Stream stream, byte[] bytes, CancellationToken token)
    {
        while (true)
        {
            await stream.WriteAsync(bytes, token);
            Interlocked.Add(ref _sent, bytes.Length);
        }
    }

    public static string Head(string status, params string[] fields) => $"HTTP/1.1 {status}\r\n{string.Concat(fields.Select(field => field + "\r\n"))}Connection: close\r\n\r\n";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true) serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            client.NoDelay = true;
            NetworkStream stream = client.GetStream();
            try
            {
                var head = new StringBuilder();
                byte[] one = new byte[1];
                while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
                {
                    if (await stream.ReadAsync(one, _stop.Token) == 0) return;
                    head.Append((char)one[0]);
                }
                Requests.Enqueue(head.ToString());
                await _answer(head.ToString(), stream, _stop.Token);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
            {
                // The client went away, or the test is over.
            }
        }
    }
}
