namespace TesseraGdal.Storage;

/// <summary>A store that keeps what it has read.</summary>
internal interface IObjectCache : IObjectStore
{
    /// <summary>
    /// Drops all that is kept of an object, so that it is read anew: for objects that belong together (a tile's embeddings and its
    /// scales), when one of them was found <see cref="ObjectFailure.Changed"/>.
    /// </summary>
    void Forget(string key);

    /// <summary>
    /// Drops all that is kept of an object that the reader of its format rejects. Whoever asks for it next gets what another source has, where there is one
    /// (<see cref="RejectedObjects"/>).
    /// </summary>
    void Reject(string key);
}
