using System.Collections.Concurrent;
using TesseraGdal.Storage;
using TesseraGdal.Storage.Checksums;

namespace TesseraGdal.Tests.Storage;

/// <summary>A store in memory that notes what it is asked, and answers as the test wants.</summary>
internal sealed class ScriptedObjectStore : IObjectStore
{
    private readonly ConcurrentDictionary<string, (byte[] Bytes, string? ETag, ulong? Crc)> _objects = new();

    public string Name { get; init; } = "scripted";

    /// <summary>All ranges that were read, with their objects.</summary>
    public ConcurrentQueue<(string Key, long Offset, int Length)> Reads { get; } = new();

    /// <summary>All objects that were asked about.</summary>
    public ConcurrentQueue<string> Stats { get; } = new();

    /// <summary>Called before an answer; may wait or throw.</summary>
    public Func<string, long, CancellationToken, Task> Before { get; set; } = (_, _, _) => Task.CompletedTask;

    /// <summary>Called with the bytes of an answer; may change them.</summary>
    public Action<long, Memory<byte>> Tamper { get; set; } = (_, _) => { };

    public void Put(string key, byte[] bytes, string? tag = "tag", bool withChecksum = true) =>
        _objects[key] = (bytes, tag, withChecksum ? Crc64Nvme.Of(bytes) : null);

    public ObjectException Failure(ObjectFailure failure, string key) => new(failure, key, Name, $"scripted {failure}", "Do something.");

    public async ValueTask<ObjectFacts> StatAsync(string key, CancellationToken cancellationToken)
    {
        Stats.Enqueue(key);
        await Before(key, -1, cancellationToken);
        return _objects.TryGetValue(key, out var found) ? FactsOf(key, found) with { Crc64Nvme = found.Crc } : throw Failure(ObjectFailure.NotFound, key);
    }

    public async ValueTask<ObjectRead> ReadAsync(string key, long offset, Memory<byte> destination, ObjectFacts? expected, CancellationToken cancellationToken)
    {
        Reads.Enqueue((key, offset, destination.Length));
        await Before(key, offset, cancellationToken);
        if (!_objects.TryGetValue(key, out var found)) throw Failure(ObjectFailure.NotFound, key);
        ObjectFacts facts = FactsOf(key, found);
        if (expected is not null && !facts.IsSameObject(expected)) throw Failure(ObjectFailure.Changed, key);
        int count = (int)Math.Min(destination.Length, found.Bytes.Length - offset);
        if (count <= 0) throw Failure(ObjectFailure.Corrupt, key);
        found.Bytes.AsMemory((int)offset, count).CopyTo(destination);
        Tamper(offset, destination[..count]);
        return new ObjectRead(facts, count);
    }

    public async ValueTask ReadAsync(string key, IReadOnlyList<RangeRead> ranges, ObjectFacts expected, CancellationToken cancellationToken)
    {
        foreach (RangeRead range in ranges) await ReadAsync(key, range.Offset, range.Destination, expected, cancellationToken);
    }

    public async IAsyncEnumerable<ObjectFacts> ListAsync(string prefix, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (string key in _objects.Keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            await Before(key, 0, cancellationToken);
            yield return FactsOf(key, _objects[key]);
        }
    }

    private ObjectFacts FactsOf(string key, (byte[] Bytes, string? ETag, ulong? Crc) found) =>
        new() { Key = key, Length = found.Bytes.Length, ETag = found.ETag, Source = Name };
}
