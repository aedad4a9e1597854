using TesseraGdal.Naming;
using TesseraGdal.Rasters;
using TesseraGdal.Settings;

namespace TesseraGdal.Openers;

/// <summary>
/// From what a user types to a raster: parses the name, reads the settings, and hands both to what opens names of that form. Into this room
/// (Openers) come names, open options and configuration; out go open rasters, or errors that say what there is instead.
/// </summary>
internal static class RasterOpener
{
    /// <summary>Opens what a <c>TESSERA:</c> name means.</summary>
    /// <param name="name">The name, with its prefix (design.md §2).</param>
    /// <param name="openOptions">Open options without the prefix <c>TESSERA_</c>; they win over <paramref name="configuration"/>, and what stands in the name wins over both.
    /// Options that are not ours are left alone: GDAL has warned of them.</param>
    /// <param name="configuration">Looks up a configuration option by its full name: <c>TESSERA_SOURCE</c>, <c>AWS_REGION</c>; called before the first await only.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <exception cref="TesseraException">The name cannot be parsed, a setting is wrong, or what it names is not there.</exception>
    public static ValueTask<IRaster> OpenAsync(
        string name, IReadOnlyDictionary<string, string> openOptions, Func<string, string?> configuration, CancellationToken cancellationToken) =>
        OpenAsync(DatasetName.Parse(name), openOptions, configuration, cancellationToken);

    /// <summary>The same of a name that was read already, or never was text: options that no text can hold are options here.</summary>
    /// <param name="name">The name.</param>
    /// <param name="openOptions">As of text.</param>
    /// <param name="configuration">As of text.</param>
    /// <param name="cancellationToken">As of text.</param>
    /// <exception cref="TesseraException">A setting is wrong, or what the name means is not there.</exception>
    internal static async ValueTask<IRaster> OpenAsync(
        DatasetName name, IReadOnlyDictionary<string, string> openOptions, Func<string, string?> configuration, CancellationToken cancellationToken)
    {
        if (name is LocalFolderName folder)
        {
            var reader = new SettingsReader(folder.Query, openOptions, configuration);
            name = LocalFolderResolver.Rename(folder, TesseraSettings.ReadDataset(reader));
        }
        var opening = new Opening(name, openOptions, configuration);

        // One case a form (design.md §2), as in NameParser.
        return name switch
        {
            CatalogueName => await CatalogueOpener.OpenAsync(opening, cancellationToken).ConfigureAwait(false),
            CoverageName dataset => await CoverageOpener.OpenAsync(dataset, opening, cancellationToken).ConfigureAwait(false),
            YearName year when opening.View.ShowsPresence => await CoverageOpener.OpenAsync(year, opening, cancellationToken).ConfigureAwait(false),
            YearName year => await YearOpener.OpenAsync(year, opening, cancellationToken).ConfigureAwait(false),
            ZoneName zone => await ZoneOpener.OpenAsync(zone, opening, cancellationToken).ConfigureAwait(false),
            LocalFileName file => await TileOpener.OpenAsync(file, opening, cancellationToken).ConfigureAwait(false),
            TileName tile => await TileOpener.OpenAsync(tile, opening, cancellationToken).ConfigureAwait(false),
            _ => throw new TesseraException(TesseraErrorKind.Internal, $"No raster is made of {name}."),
        };
    }
}
