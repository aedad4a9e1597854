namespace TesseraGdal.Storage;

/// <summary>Builds the stores for a chain of sources; equal chains with equal options share one set of stores in a process.</summary>
public static class ObjectStores
{
    /// <summary>Opens a chain of sources: cheap, and without a request.</summary>
    /// <param name="routes">The sources in order of preference; at least one.</param>
    /// <param name="options">How objects are fetched and kept.</param>
    /// <exception cref="TesseraException">There is no route.</exception>
    public static StorePair Open(IReadOnlyList<SourceRoute> routes, StorageOptions options) =>
        throw new TesseraException(TesseraErrorKind.Internal, "Not built yet.");
}
