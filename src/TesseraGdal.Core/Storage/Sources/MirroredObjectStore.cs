using System.Runtime.CompilerServices;

namespace TesseraGdal.Storage.Sources;

/// <summary>
/// Sources of the same objects in order of preference (design.md §3). What one has not, refuses or cannot serve after its
/// retries is asked of the next; what worked is tried first next time. A read of an object seen before goes to its source first, and another
/// source serves it only if its object has the same tag: two objects are never mixed. A place that cannot be reached is asked once, however many
/// layouts it may have; where the proxy fails, no other source is asked.
/// </summary>
internal sealed class MirroredObjectStore : ISourceChain
{
    private readonly IReadOnlyList<IObjectStore> _sources;
    private int _preferred;

    /// <summary>Joins sources.</summary>
    /// <param name="sources">At least one, in order of preference. Those of one name are one place under several layouts.</param>
    public MirroredObjectStore(IReadOnlyList<IObjectStore> sources)
    {
        ArgumentOutOfRangeException.ThrowIfZero(sources.Count);
        _sources = sources;
        Name = string.Join(", ", sources.Select(source => source.Name).Distinct());
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public ValueTask<ObjectFacts> StatAsync(string key, CancellationToken cancellationToken) =>
        AskAsync(key, null, source => source.StatAsync(key, cancellationToken));

    /// <inheritdoc/>
    ValueTask<ObjectFacts> ISourceChain.StatAsync(string key, string source, CancellationToken cancellationToken) =>
        AskAsync(key, Order(source).Where(index => _sources[index].Name == source), null, s => s.StatAsync(key, cancellationToken));

    /// <inheritdoc/>
    public IObjectStore After(ObjectFacts rejected) => new MirroredObjectStore([.. _sources.OrderBy(source => HasGiven(source, rejected))]);

    private static bool HasGiven(IObjectStore source, ObjectFacts facts) => source is MappedObjectStore mapped ? mapped.HasGiven(facts) : source.Name == facts.Source;

    /// <inheritdoc/>
    public ValueTask<ObjectRead> ReadAsync(string key, long offset, Memory<byte> destination, ObjectFacts? expected, CancellationToken cancellationToken) =>
        AskAsync(key, expected, source => source.ReadAsync(key, offset, destination, expected, cancellationToken));

    /// <inheritdoc/>
    public async ValueTask ReadAsync(string key, IReadOnlyList<RangeRead> ranges, ObjectFacts expected, CancellationToken cancellationToken) =>
        await AskAsync(key, expected, async source =>
        {
            await source.ReadAsync(key, ranges, expected, cancellationToken).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);

    /// <summary>Lists the first source that answers at all; listings are not merged.</summary>
    public async IAsyncEnumerable<ObjectFacts> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (IAsyncEnumerator<ObjectFacts> listing, bool any) = await AskAsync(prefix + "*", null, async source =>
        {
            IAsyncEnumerator<ObjectFacts> opened = source.ListAsync(prefix, cancellationToken).GetAsyncEnumerator(cancellationToken);
            try
            {
                return (opened, await opened.MoveNextAsync().ConfigureAwait(false));
            }
            catch
            {
                await opened.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }).ConfigureAwait(false);
        try
        {
            for (; any; any = await listing.MoveNextAsync().ConfigureAwait(false))
                yield return listing.Current;
        }
        finally
        {
            await listing.DisposeAsync().ConfigureAwait(false);
        }
    }

    private ValueTask<T> AskAsync<T>(string key, ObjectFacts? expected, Func<IObjectStore, ValueTask<T>> ask) => AskAsync(key, Order(expected?.Source), expected, ask);

    private async ValueTask<T> AskAsync<T>(string key, IEnumerable<int> order, ObjectFacts? expected, Func<IObjectStore, ValueTask<T>> ask)
    {
        List<ObjectException>? failures = null;
        foreach (int index in order)
        {
            IObjectStore source = _sources[index];
            if (failures?.Exists(e => e.Failure == ObjectFailure.Unreachable && e.StoreName == source.Name) == true) continue;
            try
            {
                if (expected is { ETag: null } && source.Name != expected.Source) throw Untagged(key, source);
                T answer = await ask(source).ConfigureAwait(false);
                Volatile.Write(ref _preferred, index);
                return answer;
            }
            catch (ObjectException e) when (MayBeElsewhere(e))
            {
                if (_sources.Count == 1) throw;
                (failures ??= []).Add(e);
            }
        }
        throw failures is null ? Unknown(key, expected) : Summary(key, failures);
    }

    /// <summary>The source that the object was seen at, then what worked last, then the others as they were given.</summary>
    private IEnumerable<int> Order(string? seenAt)
    {
        int preferred = Volatile.Read(ref _preferred);
        return Enumerable.Range(0, _sources.Count).OrderBy(index => (_sources[index].Name == seenAt ? 0 : 2) + (index == preferred ? 0 : 1));
    }

    /// <summary>A server that sends only whole objects has the object: that is for the reader to deal with.</summary>
    private static bool MayBeElsewhere(ObjectException e) => e.Whole is null
        && e.Failure is (ObjectFailure.NotFound or ObjectFailure.Refused or ObjectFailure.Unavailable or ObjectFailure.Unreachable or ObjectFailure.Offline or ObjectFailure.LocalDisk);

    /// <summary>
    /// One error for all: passing reasons outweigh final ones, as the object may well be there; and "not found" outweighs
    /// "refused", as S3 refuses to tell strangers what a bucket has not.
    /// </summary>
    private static ObjectException Summary(string key, List<ObjectException> failures)
    {
        ObjectException heaviest = failures.MaxBy(failure => failure.Failure switch
        {
            ObjectFailure.Unavailable => 6,
            ObjectFailure.Unreachable => 5,
            ObjectFailure.Offline => 4,
            ObjectFailure.LocalDisk => 3,
            ObjectFailure.NotFound => 2,
            _ => 1,
        })!;
        // Each source is named once, with what it answered under each of its layouts.
        string[] answers = [.. failures.GroupBy(failure => failure.StoreName, (name, of) => $"{name}: {string.Join(", and then ", of.Select(failure => failure.Answer).Distinct())}")];
        (string source, string answer) = answers.Length == 1
            ? (heaviest.StoreName, answers[0][(heaviest.StoreName.Length + 2)..])
            : ($"any of {answers.Length} sources", string.Join("; ", answers));
        return new ObjectException(heaviest.Failure, key, source, answer, heaviest.Remedy, new AggregateException(failures))
        {
            Status = heaviest.Status,
            RetryAfter = heaviest.RetryAfter,
            Attempts = failures.Sum(failure => failure.Attempts),
        };
    }

    private ObjectException Unknown(string key, ObjectFacts? expected) => new(
        ObjectFailure.NotFound, key, Name, $"none of its sources is {expected?.Source ?? "the one that had it"}", "Read it again.");

    private static ObjectException Untagged(string key, IObjectStore source) => new(
        ObjectFailure.Changed, key, source.Name, "the object has no tag by which it could be told that another source has the same one", "Read it again.");
}
