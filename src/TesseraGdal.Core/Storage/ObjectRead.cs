namespace TesseraGdal.Storage;

/// <summary>The answer to one ranged read.</summary>
/// <param name="Facts">What the store said about the object with this answer.</param>
/// <param name="Count">Bytes written to the destination; fewer than asked only where the object ends.</param>
internal readonly record struct ObjectRead(ObjectFacts Facts, int Count);

/// <summary>One range to be read, and where its bytes go.</summary>
/// <param name="Offset">First byte, counted from the object's start.</param>
/// <param name="Destination">Filled whole; its length is the length of the range.</param>
internal readonly record struct RangeRead(long Offset, Memory<byte> Destination);
