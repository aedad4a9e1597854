using System.Buffers.Binary;
using TesseraGdal.Forms.Npy.Registry.Columns;
using TesseraGdal.Storage;

namespace TesseraGdal.Forms.Npy.Registry;

/// <summary>
/// The bytes of a Parquet object: its end is read first, and kept; after that the chunks that are asked for, neighbours together,
/// in pieces that a store can fetch side by side. No byte is read twice.
/// </summary>
internal sealed class ManifestObject
{
    /// <summary>The first read: holds the footer of a published manifest, and more.</summary>
    private const int TailLength = 64 << 10;

    /// <summary>
    /// A manifest of which something is published that its bytes can be compared with is read whole if it has no more bytes than this: no server tells the checksum of a
    /// range. Longer ones are read in part, and rest on their length and tag; unless whole objects are to be checked before use, up to <see cref="MaxChecked"/>.
    /// </summary>
    private const int MaxWhole = 16 << 20;

    private const int MaxChecked = 1 << 30;
    private const int MaxFooter = 64 << 20;
    private const int MaxPiece = 8 << 20;
    private const int Trailer = sizeof(int) + 4;
    private readonly IObjectStore _store;
    private readonly string _key;
    private byte[] _tail = [];
    private long _tailOffset;

    private ManifestObject(IObjectStore store, string key, ObjectFacts facts) => (_store, _key, Facts) = (store, key, facts);

    /// <summary>What the store says of the object.</summary>
    public ObjectFacts Facts { get; }

    /// <summary>Offset of the footer.</summary>
    public long FooterOffset { get; private set; }

    /// <summary>The footer alone.</summary>
    public ReadOnlyMemory<byte> Footer => _tail.AsMemory((int)(FooterOffset - _tailOffset), (int)(Facts.Length - Trailer - FooterOffset));

    /// <summary>Bytes read so far.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Reads the end of an object, with the whole footer; or all of it, and compares it with what is published of it.</summary>
    /// <param name="store">Holds the object.</param>
    /// <param name="key">Its key.</param>
    /// <param name="facts">The object as the store has it.</param>
    /// <param name="verify">When it is to be compared.</param>
    /// <param name="cancellationToken">Stops the reads.</param>
    /// <exception cref="InvalidDataException">It does not end as a Parquet file does.</exception>
    /// <exception cref="ObjectException">It cannot be had, or has another checksum than was published (Corrupt).</exception>
    public static async ValueTask<ManifestObject> OpenAsync(IObjectStore store, string key, ObjectFacts facts, VerifyMode verify, CancellationToken cancellationToken)
    {
        var opened = new ManifestObject(store, key, facts);
        if (facts.Length < Trailer + 4) throw new InvalidDataException($"it has {facts.Length} bytes, and is no Parquet file");
        bool isChecked = PublishedChecksum.IsKnown(facts) && facts.Length <= (verify == VerifyMode.BeforeUse ? MaxChecked : MaxWhole);
        await opened.ReadTailAsync(isChecked ? facts.Length : Math.Min(TailLength, facts.Length), cancellationToken).ConfigureAwait(false);
        if (isChecked) PublishedChecksum.Check(facts, opened._tail);

        ReadOnlyMemory<byte> trailer = opened._tail.AsMemory(opened._tail.Length - Trailer);
        if (!trailer.Span[4..].SequenceEqual("PAR1"u8)) throw new InvalidDataException("it does not end as a Parquet file does: it is none, or has been cut short");
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(trailer.Span);
        if (length == 0 || length > Math.Min(MaxFooter, facts.Length - Trailer - 4)) throw new InvalidDataException($"its footer claims {length} bytes of {facts.Length}");
        opened.FooterOffset = facts.Length - Trailer - length;
        if (opened.FooterOffset < opened._tailOffset) await opened.ReadTailAsync(facts.Length - opened.FooterOffset, cancellationToken).ConfigureAwait(false);
        return opened;
    }

    /// <summary>Reads the bytes of chunks.</summary>
    /// <param name="chunks">Chunks of this object; none may overlap another.</param>
    /// <param name="cancellationToken">Stops the reads.</param>
    /// <returns>The bytes of each.</returns>
    /// <exception cref="InvalidDataException">Chunks overlap.</exception>
    public async ValueTask<IReadOnlyDictionary<ColumnChunk, ReadOnlyMemory<byte>>> ReadAsync(IReadOnlyList<ColumnChunk> chunks, CancellationToken cancellationToken)
    {
        var bytes = new Dictionary<ColumnChunk, ReadOnlyMemory<byte>>(ReferenceEqualityComparer.Instance);
        var reads = new List<RangeRead>();
        foreach (ColumnChunk chunk in chunks.Where(chunk => chunk.Length == 0)) bytes[chunk] = default;
        foreach (List<ColumnChunk> neighbours in Neighbours(chunks))
        {
            long start = neighbours[0].Offset;
            var buffer = new byte[neighbours.Sum(chunk => (long)chunk.Length)];
            foreach (ColumnChunk chunk in neighbours) bytes[chunk] = buffer.AsMemory((int)(chunk.Offset - start), chunk.Length);
            AddPieces(start, buffer, reads);
        }
        if (reads.Count > 0) await FetchAsync(reads, cancellationToken).ConfigureAwait(false);
        return bytes;
    }

    private static IEnumerable<List<ColumnChunk>> Neighbours(IEnumerable<ColumnChunk> chunks)
    {
        var run = new List<ColumnChunk>();
        long end = 0;
        foreach (ColumnChunk chunk in chunks.Where(chunk => chunk.Length > 0).OrderBy(chunk => chunk.Offset))
        {
            if (chunk.Offset < end) throw new InvalidDataException($"column {chunk.Column.Name} overlaps another");
            if (chunk.Offset > end && run.Count > 0)
            {
                yield return run;
                run = [];
            }
            run.Add(chunk);
            end = chunk.Offset + chunk.Length;
        }
        if (run.Count > 0) yield return run;
    }

    /// <summary>What lies in the tail is copied; the rest is to be fetched.</summary>
    private void AddPieces(long start, Memory<byte> buffer, List<RangeRead> reads)
    {
        long end = start + buffer.Length;
        if (end > _tailOffset)
        {
            long from = Math.Max(start, _tailOffset);
            _tail.AsMemory((int)(from - _tailOffset), (int)(end - from)).CopyTo(buffer[(int)(from - start)..]);
            end = from;
        }
        if (start >= end) return;
        AddRanges(start, buffer[..(int)(end - start)], reads);
    }

    private static void AddRanges(long start, Memory<byte> buffer, List<RangeRead> reads)
    {
        for (int done = 0; done < buffer.Length; done += MaxPiece)
            reads.Add(new RangeRead(start + done, buffer.Slice(done, Math.Min(MaxPiece, buffer.Length - done))));
    }

    /// <summary>Extends the tail to a length, by reading what is missing at its front.</summary>
    private async ValueTask ReadTailAsync(long length, CancellationToken cancellationToken)
    {
        var tail = new byte[length];
        int missing = (int)length - _tail.Length;
        _tail.CopyTo(tail, missing);
        (_tail, _tailOffset) = (tail, Facts.Length - length);
        var reads = new List<RangeRead>();
        AddRanges(_tailOffset, tail.AsMemory(0, missing), reads);
        await FetchAsync(reads, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask FetchAsync(List<RangeRead> reads, CancellationToken cancellationToken)
    {
        await _store.ReadAsync(_key, reads, Facts, cancellationToken).ConfigureAwait(false);
        BytesRead += reads.Sum(read => (long)read.Destination.Length);
    }
}
