namespace TesseraGdal.Storage.Cache;

/// <summary>What a reader wants of one block, and where to.</summary>
/// <param name="Block">The block's number.</param>
/// <param name="Offset">First byte, counted from the block's start.</param>
/// <param name="Destination">Filled whole.</param>
internal readonly record struct BlockPart(int Block, int Offset, Memory<byte> Destination)
{
    /// <summary>Copies the part out of the block's bytes.</summary>
    public void TakeFrom(ReadOnlySpan<byte> block) => block.Slice(Offset, Destination.Length).CopyTo(Destination.Span);
}
