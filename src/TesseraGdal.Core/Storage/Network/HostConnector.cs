using System.Net;
using System.Net.Sockets;

namespace TesseraGdal.Storage.Network;

/// <summary>
/// Makes the connections of an HTTP client, within a short time: where there is no network, an answer is due soon (a chain of two sources fails within 3 s).
/// The time is that of the name and of TCP; TLS has its own.
/// </summary>
internal sealed class HostConnector(ProxySettings? proxies, TimeSpan patience, HostReach reach)
{
    /// <summary>Two sources that are asked in turn take less than 3 s, a registry's single one less than 2 s. A lost SYN is sent again after 1 s.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.25);

    /// <summary>The next of a host's addresses is tried beside the one that has not answered (RFC 8305 §5).</summary>
    private static readonly TimeSpan Stagger = TimeSpan.FromSeconds(0.25);

    /// <summary>Connects: <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    /// <exception cref="NoConnectionException">No connection came about.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        (string host, int port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        TimeSpan allowed = reach.Patience(host, port, patience);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(allowed);
        try
        {
            IPAddress[] addresses = await ResolveAsync(host).WaitAsync(limit.Token).ConfigureAwait(false);
            Socket socket = await ConnectToFirstAsync(addresses, port, limit.Token).ConfigureAwait(false);
            reach.Reached(host, port);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            reach.Hung(host, port);
            throw Failure(context, FormattableString.Invariant($"no connection came about in {allowed.TotalSeconds:0.##} s"), e);
        }
        catch (SocketException e)
        {
            throw Failure(context, ReasonOf(e), e);
        }
    }

    /// <summary>
    /// On a thread of its own: a resolver that cannot reach its server keeps its thread for half a minute, and .NET's asynchronous look-up makes
    /// the next one of the same name wait for it, when the network may be back.
    /// </summary>
    private static Task<IPAddress[]> ResolveAsync(string host) => IPAddress.TryParse(host, out IPAddress? address)
        ? Task.FromResult<IPAddress[]>([address])
        : Task.Factory.StartNew(() => Dns.GetHostAddresses(host), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>The connection that comes about first; where none does, the last one's error.</summary>
    private static async Task<Socket> ConnectToFirstAsync(IPAddress[] addresses, int port, CancellationToken cancellationToken)
    {
        if (addresses.Length == 0) throw new SocketException((int)SocketError.NoData);
        using var others = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var attempts = new List<Task<Socket>>();
        for (int next = 0; ;)
        {
            if (next < addresses.Length) attempts.Add(ConnectToAsync(addresses[next++], port, others.Token));
            Task<Task<Socket>> first = Task.WhenAny(attempts);
            // The addresses that are left have to wait for a moment, or for a failure.
            if (next < addresses.Length && await Task.WhenAny(first, Task.Delay(Stagger, cancellationToken)).ConfigureAwait(false) != first) continue;
            Task<Socket> done = await first.ConfigureAwait(false);
            attempts.Remove(done);
            if (!done.IsCompletedSuccessfully && (attempts.Count > 0 || next < addresses.Length)) continue;
            Socket socket = await done.ConfigureAwait(false);
            await others.CancelAsync().ConfigureAwait(false);
            foreach (Task<Socket> late in attempts) _ = CloseAsync(late);
            return socket;
        }
    }

    private static async Task<Socket> ConnectToAsync(IPAddress address, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, port), cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>One that came about beside the first is not needed; one that failed has closed itself.</summary>
    private static async Task CloseAsync(Task<Socket> late)
    {
        try
        {
            (await late.ConfigureAwait(false)).Dispose();
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or NoConnectionException)
        {
            TesseraLog.Debug?.Invoke($"A second way to a host did not come about: {e.Message}");
        }
    }

    private NoConnectionException Failure(SocketsHttpConnectionContext context, string reason, Exception error)
    {
        (string host, int port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        return proxies?.At(host, port) is { } proxy
            ? new NoConnectionException($"the proxy {proxy} cannot be reached: {reason}", $"Check {proxy.Setting}, which names the proxy", error) { IsOfProxy = true }
            : new NoConnectionException($"its host {host}:{port} cannot be reached: {reason}", NoConnectionException.CheckNetwork, error);
    }

    private static string ReasonOf(SocketException error) => error.SocketErrorCode switch
    {
        SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData or SocketError.NoRecovery => "the name could not be resolved",
        SocketError.ConnectionRefused => "it refused the connection",
        SocketError.NetworkUnreachable or SocketError.HostUnreachable or SocketError.NetworkDown or SocketError.HostDown => "there is no way to it",
        _ => error.Message.TrimEnd('.', ' ', '\n'),
    };
}
