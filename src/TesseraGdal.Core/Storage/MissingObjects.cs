using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace TesseraGdal.Storage;

/// <summary>
/// Objects that a store was found not to have and that readers can do without, so that who opens something again and again does not ask again and again. An
/// object may be published meanwhile, so what is remembered is forgotten after some minutes.
/// </summary>
internal static class MissingObjects
{
    private const int Limit = 100_000;
    private static readonly TimeSpan Respite = TimeSpan.FromMinutes(10);
    private static readonly ConditionalWeakTable<IObjectStore, ConcurrentDictionary<string, long>> Known = [];

    /// <summary>Whether the store said so in the last minutes.</summary>
    public static bool Contains(IObjectStore store, string key) =>
        Known.TryGetValue(store, out ConcurrentDictionary<string, long>? keys) && keys.TryGetValue(key, out long since) && Environment.TickCount64 - since < Respite.TotalMilliseconds;

    /// <summary>Takes note of one.</summary>
    public static void Add(IObjectStore store, string key)
    {
        ConcurrentDictionary<string, long> keys = Known.GetOrCreateValue(store);
        if (keys.Count >= Limit) keys.Clear();
        keys[key] = Environment.TickCount64;
    }
}
