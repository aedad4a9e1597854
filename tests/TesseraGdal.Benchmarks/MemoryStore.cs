using TesseraGdal.Storage;

namespace TesseraGdal.Benchmarks;

/// <summary>Objects in memory: what a store costs whose cache has everything, and nothing else.</summary>
internal sealed class MemoryStore(IReadOnlyDictionary<string, byte[]> objects) : IObjectStore
{
    public string Name => "memory";

    public ValueTask<ObjectFacts> StatAsync(string key, CancellationToken cancellationToken) => ValueTask.FromResult(FactsOf(key));

    public ValueTask<ObjectRead> ReadAsync(string key, long offset, Memory<byte> destination, ObjectFacts? expected, CancellationToken cancellationToken)
    {
        ReadOnlySpan<byte> rest = objects[key].AsSpan((int)offset);
        int count = Math.Min(rest.Length, destination.Length);
        rest[..count].CopyTo(destination.Span);
        return ValueTask.FromResult(new ObjectRead(FactsOf(key), count));
    }

    public async ValueTask ReadAsync(string key, IReadOnlyList<RangeRead> ranges, ObjectFacts expected, CancellationToken cancellationToken)
    {
        foreach (RangeRead range in ranges) await ReadAsync(key, range.Offset, range.Destination, expected, cancellationToken).ConfigureAwait(false);
    }

    public IAsyncEnumerable<ObjectFacts> ListAsync(string prefix, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Nothing here lists.");

    private ObjectFacts FactsOf(string key) => objects.TryGetValue(key, out byte[]? bytes)
        ? new ObjectFacts { Key = key, Length = bytes.Length, Source = Name }
        : throw new ObjectException(ObjectFailure.NotFound, key, Name, "there is no such object", "Ask for another.");
}
