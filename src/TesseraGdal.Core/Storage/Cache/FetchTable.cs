namespace TesseraGdal.Storage.Cache;

/// <summary>
/// The requests under way for one object: a block that is being fetched is waited for and not fetched again.
/// What a fetch brought is kept before it leaves this table, so who finds a block neither here nor kept knows that it is missing,
/// provided that no fetch ended between the two looks: <see cref="Epoch"/> tells.
/// </summary>
internal sealed class FetchTable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, BlockFetch> _underWay = [];
    private readonly Func<BlockFetch, Task> _fetch;
    private long _epoch;

    /// <summary>Makes an empty table.</summary>
    /// <param name="fetch">Makes a fetch's request and keeps what it brought.</param>
    public FetchTable(Func<BlockFetch, Task> fetch) => _fetch = fetch;

    /// <summary>How many fetches have ended; to be read before looking at what is kept.</summary>
    public long Epoch
    {
        get { lock (_gate) return _epoch; }
    }

    /// <summary>Whether nothing is under way.</summary>
    public bool IsIdle
    {
        get { lock (_gate) return _underWay.Count == 0; }
    }

    /// <summary>Joins the fetches that bring the missing blocks, and starts those that are not under way.</summary>
    /// <param name="missing">Blocks, ascending, that were not kept at <paramref name="epoch"/>.</param>
    /// <param name="epoch">See <see cref="Epoch"/>.</param>
    /// <param name="isKept">Whether a block is kept, so that it is not fetched along.</param>
    /// <param name="connections">Requests that may be under way at once.</param>
    /// <returns>The fetches, each to be <see cref="Leave"/>d; null where one has ended since, and what is kept must be looked at again.</returns>
    public IReadOnlyList<BlockFetch>? Join(IReadOnlyList<int> missing, long epoch, Func<int, bool> isKept, int connections)
    {
        lock (_gate)
        {
            if (_epoch != epoch) return null;
            var joined = new HashSet<BlockFetch>();
            var unclaimed = new List<int>();
            foreach (int block in missing)
            {
                if (_underWay.TryGetValue(block, out BlockFetch? fetch)) joined.Add(fetch);
                else unclaimed.Add(block);
            }
            foreach (BlockRun run in FetchPlanner.Plan(unclaimed, block => !_underWay.ContainsKey(block) && !isKept(block), connections))
                joined.Add(Start(run));
            foreach (BlockFetch fetch in joined) fetch.Join();
            return [.. joined];
        }
    }

    /// <summary>Waits no more for a fetch; if nobody else does, it is stopped.</summary>
    public void Leave(BlockFetch fetch)
    {
        bool isAbandoned;
        lock (_gate)
        {
            isAbandoned = fetch.HasOneReader;
            if (isAbandoned) Remove(fetch);
        }
        if (isAbandoned) fetch.Abandon();
        lock (_gate) fetch.Release();
    }

    private BlockFetch Start(BlockRun run)
    {
        var fetch = new BlockFetch(run);
        for (int block = run.First; block < run.End; block++) _underWay.Add(block, fetch);
        fetch.Start(RunAsync);
        return fetch;
    }

    private async Task RunAsync(BlockFetch fetch)
    {
        try
        {
            await _fetch(fetch).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                Remove(fetch);
                _epoch++;
                fetch.Finish();
            }
        }
    }

    private void Remove(BlockFetch fetch)
    {
        for (int block = fetch.Run.First; block < fetch.Run.End; block++)
        {
            if (_underWay.TryGetValue(block, out BlockFetch? listed) && listed == fetch) _underWay.Remove(block);
        }
    }
}
