using TesseraGdal.Storage;

namespace TesseraGdal.Tests.Registry;

/// <summary>A store with one object, whatever its key.</summary>
internal sealed class MemoryStore(byte[] bytes) : IObjectStore
{
    public string Name => "memory";

    public ValueTask<ObjectFacts> StatAsync(string key, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new ObjectFacts { Key = key, Length = bytes.Length, ETag = "one", Source = Name });

    public ValueTask<ObjectRead> ReadAsync(string key, long offset, Memory<byte> destination, ObjectFacts? expected, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask ReadAsync(string key, IReadOnlyList<RangeRead> ranges, ObjectFacts expected, CancellationToken cancellationToken)
    {
        foreach (RangeRead range in ranges) bytes.AsSpan((int)range.Offset, range.Destination.Length).CopyTo(range.Destination.Span);
        return ValueTask.CompletedTask;
    }

    public IAsyncEnumerable<ObjectFacts> ListAsync(string prefix, CancellationToken cancellationToken) => throw new NotSupportedException();
}
