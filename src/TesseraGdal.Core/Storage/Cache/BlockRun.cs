namespace TesseraGdal.Storage.Cache;

/// <summary>Neighbouring blocks.</summary>
/// <param name="First">The first one's number.</param>
/// <param name="Count">How many, ≥ 1.</param>
internal readonly record struct BlockRun(int First, int Count)
{
    /// <summary>The number after the last one's.</summary>
    public int End => First + Count;
}
