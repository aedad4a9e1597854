namespace TesseraGdal.Storage;

/// <summary>A store over several sources, of which one can be asked by name: facts of a source's object are not those of another's.</summary>
internal interface ISourceChain : IObjectStore
{
    /// <summary>As <see cref="IObjectStore.StatAsync"/>, of the source of that name (<see cref="ObjectFacts.Source"/>) and no other.</summary>
    ValueTask<ObjectFacts> StatAsync(string key, string source, CancellationToken cancellationToken);

    /// <summary>The same sources, for an object that was rejected: the one that had it is asked last.</summary>
    IObjectStore After(ObjectFacts rejected);
}
