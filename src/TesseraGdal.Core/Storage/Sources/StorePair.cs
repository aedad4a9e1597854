namespace TesseraGdal.Storage.Sources;

/// <summary>One chain of sources, read two ways. Both know objects by their logical keys.</summary>
/// <param name="Direct">Without the cache of blocks, for what keeps a copy of its own (the registry's manifest).</param>
/// <param name="Cached">Through the cache of blocks, with checks of whole objects, for everything else.</param>
internal sealed record StorePair(IObjectStore Direct, IObjectStore Cached);
