namespace TesseraGdal.Storage.Sources;

/// <summary>Objects by their logical keys, whatever a source calls them. Errors name the source's own key, as that is what can be looked for there.</summary>
internal sealed class MappedObjectStore : IObjectStore
{
    private readonly IObjectStore _inner;
    private readonly Func<string, string> _keyOf;

    /// <summary>Wraps a source.</summary>
    /// <param name="inner">The source.</param>
    /// <param name="keyOf">From a logical key to the source's.</param>
    public MappedObjectStore(IObjectStore inner, Func<string, string> keyOf)
    {
        _inner = inner;
        _keyOf = keyOf;
    }

    /// <inheritdoc/>
    public string Name => _inner.Name;

    /// <summary>Whether an object came from here: sources of one name map keys in different ways.</summary>
    public bool HasGiven(ObjectFacts facts) => facts.Source == Name && facts.SourceKey == _keyOf(facts.Key);

    /// <inheritdoc/>
    public async ValueTask<ObjectFacts> StatAsync(string key, CancellationToken cancellationToken) =>
        Named(key, await _inner.StatAsync(_keyOf(key), cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public async ValueTask<ObjectRead> ReadAsync(string key, long offset, Memory<byte> destination, ObjectFacts? expected, CancellationToken cancellationToken)
    {
        try
        {
            ObjectRead read = await _inner.ReadAsync(_keyOf(key), offset, destination, expected, cancellationToken).ConfigureAwait(false);
            return read with { Facts = Named(key, read.Facts) };
        }
        catch (ObjectException e) when (e.Whole is not null)
        {
            throw new ObjectException(e.Failure, e.Key, e.StoreName, e.Answer, e.Remedy, e) { Whole = Named(key, e.Whole) };
        }
    }

    /// <inheritdoc/>
    public ValueTask ReadAsync(string key, IReadOnlyList<RangeRead> ranges, ObjectFacts expected, CancellationToken cancellationToken) =>
        _inner.ReadAsync(_keyOf(key), ranges, expected, cancellationToken);

    /// <summary>Not possible: a layout maps keys one by one, and not their beginnings.</summary>
    /// <exception cref="ObjectException">Always.</exception>
    public IAsyncEnumerable<ObjectFacts> ListAsync(string prefix, CancellationToken cancellationToken) => throw new ObjectException(
        ObjectFailure.Refused, prefix + "*", Name, "its layout knows objects one by one and cannot list them", "Ask the registry what there is.");

    private static ObjectFacts Named(string key, ObjectFacts facts) => facts with { Key = key, SourceKey = facts.Key };
}
