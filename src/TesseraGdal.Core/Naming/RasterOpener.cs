using TesseraGdal.Rasters;

namespace TesseraGdal.Naming;

/// <summary>From what a user types to a raster: parses the name, reads the settings, finds the source and the tile, and opens it.</summary>
public static class RasterOpener
{
    /// <summary>Opens what a <c>TESSERA:</c> name means.</summary>
    /// <param name="name">The name, with its prefix (design.md §2).</param>
    /// <param name="openOptions">Open options without the prefix <c>TESSERA_</c>; they win over <paramref name="configuration"/>.</param>
    /// <param name="configuration">Looks up a configuration option by its full name: <c>TESSERA_SOURCE</c>, <c>AWS_REGION</c>; called before the first await only.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <exception cref="TesseraException">The name cannot be parsed, a setting is wrong, or what it names is not there.</exception>
    public static ValueTask<IRaster> OpenAsync(
        string name, IReadOnlyDictionary<string, string> openOptions, Func<string, string?> configuration, CancellationToken cancellationToken) =>
        throw new TesseraException(TesseraErrorKind.Internal, "Not built yet.");
}
