namespace TesseraGdal.Storage.Cache;

/// <summary>The objects that this process knows, by key; each is looked for once, whoever asks. Those not asked for in a long time are let go: the disk still has them.</summary>
internal sealed class KeptObjects
{
    private const int Limit = 1024;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = [];
    private long _clock;

    /// <summary>An object, looked for if it is not known.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="find">Looks for it; runs on the caller's thread up to its first wait, and is not stopped when the caller is.</param>
    public Task<KeptObject> GetAsync(string key, Func<string, Task<KeptObject>> find)
    {
        Entry? entry;
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out entry))
            {
                if (_entries.Count >= Limit) LetGo();
                _entries.Add(key, entry = new Entry(() => find(key)));
            }
            entry.LastUse = ++_clock;
        }
        Task<KeptObject> found = entry.Object.Value;
        return found.IsCompletedSuccessfully ? found : ForgetFailureAsync(key, entry, found);
    }

    /// <summary>An object, if it is known already.</summary>
    public KeptObject? TryGet(string key)
    {
        lock (_gate) return _entries.TryGetValue(key, out Entry? entry) ? entry.Found : null;
    }

    /// <summary>Lets go of an object, if it is still the one that is known by its key.</summary>
    /// <returns>Whether it was.</returns>
    public bool Remove(KeptObject kept)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(kept.Facts.Key, out Entry? entry) || entry.Found != kept) return false;
            return _entries.Remove(kept.Facts.Key);
        }
    }

    /// <summary>Failing to find is not remembered.</summary>
    private async Task<KeptObject> ForgetFailureAsync(string key, Entry entry, Task<KeptObject> found)
    {
        try
        {
            return await found.ConfigureAwait(false);
        }
        catch
        {
            lock (_gate)
            {
                if (_entries.TryGetValue(key, out Entry? known) && known == entry) _entries.Remove(key);
            }
            throw;
        }
    }

    private void LetGo()
    {
        string[] oldest = [.. _entries.Where(e => e.Value.IsIdle).OrderBy(e => e.Value.LastUse).Take(Limit / 4).Select(e => e.Key)];
        foreach (string key in oldest) _entries.Remove(key);
    }

    private sealed class Entry
    {
        public Entry(Func<Task<KeptObject>> find) => Object = new Lazy<Task<KeptObject>>(async () => await find().ConfigureAwait(false));

        public Lazy<Task<KeptObject>> Object { get; }

        public long LastUse { get; set; }

        public KeptObject? Found => Object is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true } found } ? found.Result : null;

        public bool IsIdle => Found?.IsIdle == true;
    }
}
