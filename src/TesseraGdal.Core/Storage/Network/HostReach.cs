using System.Collections.Concurrent;

namespace TesseraGdal.Storage.Network;

/// <summary>
/// Remembers for some seconds, in this process, which hosts answered, and which let a connection hang. A host that has just answered gets more time: it is busy, or
/// packets are lost. One that let a connection hang gets less, so that not every object waits for it anew; it is still knocked at, so that one that is back is found at the next
/// read. A host that refuses at once costs no time, and is not remembered.
/// </summary>
internal sealed class HostReach(TimeProvider clock)
{
    /// <summary>After so long nothing is known of a host any more.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(5);

    /// <summary>Long enough to find a host of the same continent.</summary>
    private static readonly TimeSpan Knock = TimeSpan.FromSeconds(0.25);

    /// <summary>A SYN that is lost is sent again after 1 and 3 s; a busy server drops it.</summary>
    private static readonly TimeSpan Busy = TimeSpan.FromSeconds(4);

    private readonly ConcurrentDictionary<(string Host, int Port), (bool IsSilent, long Since)> _known = new();

    /// <summary>What the process knows.</summary>
    public static HostReach Process { get; } = new(TimeProvider.System);

    /// <summary>How long a connection to a host may take to come about.</summary>
    /// <param name="host">Name or address.</param>
    /// <param name="port">Port.</param>
    /// <param name="full">The time of a host of which nothing is known.</param>
    public TimeSpan Patience(string host, int port, TimeSpan full)
    {
        if (!_known.TryGetValue((host, port), out var known) || IsForgotten(known)) return full;
        return known.IsSilent ? (Knock < full ? Knock : full) : (Busy > full ? Busy : full);
    }

    /// <summary>A host was connected, or has answered.</summary>
    public void Reached(string host, int port)
    {
        // Few processes know more than a handful of hosts.
        if (_known.Count >= 64) Sweep();
        _known[(host, port)] = (false, clock.GetTimestamp());
    }

    /// <summary>A connection did not come about in its time. What is remembered already is not remembered for longer.</summary>
    public void Hung(string host, int port)
    {
        if (_known.Count >= 64) Sweep();
        _known.AddOrUpdate((host, port), _ => (true, clock.GetTimestamp()), (_, known) => known.IsSilent && !IsForgotten(known) ? known : (true, clock.GetTimestamp()));
    }

    private bool IsForgotten((bool IsSilent, long Since) known) => clock.GetElapsedTime(known.Since) >= Memory;

    private void Sweep()
    {
        foreach (var host in _known.Where(host => IsForgotten(host.Value))) _known.TryRemove(host);
    }
}
