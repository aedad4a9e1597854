using System.Globalization;
using TesseraGdal.Catalog;
using TesseraGdal.Forms;
using TesseraGdal.Forms.Npy.Registry.Folders;
using TesseraGdal.Kinds;
using TesseraGdal.Naming;
using TesseraGdal.Rasters;
using TesseraGdal.Settings;
using TesseraGdal.Storage;

namespace TesseraGdal.Openers;

/// <summary>
/// <c>TESSERA:</c>, the datasets that the source has. Of known sources the catalogue tells which, a folder is looked at, and neither takes a request: it opens offline, and
/// where a source is down. A bucket of one's own is asked for each dataset, and not for long: what it does not say is listed.
/// </summary>
internal static class CatalogueOpener
{
    /// <summary>How long a bucket is waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Lists the datasets.</summary>
    /// <exception cref="TesseraException">The source is none, or a folder without tiles.</exception>
    internal static async ValueTask<IRaster> OpenAsync(Opening opening, CancellationToken cancellationToken)
    {
        NameQuery query = opening.Carried;
        IReadOnlyList<Dataset> datasets = await DatasetsOfAsync(opening, cancellationToken).ConfigureAwait(false);
        return new CatalogueRaster([.. datasets.Select(dataset => new Subdataset(new CoverageName(dataset, query).ToString(), Describe(dataset)))], [], []);
    }

    /// <summary>The datasets that the source has, in the catalogue's order.</summary>
    /// <exception cref="TesseraException">The source is none, or a folder without tiles.</exception>
    internal static async ValueTask<IReadOnlyList<Dataset>> DatasetsOfAsync(Opening opening, CancellationToken cancellationToken)
    {
        TesseraSettings settings = opening.Settings;
        if (settings.SourceFolder is { } folder) return OfFolder(folder, opening);
        if (!settings.IsKnownSource) return await OfBucketAsync(opening, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<DataSource> sources = Catalogue.FindSource(settings.Source) is { } one ? [one] : Catalogue.Sources;
        return [.. Catalogue.Datasets.Where(dataset => sources.Any(source => source.DatasetNames.Contains(dataset.Name)))];
    }

    /// <summary>The datasets that a folder tells of; where it has tiles and does not tell whose, those that it may hold.</summary>
    private static IReadOnlyList<Dataset> OfFolder(string path, Opening opening)
    {
        LocalFolder folder = LocalFolder.Open(path);
        if (folder.Datasets is { Count: > 0 } there) return there;
        SourceResolver.Resolve(opening.Settings); // says so where there is no such folder
        if (!folder.HasOwnTiles || folder.Owner is not null) return [LocalFolderResolver.Believed(folder, opening.Settings.Dataset)];
        return opening.Settings.Dataset is { } asked ? [asked] : Catalogue.Datasets;
    }

    /// <summary>The datasets that are there, or may be: of which the bucket did not say in time that they are not.</summary>
    private static async ValueTask<IReadOnlyList<Dataset>> OfBucketAsync(Opening opening, CancellationToken cancellationToken)
    {
        Dataset[] read = [.. Catalogue.Datasets.Where(dataset => FormLookup.Of(dataset, opening.Settings.Presence) is not null)];
        if (opening.Settings.Storage.Offline || opening.Settings.Presence.Location is not null) return read;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        bool[] mayBe = await Task.WhenAll(read.Select(dataset => MayHaveAsync(dataset))).ConfigureAwait(false);
        return [.. read.Where((_, i) => mayBe[i])];

        async Task<bool> MayHaveAsync(Dataset dataset)
        {
            try
            {
                await opening.FormOf(dataset).AskAsync(patience.Token).ConfigureAwait(false);
                return true;
            }
            catch (ObjectException e)
            {
                TesseraLog.Debug?.Invoke($"Whether {dataset} is there: {e.Message}");
                return !e.MayMeanAbsence;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                TesseraLog.Debug?.Invoke($"Whether {dataset} is there, {opening.Stores.Direct.Name} did not say in {Patience.TotalSeconds} seconds.");
                return true;
            }
        }
    }

    /// <summary>The catalogue's sentence with the name that is typed, and the years: <c>Tessera 1.0 (v1): the first global run, years 2017–2025</c>.</summary>
    private static string Describe(Dataset dataset)
    {
        string text = dataset.Description.TrimEnd('.');
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string named = colon < 0 ? $"{dataset}: {text}" : text.Insert(colon, $" ({dataset})");
        return dataset.Years is var (first, last) ? string.Create(CultureInfo.InvariantCulture, $"{named}, years {first}–{last}") : named;
    }
}
