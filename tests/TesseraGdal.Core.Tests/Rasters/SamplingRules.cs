using FsCheck.Xunit;
using TesseraGdal.Forms.Npy.Tiles;
using TesseraGdal.Rasters;
using Xunit;

namespace TesseraGdal.Tests.Rasters;

/// <summary>Which stored rows an output needs, and how they are cut into parts.</summary>
public class SamplingRules
{
    [Property(MaxTest = 500)]
    public void A_source_is_the_floor_of_its_centre_and_stays_within_the_window(ushort start, ushort sizeSeed, ushort outSeed, byte level)
    {
        int size = 1 + sizeSeed, count = 1 + (outSeed % 3000), shift = level % 6;
        var sampling = Sampling.Of(start, size, count, shift);
        for (int i = 0; i < count; i++)
        {
            decimal exact = Math.Floor((i + 0.5m) * size / count);
            Assert.Equal((start + (int)exact) << shift, sampling[i]);
            Assert.InRange(exact, 0, size - 1);
        }
        Assert.Equal((sampling[0], sampling[count - 1]), (sampling.First, sampling.Last));
    }

    [Property(MaxTest = 500)]
    public void A_window_that_is_exact_is_picked_from_as_one_that_is_not_said_to_be(ushort start, ushort sizeSeed, ushort outSeed, byte level)
    {
        int size = 1 + sizeSeed, count = 1 + (outSeed % 3000), shift = level % 6;
        var whole = Sampling.Of(start, size, count, shift);
        Sampling exact = Sampling.Of(start, size, count, shift, (start, size));
        for (int i = 0; i < count; i++) Assert.Equal(whole[i], exact[i]);
        Assert.Equal(count == 1 || (shift == 0 && size == count), whole.IsOneToOne(0, count));
    }

    [Property(MaxTest = 500)]
    public void Edges_within_pixels_are_counted_from_and_picks_stay_within_the_window(ushort startSeed, ushort sizeSeed, ushort outSeed)
    {
        decimal start = startSeed / 64m, size = (1 + sizeSeed) / 64m;
        int count = 1 + (outSeed % 700), first = (int)Math.Floor(start), length = (int)Math.Ceiling(start + size) - first;
        var sampling = Sampling.Of(first, length, count, 0, ((double)start, (double)size));
        for (int i = 0; i < count; i++)
        {
            Assert.Equal((int)Math.Floor(start + ((i + 0.5m) * size / count)), sampling[i]);
            Assert.InRange(sampling[i], first, first + length - 1);
        }
        Assert.Equal(first + 2, Sampling.Of(first + 2, 1, 1, 0, (first, 0.5))[0]);
    }

    [Property(MaxTest = 500)]
    public void Parts_cover_all_rows_once_share_no_stored_row_and_keep_their_size(byte sizeSeed, ushort outSeed, byte most)
    {
        int size = 1 + sizeSeed, count = 1 + (outSeed % 700), limit = 1 + (most % 40);
        var sampling = Sampling.Of(3, size, count, 0);
        OutputRows[] parts = [.. new OutputRows(0, count).Cut(sampling, rowCost: 10, limit: (10 * limit) + 9)];
        int next = 0, lastStored = -1;
        foreach (OutputRows part in parts)
        {
            Assert.Equal(next, part.First);
            next += part.Count;
            int[] stored = [.. Enumerable.Range(part.First, part.Count).Select(i => sampling[i]).Distinct()];
            Assert.InRange(stored.Length, 1, limit);
            Assert.True(stored[0] > lastStored);
            lastStored = stored[^1];
        }
        Assert.Equal(count, next);
    }
}
