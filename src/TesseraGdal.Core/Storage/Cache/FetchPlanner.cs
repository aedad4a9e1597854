namespace TesseraGdal.Storage.Cache;

/// <summary>Which requests fetch a set of missing blocks: neighbours go together, up to 4 MiB a request.</summary>
internal static class FetchPlanner
{
    /// <summary>Blocks in the longest request: 4 MiB.</summary>
    public const int LongestRun = (4 << 20) / BlockGrid.Size;

    /// <summary>Requests are not cut shorter than this for the sake of fetching in parallel: 1 MiB.</summary>
    public const int ShortestCut = (1 << 20) / BlockGrid.Size;

    /// <summary>
    /// At most so many blocks that nobody asked for are fetched rather than that another request is made: 128 KiB take about as long as its round trip.
    /// And never more than were asked for just before them: a picture from far away, which takes a block of scales here and there, would take all.
    /// </summary>
    public const int WidestGap = (128 << 10) / BlockGrid.Size;

    /// <summary>Joins missing blocks into runs.</summary>
    /// <param name="missing">Numbers in ascending order, each once.</param>
    /// <param name="isFree">Whether a block in a gap may be fetched too: it is neither kept nor under way, so that no byte is fetched twice.</param>
    /// <param name="connections">Requests that may be under way at once, ≥ 1.</param>
    public static List<BlockRun> Plan(IReadOnlyList<int> missing, Func<int, bool> isFree, int connections)
    {
        int longest = Math.Clamp((missing.Count + connections - 1) / connections, ShortestCut, LongestRun);
        var runs = new List<BlockRun>();
        int asked = 0; // blocks without a gap before the one that is looked at
        foreach (int block in missing)
        {
            if (runs.Count > 0 && Extend(runs[^1], block, longest, Math.Min(asked, WidestGap), isFree) is { } longer)
            {
                asked = block == runs[^1].End ? asked + 1 : 1;
                runs[^1] = longer;
            }
            else
            {
                asked = 1;
                runs.Add(new BlockRun(block, 1));
            }
        }
        return runs;
    }

    private static BlockRun? Extend(BlockRun run, int block, int longest, int widestGap, Func<int, bool> isFree)
    {
        if (block - run.End > widestGap || block - run.First >= longest) return null;
        for (int between = run.End; between < block; between++)
        {
            if (!isFree(between)) return null;
        }
        return run with { Count = block - run.First + 1 };
    }
}
