namespace TesseraGdal.Storage.Cache;

/// <summary>Which requests fetch a set of missing blocks: neighbours go together, up to 4 MiB a request.</summary>
internal static class FetchPlanner
{
    /// <summary>Blocks in the longest request: 4 MiB.</summary>
    public const int LongestRun = 64;

    /// <summary>Requests are not cut shorter than this for the sake of fetching in parallel: 1 MiB.</summary>
    public const int ShortestCut = 16;

    /// <summary>
    /// So many blocks that nobody asked for are fetched rather than that another request is made: 64 KiB take no longer than its round trip. Two would
    /// not either, but a picture of a zone at 1:64 takes every third block of the scales, and would then take all.
    /// </summary>
    public const int WidestGap = 1;

    /// <summary>Joins missing blocks into runs.</summary>
    /// <param name="missing">Numbers in ascending order, each once.</param>
    /// <param name="isFree">Whether a block in a gap may be fetched too: it is neither kept nor under way, so that no byte is fetched twice.</param>
    /// <param name="connections">Requests that may be under way at once, ≥ 1.</param>
    public static List<BlockRun> Plan(IReadOnlyList<int> missing, Func<int, bool> isFree, int connections)
    {
        int longest = Math.Clamp((missing.Count + connections - 1) / connections, ShortestCut, LongestRun);
        var runs = new List<BlockRun>();
        foreach (int block in missing)
        {
            if (runs.Count > 0 && Extend(runs[^1], block, longest, isFree) is { } longer) runs[^1] = longer;
            else runs.Add(new BlockRun(block, 1));
        }
        return runs;
    }

    private static BlockRun? Extend(BlockRun run, int block, int longest, Func<int, bool> isFree)
    {
        int gap = block - run.End;
        if (gap > WidestGap || block - run.First >= longest) return null;
        for (int between = run.End; between < block; between++)
        {
            if (!isFree(between)) return null;
        }
        return run with { Count = block - run.First + 1 };
    }
}
