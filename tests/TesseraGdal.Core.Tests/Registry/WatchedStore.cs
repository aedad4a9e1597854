using TesseraGdal.Storage;
using TesseraGdal.Storage.Sources;

namespace TesseraGdal.Tests.Registry;

/// <summary>A store that counts what it is asked for, and can be told to fail, or to have another object.</summary>
internal sealed class WatchedStore(IObjectStore inner) : IObjectStore
{
    private readonly List<(long Offset, int Length)> _ranges = [];

    public string Name => inner.Name;

    /// <summary>Thrown by every call, if set.</summary>
    public ObjectFailure? Failure { get; set; }

    /// <summary>The tag of all objects, if set.</summary>
    public string? ETag { get; set; }

    /// <summary>Done before each read; its argument is how many reads there were.</summary>
    public Action<int>? BeforeRead { get; set; }

    /// <summary>Whether who asks about an object gets no answer.</summary>
    public bool IsSilent { get; set; }

    public int Stats { get; private set; }

    /// <summary>Calls that read, of one range or many.</summary>
    public int Reads { get; private set; }

    public long Bytes => _ranges.Sum(range => (long)range.Length);

    public int Ranges => _ranges.Count;

    /// <summary>Whether a byte was read more than once.</summary>
    public bool HasReadTwice
    {
        get
        {
            var sorted = _ranges.OrderBy(range => range.Offset).ToList();
            return sorted.Zip(sorted.Skip(1)).Any(pair => pair.First.Offset + pair.First.Length > pair.Second.Offset);
        }
    }

    public static WatchedStore Of(string folder) => new(new DirectoryObjectStore(folder));

    public async ValueTask<ObjectFacts> StatAsync(string key, CancellationToken cancellationToken)
    {
        Stats++;
        if (IsSilent) await Task.Delay(Timeout.Infinite, cancellationToken);
        FailIfTold(key);
        return Told(await inner.StatAsync(key, cancellationToken));
    }

    public async ValueTask<ObjectRead> ReadAsync(string key, long offset, Memory<byte> destination, ObjectFacts? expected, CancellationToken cancellationToken)
    {
        Watch(key, expected, [new RangeRead(offset, destination)]);
        ObjectRead read = await inner.ReadAsync(key, offset, destination, null, cancellationToken);
        return read with { Facts = Told(read.Facts) };
    }

    public async ValueTask ReadAsync(string key, IReadOnlyList<RangeRead> ranges, ObjectFacts expected, CancellationToken cancellationToken)
    {
        Watch(key, expected, ranges);
        await inner.ReadAsync(key, ranges, await inner.StatAsync(key, cancellationToken), cancellationToken);
    }

    public IAsyncEnumerable<ObjectFacts> ListAsync(string prefix, CancellationToken cancellationToken) => inner.ListAsync(prefix, cancellationToken);

    private void Watch(string key, ObjectFacts? expected, IReadOnlyList<RangeRead> ranges)
    {
        BeforeRead?.Invoke(Reads);
        Reads++;
        FailIfTold(key);
        if (ETag is not null && expected is not null && expected.ETag != ETag) throw new ObjectException(ObjectFailure.Changed, key, Name, "it was replaced", "Read it again.");
        _ranges.AddRange(ranges.Select(range => (range.Offset, range.Destination.Length)));
    }

    private ObjectFacts Told(ObjectFacts facts) => ETag is null ? facts : facts with { ETag = ETag };

    private void FailIfTold(string key)
    {
        if (Failure is { } failure) throw new ObjectException(failure, key, Name, "it was told to fail", "Tell it not to.");
    }
}
