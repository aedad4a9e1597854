using TesseraGdal.Storage;

namespace TesseraGdal.Tests.Registry;

/// <summary>A store with one object, whatever its key, of which it publishes what it is told to.</summary>
internal sealed class MemoryStore(byte[] bytes) : IObjectStore
{
    public string Name { get; init; } = "memory";

    public string ETag { get; set; } = "one";

    public ulong? Crc { get; set; }

    public int Stats { get; private set; }

    public ValueTask<ObjectFacts> StatAsync(string key, CancellationToken cancellationToken)
    {
        Stats++;
        return ValueTask.FromResult(new ObjectFacts { Key = key, Length = bytes.Length, ETag = ETag, Crc64Nvme = Crc, Source = Name });
    }

    public ValueTask<ObjectRead> ReadAsync(string key, long offset, Memory<byte> destination, ObjectFacts? expected, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask ReadAsync(string key, IReadOnlyList<RangeRead> ranges, ObjectFacts expected, CancellationToken cancellationToken)
    {
        foreach (RangeRead range in ranges) bytes.AsSpan((int)range.Offset, range.Destination.Length).CopyTo(range.Destination.Span);
        return ValueTask.CompletedTask;
    }

    public IAsyncEnumerable<ObjectFacts> ListAsync(string prefix, CancellationToken cancellationToken) => throw new NotSupportedException();
}
