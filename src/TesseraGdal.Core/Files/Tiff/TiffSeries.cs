using System.Buffers.Binary;

namespace TesseraGdal.Files.Tiff;

/// <summary>Numbers at equal distances, as a piece of a file: where strips begin, or how long they are. Any bytes of it are computed when they are read.</summary>
/// <param name="Position">Where it lies in the file.</param>
/// <param name="Count">How many numbers.</param>
/// <param name="ElementLength">Bytes of each, 4 or 8.</param>
/// <param name="First">The first number.</param>
/// <param name="Step">What is added from one to the next.</param>
internal readonly record struct TiffSeries(long Position, long Count, int ElementLength, long First, long Step)
{
    /// <summary>Bytes of all of them.</summary>
    internal long Length => Count * ElementLength;

    /// <summary>Writes some of its bytes.</summary>
    /// <param name="offset">The first, counted from the series' own beginning.</param>
    /// <param name="destination">Room for as many as are wanted; not past its end.</param>
    internal void CopyTo(long offset, Span<byte> destination)
    {
        Span<byte> number = stackalloc byte[sizeof(long)];
        while (destination.Length > 0)
        {
            long index = offset / ElementLength;
            BinaryPrimitives.WriteInt64LittleEndian(number, First + index * Step);
            ReadOnlySpan<byte> part = number[(int)(offset % ElementLength)..ElementLength];
            if (part.Length > destination.Length) part = part[..destination.Length];
            part.CopyTo(destination);
            destination = destination[part.Length..];
            offset += part.Length;
        }
    }
}
