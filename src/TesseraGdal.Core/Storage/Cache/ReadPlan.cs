namespace TesseraGdal.Storage.Cache;

/// <summary>Cuts a reader's ranges at the blocks' borders.</summary>
internal static class ReadPlan
{
    /// <summary>All that is wanted, one entry a block in ascending order; an entry's parts are all of one block.</summary>
    /// <param name="ranges">Ranges within the object, in ascending order, not overlapping, none empty.</param>
    public static List<ReadOnlyMemory<BlockPart>> Of(IReadOnlyList<RangeRead> ranges)
    {
        int count = 0;
        foreach (RangeRead range in ranges) count += BlockGrid.At(range.Offset + range.Destination.Length - 1) - BlockGrid.At(range.Offset) + 1;
        var parts = new BlockPart[count];
        count = 0;
        foreach (RangeRead range in ranges)
        {
            for (int done = 0; done < range.Destination.Length;)
            {
                BlockPart part = Cut(range, done);
                parts[count++] = part;
                done += part.Destination.Length;
            }
        }

        var wants = new List<ReadOnlyMemory<BlockPart>>(count);
        for (int start = 0, end; start < count; start = end)
        {
            for (end = start + 1; end < count && parts[end].Block == parts[start].Block;) end++;
            wants.Add(parts.AsMemory(start, end - start));
        }
        return wants;
    }

    /// <summary>What follows <paramref name="done"/> bytes of a range, up to the block's end.</summary>
    private static BlockPart Cut(RangeRead range, int done)
    {
        int block = BlockGrid.At(range.Offset + done);
        int start = (int)(range.Offset + done - BlockGrid.OffsetOf(block));
        return new BlockPart(block, start, range.Destination.Slice(done, Math.Min(BlockGrid.Size - start, range.Destination.Length - done)));
    }
}
