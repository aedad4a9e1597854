using FsCheck;
using FsCheck.Xunit;
using TesseraGdal.Storage;
using TesseraGdal.Storage.Cache;
using TesseraGdal.Storage.S3;
using Xunit;

namespace TesseraGdal.Tests.Storage;

/// <summary>The cache's small rooms, each by its own rule.</summary>
public class CacheParts
{
    [Property]
    public void A_plan_fetches_every_missing_block_once_and_no_kept_one(byte[] asked, byte[] had, PositiveInt connections)
    {
        HashSet<byte> missing = [.. asked], kept = [.. had];
        kept.ExceptWith(missing);
        List<BlockRun> runs = FetchPlanner.Plan([.. missing.Select(b => (int)b).Order()], block => !kept.Contains((byte)block), connections.Get);
        int[] fetched = [.. runs.SelectMany(run => Enumerable.Range(run.First, run.Count))];
        Assert.Equal(fetched.Distinct().Order(), fetched);
        Assert.All(missing, block => Assert.Contains(block, fetched));
        Assert.DoesNotContain(fetched, block => kept.Contains((byte)block));
        Assert.All(runs, run => Assert.InRange(run.Count, 1, FetchPlanner.LongestRun));
        Assert.All(runs, run => Assert.True(missing.Contains((byte)run.First) && missing.Contains((byte)(run.End - 1)), "a run begins and ends with what is missing"));
    }

    [Property]
    public void No_more_is_fetched_along_than_was_asked_for(byte[] asked, PositiveInt connections)
    {
        int[] missing = [.. asked.Select(b => (int)b).Distinct().Order()];
        List<BlockRun> runs = FetchPlanner.Plan(missing, _ => true, connections.Get);
        Assert.InRange(runs.Sum(run => run.Count), missing.Length, 2 * missing.Length);
    }

    [Theory]
    [InlineData(142_848, 2, 256)] // every second row of the widest tile there is: the row between costs less than 256 requests
    [InlineData(32_000, 2, 16)]
    public void Every_second_row_takes_few_requests(int row, int step, int rows)
    {
        int[] missing = [.. Enumerable.Range(0, rows).SelectMany(i => BlocksOf((long)i * step * row, row)).Distinct()];
        Assert.InRange(FetchPlanner.Plan(missing, _ => true, 8).Count, 1, (int)(2L * rows * row >> 20) + 1);
    }

    [Theory]
    [InlineData(1000, 64)] // scales of a tile at 78° N, every 64th row
    [InlineData(32_000, 64)]
    [InlineData(142_848, 3)]
    public void Rows_far_from_each_other_are_fetched_alone(int row, int step)
    {
        int[] missing = [.. Enumerable.Range(0, 17).SelectMany(i => BlocksOf((long)i * step * row, row)).Distinct()];
        // Where a short row lies across two blocks, the two blocks before the next may come along.
        Assert.InRange(FetchPlanner.Plan(missing, _ => true, 8).Sum(run => run.Count), missing.Length, missing.Length * 1.25);
    }

    private static IEnumerable<int> BlocksOf(long offset, int length) => Enumerable.Range(BlockGrid.At(offset), BlockGrid.At(offset + length - 1) - BlockGrid.At(offset) + 1);

    [Fact]
    public async Task What_was_looked_at_before_a_fetch_ended_must_be_looked_at_again()
    {
        var table = new FetchTable(_ => Task.CompletedTask);
        long before = table.Epoch;
        BlockFetch fetch = Assert.Single(table.Join([3], before, _ => false, 1)!);
        await fetch.Work;
        table.Leave(fetch);
        Assert.True(table.IsIdle);
        Assert.Null(table.Join([3], before, _ => false, 1));
        Assert.NotNull(table.Join([], table.Epoch, _ => false, 1));
    }

    [Fact]
    public void Rows_far_apart_are_not_joined() =>
        Assert.Equal(3, FetchPlanner.Plan([0, 10, 20], _ => true, 8).Count);

    [Property]
    public void A_read_plan_covers_each_range_byte_by_byte(PositiveInt[] cuts)
    {
        int[] places = [.. cuts.Select(cut => cut.Get * 7919 % 500_000).Distinct().Order()];
        RangeRead[] ranges = [.. places.Chunk(2).Where(pair => pair.Length == 2).Select(pair => new RangeRead(pair[0], new byte[pair[1] - pair[0]]))];
        byte[] source = ObjectBytes.Of(500_000);
        foreach (ReadOnlyMemory<BlockPart> want in ReadPlan.Of(ranges))
        {
            foreach (BlockPart part in want.Span)
            {
                Assert.Equal(want.Span[0].Block, part.Block);
                part.TakeFrom(source.AsSpan(part.Block * BlockGrid.Size, Math.Min(BlockGrid.Size, source.Length - part.Block * BlockGrid.Size)));
            }
        }
        Assert.All(ranges, range => Assert.True(source.AsSpan((int)range.Offset, range.Destination.Length).SequenceEqual(range.Destination.Span)));
    }

    [Property]
    public void A_sidecars_head_reads_as_it_was_written(NonNull<string> key, NonNull<string> source, string? tag, PositiveInt length, DateTime? time)
    {
        var facts = new ObjectFacts
        {
            Key = Utf8(key.Get)!,
            Source = Utf8(source.Get)!,
            ETag = Utf8(tag),
            Length = length.Get,
            LastModified = time is { } t ? new DateTimeOffset(DateTime.SpecifyKind(t, DateTimeKind.Utc)) : null,
        };
        byte[] head = Sidecar.WriteHead(facts)!;
        Assert.Equal(facts, Sidecar.ReadHead(head, facts.Key, out int read));
        Assert.Equal(head.Length, read);
        Assert.Null(Sidecar.ReadHead(head, facts.Key + "x", out _));
    }

    [Property]
    public void A_record_of_another_place_or_object_does_not_count(ulong generation, ulong crc, NonNegativeInt block)
    {
        byte[] record = new byte[Sidecar.RecordLength];
        Sidecar.WriteRecord(record, generation, block.Get, crc);
        Assert.Equal(crc, Sidecar.ReadRecord(record, generation, block.Get));
        Assert.Null(Sidecar.ReadRecord(record, generation, block.Get + 1));
        Assert.Null(Sidecar.ReadRecord(record, generation + 1, block.Get));
        Assert.Null(Sidecar.ReadRecord(new byte[Sidecar.RecordLength], generation, block.Get));
    }

    [Property]
    public void Keys_have_paths_of_their_own_within_the_folder(NonEmptyString a, NonEmptyString b)
    {
        string one = CachePath.Of(a.Get), two = CachePath.Of(b.Get);
        if (Utf8(a.Get) != Utf8(b.Get)) Assert.NotEqual(one, two);
        Assert.InRange(one.Length, 1, 200);
        Assert.DoesNotContain(one.Split(Path.DirectorySeparatorChar), segment => segment is "" or "." or "..");
        Assert.All(one, c => Assert.True(char.IsAsciiLetterOrDigit(c) || "._-~%/".Contains(c, StringComparison.Ordinal), one));
    }

    [Theory]
    [InlineData("v2-2B-L~beta1/2024/grid_-0.05_51.95_scales.npy", "v2-2B-L~beta1/2024/grid_-0.05_51.95_scales.npy")]
    [InlineData("a b/c:d", "a%20b/c%3Ad")]
    [InlineData("nul.npy", "nul.npy%00")]
    [InlineData("x.", "x.%00")]
    [InlineData("..", "..%00")]
    public void Paths_can_be_read_by_people_and_by_Windows(string key, string path) => Assert.Equal(path.Replace('/', Path.DirectorySeparatorChar), CachePath.Of(key));

    [Fact]
    public void Memory_keeps_within_its_budget_what_was_used_last()
    {
        var memory = new BlockMemory(4 * BlockGrid.Size + 5);
        for (int block = 0; block < 4; block++) memory.Put(1, block, ObjectBytes.Of(BlockGrid.Size, block));
        Assert.True(Has(memory, 1, 0));
        memory.Put(1, 4, ObjectBytes.Of(100, 4));
        Assert.True(Has(memory, 1, 0), "it was used");
        Assert.False(Has(memory, 1, 1), "it was the first that was not");
        Assert.True(Has(memory, 1, 4));
        memory.Forget(1);
        Assert.False(Has(memory, 1, 0));
        Assert.False(Has(memory, 2, 4));
    }

    [Fact]
    public async Task Memory_gives_the_right_bytes_to_many_threads()
    {
        var memory = new BlockMemory(8 * BlockGrid.Size);
        byte[][] blocks = [.. Enumerable.Range(0, 32).Select(i => ObjectBytes.Of(BlockGrid.Size, i))];
        await Parallel.ForAsync(0, 8, TestContext.Current.CancellationToken, (seed, _) =>
        {
            var random = new Random(seed);
            byte[] part = new byte[1000];
            for (int i = 0; i < 5000; i++)
            {
                int block = random.Next(blocks.Length), start = random.Next(BlockGrid.Size - part.Length);
                if (memory.TryRead(7, block, [new BlockPart(block, start, part)])) Assert.True(blocks[block].AsSpan(start, part.Length).SequenceEqual(part));
                else memory.Put(7, block, blocks[block]);
            }
            return default;
        });
    }

    [Theory]
    [InlineData("bytes 0-9/10", 0, 9, 10)]
    [InlineData("bytes 5-5/9223372036854775807", 5, 5, long.MaxValue)]
    public void Content_Range_is_read(string header, long first, long last, long length) => Assert.Equal(new ContentRange(first, last, length), ContentRange.Parse(header));

    [Theory]
    [InlineData(null)]
    [InlineData("bytes 0-9/*")]
    [InlineData("bytes */10")]
    [InlineData("bytes 5-4/10")]
    [InlineData("bytes 0-10/10")]
    [InlineData("bytes -1-9/10")]
    [InlineData("items 0-9/10")]
    [InlineData("bytes 0-9/99999999999999999999")]
    public void What_is_no_Content_Range_is_none(string? header) => Assert.Null(ContentRange.Parse(header));

    private static bool Has(BlockMemory memory, long id, int block) => memory.TryRead(id, block, [new BlockPart(block, 0, new byte[1])]);

    /// <summary>As text comes back from UTF-8: lone surrogates do not.</summary>
    private static string? Utf8(string? text) => text is null ? null : System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));
}
