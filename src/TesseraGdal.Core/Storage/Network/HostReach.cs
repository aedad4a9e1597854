using System.Collections.Concurrent;

namespace TesseraGdal.Storage.Network;

/// <summary>
/// Remembers for some seconds, in this process, which hosts let a connection hang, so that not every object waits for them anew. A host is still knocked at, only
/// more shortly: one that is back is found at the next read. A host that refuses at once costs no time, and is not remembered.
/// </summary>
internal sealed class HostReach(TimeProvider clock)
{
    /// <summary>After so long a host is given its full time again.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(5);

    /// <summary>Long enough to find a host of the same continent.</summary>
    private static readonly TimeSpan Knock = TimeSpan.FromSeconds(0.25);

    private readonly ConcurrentDictionary<(string Host, int Port), long> _silent = new();

    /// <summary>What the process knows.</summary>
    public static HostReach Process { get; } = new(TimeProvider.System);

    /// <summary>How long a connection to a host may take to come about.</summary>
    /// <param name="host">Name or address.</param>
    /// <param name="port">Port.</param>
    /// <param name="full">The time of a host of which nothing is known.</param>
    public TimeSpan Patience(string host, int port, TimeSpan full) => IsSilent(host, port) && Knock < full ? Knock : full;

    /// <summary>A connection came about.</summary>
    public void Reached(string host, int port) => _silent.TryRemove((host, port), out _);

    /// <summary>A connection did not come about in its time. What is remembered already is not remembered for longer.</summary>
    public void Hung(string host, int port)
    {
        foreach ((string Host, int Port) key in _silent.Keys) IsSilent(key.Host, key.Port);
        _silent.TryAdd((host, port), clock.GetTimestamp());
    }

    private bool IsSilent(string host, int port)
    {
        if (!_silent.TryGetValue((host, port), out long since)) return false;
        if (clock.GetElapsedTime(since) < Memory) return true;
        _silent.TryRemove(KeyValuePair.Create((host, port), since));
        return false;
    }
}
