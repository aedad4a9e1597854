using System.Collections.Concurrent;

namespace TesseraGdal.Interop;

/// <summary>
/// Warnings come from any thread, and the host takes them on the thread that called the core: they wait here until a call is about to return.
/// </summary>
internal static class Warnings
{
    private static readonly ConcurrentQueue<string> Waiting = new();

    /// <summary>Keeps a warning for the next call that returns.</summary>
    internal static void Keep(string message) => Waiting.Enqueue(message);

    /// <summary>Hands over what waits.</summary>
    internal static void Deliver(Host host)
    {
        while (Waiting.TryDequeue(out string? message)) host.Warn(message);
    }
}
