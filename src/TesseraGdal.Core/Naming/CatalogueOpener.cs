using System.Globalization;
using TesseraGdal.Catalog;
using TesseraGdal.Rasters;
using TesseraGdal.Registry.Folders;

namespace TesseraGdal.Naming;

/// <summary><c>TESSERA:</c>, the datasets that are known; of a local folder, those that it tells of, if any. Asks no server: it opens offline, and where a source is down.</summary>
internal static class CatalogueOpener
{
    /// <summary>Lists the datasets.</summary>
    internal static IRaster Open(Opening opening)
    {
        NameQuery query = opening.Carried;
        return new CatalogueRaster([.. DatasetsOf(opening).Select(dataset => new Subdataset(new CoverageName(dataset, query).ToString(), Describe(dataset)))], []);
    }

    /// <summary>The datasets that are known, or those of a local folder, where it tells of any.</summary>
    internal static IReadOnlyList<Dataset> DatasetsOf(Opening opening) =>
        opening.Settings.SourceFolder is { } folder && LocalFolder.Open(folder).Datasets is { Count: > 0 } there ? there : Catalogue.Datasets;

    /// <summary>The catalogue's sentence with the name that is typed, and the years: <c>Tessera 1.0 (v1): the first global run, years 2017–2025</c>.</summary>
    private static string Describe(Dataset dataset)
    {
        string text = dataset.Description.TrimEnd('.');
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string named = colon < 0 ? $"{dataset}: {text}" : text.Insert(colon, $" ({dataset})");
        return dataset.Years is var (first, last) ? string.Create(CultureInfo.InvariantCulture, $"{named}, years {first}–{last}") : named;
    }
}
