using TesseraGdal.Rasters;

namespace TesseraGdal.Forms.Npy.Tiles;

/// <summary>Consecutive rows of an output.</summary>
/// <param name="First">First of them.</param>
/// <param name="Count">Their number, &gt; 0.</param>
internal readonly record struct OutputRows(int First, int Count)
{
    /// <summary>
    /// Cuts rows into parts whose stored rows take no more than some bytes each; a part has one stored row at least. Output rows that
    /// show the same stored row stay together, so that no part fetches what another has.
    /// </summary>
    /// <param name="sampling">Which stored row each output row shows.</param>
    /// <param name="rowCost">Bytes of a stored row.</param>
    /// <param name="limit">Bytes of a part.</param>
    public IEnumerable<OutputRows> Cut(Sampling sampling, long rowCost, long limit)
    {
        long most = Math.Max(1, limit / rowCost);
        int end = First + Count;
        for (int first = First; first < end;)
        {
            int next = first;
            for (long stored = 0; next < end; stored++)
            {
                if (stored == most) break;
                int row = sampling[next];
                do next++;
                while (next < end && sampling[next] == row);
            }
            yield return new OutputRows(first, next - first);
            first = next;
        }
    }
}
