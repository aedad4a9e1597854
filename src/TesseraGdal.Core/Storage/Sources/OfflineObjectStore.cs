namespace TesseraGdal.Storage.Sources;

/// <summary>Stands in for a source while the network may not be used (TESSERA_OFFLINE): whatever gets as far as this is in no cache.</summary>
internal sealed class OfflineObjectStore : IObjectStore
{
    /// <summary>Stands in for a source.</summary>
    /// <param name="name">The source's name, for messages.</param>
    public OfflineObjectStore(string name) => Name = name;

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public ValueTask<ObjectFacts> StatAsync(string key, CancellationToken cancellationToken) => throw Failure(key);

    /// <inheritdoc/>
    public ValueTask<ObjectRead> ReadAsync(string key, long offset, Memory<byte> destination, ObjectFacts? expected, CancellationToken cancellationToken) => throw Failure(key);

    /// <inheritdoc/>
    public ValueTask ReadAsync(string key, IReadOnlyList<RangeRead> ranges, ObjectFacts expected, CancellationToken cancellationToken) => throw Failure(key);

    /// <inheritdoc/>
    public IAsyncEnumerable<ObjectFacts> ListAsync(string prefix, CancellationToken cancellationToken) => throw Failure(prefix + "*");

    private ObjectException Failure(string key) => new(
        ObjectFailure.Offline, key, Name, "what is needed of it is not in the cache, and TESSERA_OFFLINE forbids the network",
        "Read it once with TESSERA_OFFLINE=NO, or name a folder that has it in TESSERA_SOURCE.");
}
