namespace TesseraGdal.Storage.Sources;

/// <summary>One source of a chain: where it is, and where it keeps the object of a logical key.</summary>
/// <param name="Address">Where the source is.</param>
/// <param name="KeyOf">From a logical key (<c>v1/2024/grid_0.15_52.05.npy</c>) to the source's own, without the address's prefix. Pure, and safe from any thread.</param>
/// <param name="Label">Short name for people and for the cache: the source's name and its layout. Routes with equal address and label map keys alike.</param>
internal sealed record SourceRoute(StoreAddress Address, Func<string, string> KeyOf, string Label);
