namespace TesseraGdal.Storage.Cache;

/// <summary>Cuts a reader's ranges at the blocks' borders.</summary>
internal static class ReadPlan
{
    /// <summary>All that is wanted, one entry a block in ascending order; an entry's parts are all of one block.</summary>
    /// <param name="ranges">Ranges within the object.</param>
    public static List<ReadOnlyMemory<BlockPart>> Of(IReadOnlyList<RangeRead> ranges)
    {
        BlockPart[] parts = [.. ranges.SelectMany(Cut).OrderBy(part => part.Block)];
        var wants = new List<ReadOnlyMemory<BlockPart>>();
        for (int start = 0, end; start < parts.Length; start = end)
        {
            for (end = start + 1; end < parts.Length && parts[end].Block == parts[start].Block;) end++;
            wants.Add(parts.AsMemory(start, end - start));
        }
        return wants;
    }

    private static IEnumerable<BlockPart> Cut(RangeRead range)
    {
        for (int done = 0; done < range.Destination.Length;)
        {
            int block = BlockGrid.At(range.Offset + done);
            int start = (int)(range.Offset + done - BlockGrid.OffsetOf(block));
            int count = Math.Min(BlockGrid.Size - start, range.Destination.Length - done);
            yield return new BlockPart(block, start, range.Destination.Slice(done, count));
            done += count;
        }
    }
}
