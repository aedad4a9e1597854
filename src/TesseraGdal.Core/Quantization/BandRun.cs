namespace TesseraGdal.Quantization;

/// <summary>Bands that follow one another both in the stored pixel and in the request.</summary>
/// <param name="First">First of them in the stored pixel.</param>
/// <param name="Count">Their number.</param>
/// <param name="Index">Place of the first in the request.</param>
internal readonly record struct BandRun(int First, int Count, int Index)
{
    /// <summary>Splits a request's list of bands, which may be in any order and repeat, into the fewest runs.</summary>
    public static BandRun[] Split(ReadOnlySpan<int> bands)
    {
        List<BandRun> runs = [];
        for (int index = 0, count; index < bands.Length; index += count)
        {
            count = 1;
            while (index + count < bands.Length && bands[index + count] == bands[index] + count) count++;
            runs.Add(new BandRun(bands[index], count, index));
        }
        return [.. runs];
    }
}
