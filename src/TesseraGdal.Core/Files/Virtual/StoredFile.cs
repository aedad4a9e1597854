using TesseraGdal.Storage;

namespace TesseraGdal.Files.Virtual;

/// <summary>A stored object, byte for byte, through the cache and its checks.</summary>
internal sealed class StoredFile : IVirtualFile
{
    private readonly IObjectStore _store;
    private ObjectFacts _object;
    private bool _wasWrong;

    /// <summary>Shows an object.</summary>
    /// <param name="store">Where it is.</param>
    /// <param name="found">The object as the store found it; if it is replaced while the file is open, reads fail.</param>
    internal StoredFile(IObjectStore store, ObjectFacts found) => (_store, _object) = (store, found);

    /// <inheritdoc/>
    public FileFacts Facts => new(false, _object.Length, _object.LastModified);

    /// <inheritdoc/>
    public async ValueTask ReadAsync(IReadOnlyList<RangeRead> ranges, CancellationToken cancellationToken)
    {
        if (_wasWrong) await RenewAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await ReadOnceAsync(ranges, cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectException e) when (e.Failure == ObjectFailure.Corrupt)
        {
            _wasWrong = true;
            throw;
        }
    }

    /// <summary>What was found wrong has been dropped by the store: if it is the same object that is served now, its bytes may be right by now.</summary>
    private async ValueTask RenewAsync(CancellationToken cancellationToken)
    {
        ObjectFacts now = await _store.StatAsync(_object.Key, cancellationToken).ConfigureAwait(false);
        if (now.IsSameObject(_object)) (_object, _wasWrong) = (now, false);
    }

    private async ValueTask ReadOnceAsync(IReadOnlyList<RangeRead> ranges, CancellationToken cancellationToken)
    {
        // Stores take ranges in order and apart; readers may want some bytes twice.
        var apart = new List<RangeRead>(ranges.Count);
        foreach (RangeRead range in ranges.Where(range => range.Destination.Length > 0).OrderBy(range => range.Offset))
        {
            if (apart.Count > 0 && range.Offset < apart[^1].Offset + apart[^1].Destination.Length)
            {
                await _store.ReadAsync(_object.Key, apart, _object, cancellationToken).ConfigureAwait(false);
                apart.Clear();
            }
            apart.Add(range);
        }
        if (apart.Count > 0) await _store.ReadAsync(_object.Key, apart, _object, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Nothing is fetched ahead: whoever reads an object's bytes as they are reads them in large pieces.</summary>
    public ValueTask AdviseAsync(IReadOnlyList<(long Offset, long Length)> ranges, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
