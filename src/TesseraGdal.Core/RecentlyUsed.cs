namespace TesseraGdal;

/// <summary>
/// What is shared in a process by those who ask for the same: the last few that were asked for, and of others those that someone still uses. What nobody uses any more
/// goes, so that a program that runs for weeks and sees many sources and settings grows by none of them. Safe from any thread.
/// </summary>
/// <typeparam name="TKey">What is asked for.</typeparam>
/// <typeparam name="TValue">What is shared: kept alive by whoever holds it.</typeparam>
internal sealed class RecentlyUsed<TKey, TValue>
    where TKey : notnull
    where TValue : class
{
    private readonly Lock _gate = new();
    private readonly int _capacity;
    private readonly Dictionary<TKey, WeakReference<TValue>> _known = [];
    private readonly LinkedList<(TKey Key, TValue Value)> _recent = new();
    private int _sweepAt;

    /// <summary>Makes an empty one.</summary>
    /// <param name="capacity">How many are kept though nobody uses them, ≥ 1.</param>
    public RecentlyUsed(int capacity) => (_capacity, _sweepAt) = (capacity, 2 * capacity);

    /// <summary>The value of a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="make">Makes it where there is none; quick, as others wait meanwhile.</param>
    public TValue GetOrAdd(TKey key, Func<TKey, TValue> make)
    {
        lock (_gate)
        {
            if (!_known.TryGetValue(key, out WeakReference<TValue>? reference) || !reference.TryGetTarget(out TValue? value))
            {
                value = make(key);
                _known[key] = new WeakReference<TValue>(value);
                if (_known.Count > _sweepAt) Sweep();
            }
            Use(key, value);
            return value;
        }
    }

    private void Use(TKey key, TValue value)
    {
        for (LinkedListNode<(TKey Key, TValue Value)>? node = _recent.First; node is not null; node = node.Next)
        {
            if (!ReferenceEquals(node.Value.Value, value)) continue;
            _recent.Remove(node);
            _recent.AddFirst(node);
            return;
        }
        _recent.AddFirst((key, value));
        if (_recent.Count > _capacity) _recent.RemoveLast();
    }

    /// <summary>Forgets the keys of what is gone; when there are twice as many as were left the last time.</summary>
    private void Sweep()
    {
        foreach (TKey gone in _known.Where(known => !known.Value.TryGetTarget(out _)).Select(known => known.Key).ToArray()) _known.Remove(gone);
        _sweepAt = 2 * Math.Max(_capacity, _known.Count);
    }
}
