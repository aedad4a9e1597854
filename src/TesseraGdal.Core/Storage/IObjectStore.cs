namespace TesseraGdal.Storage;

/// <summary>
/// Bytes of objects by key: an S3 bucket's prefix, a folder, or a decorator around one (mirrors, retry, cache, counters).
/// Formats never know which. All members are safe to call from any thread.
/// Failures are <see cref="ObjectException"/>s, which name the object, the store, its answer and the way out;
/// a cancelled call throws <see cref="OperationCanceledException"/>.
/// Into this room (Storage) come keys and ranges; out go bytes that are checked and kept. It uses no other room.
/// </summary>
internal interface IObjectStore
{
    /// <summary>The store as a person would write it: <c>s3://bucket/prefix</c>, <c>https://host/bucket/prefix</c> or a folder.</summary>
    string Name { get; }

    /// <summary>Asks for the length, tag and checksum of an object.</summary>
    /// <exception cref="ObjectException">There is no such object, or the store does not serve it.</exception>
    ValueTask<ObjectFacts> StatAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// Reads <paramref name="destination"/>'s length of bytes from <paramref name="offset"/>, or as many as there are up to the object's end.
    /// </summary>
    /// <param name="key">The object's key.</param>
    /// <param name="offset">First byte, ≥ 0. At or past the object's end the read is an error.</param>
    /// <param name="destination">Where the bytes go; not empty. After a failure its contents are undefined.</param>
    /// <param name="expected">The object that earlier reads saw, or null: if it has been replaced since, the read
    /// fails with <see cref="ObjectFailure.Changed"/> instead of mixing two objects.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    ValueTask<ObjectRead> ReadAsync(string key, long offset, Memory<byte> destination, ObjectFacts? expected, CancellationToken cancellationToken);

    /// <summary>
    /// Reads many ranges of one object, each of them whole. A store that can do better than one request a range does so.
    /// </summary>
    /// <param name="key">The object's key.</param>
    /// <param name="ranges">Ranges within the object, in ascending order, not overlapping.</param>
    /// <param name="expected">The object as <see cref="StatAsync"/> found it.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    ValueTask ReadAsync(string key, IReadOnlyList<RangeRead> ranges, ObjectFacts expected, CancellationToken cancellationToken);

    /// <summary>Lists the objects whose keys begin with <paramref name="prefix"/>, in ascending order of their keys.</summary>
    IAsyncEnumerable<ObjectFacts> ListAsync(string prefix, CancellationToken cancellationToken);
}
