using TesseraGdal.Catalog;
using TesseraGdal.Forms;
using TesseraGdal.Kinds;

namespace TesseraGdal.Openers;

/// <summary>From a dataset to the form that it is read in, and to what exists of it.</summary>
internal static class DatasetForms
{
    /// <summary>The form that a dataset is read in.</summary>
    /// <exception cref="TesseraException">It is published in none that is read (NotFound).</exception>
    internal static IDatasetForm FormOf(this Opening opening, Dataset dataset)
    {
        PresenceOptions options = opening.Settings.Presence;
        return FormLookup.Of(dataset, options)?.Open(dataset, new FormAccess(opening.Stores, options)) ?? throw Unread(dataset);
    }

    /// <summary>The form and what exists, for what cannot be opened without.</summary>
    /// <exception cref="TesseraException">The dataset is not read, or its source does not say what exists (NotFound), or that could not be found out.</exception>
    internal static async ValueTask<(IDatasetForm Form, IPresence Presence)> DemandAsync(this Opening opening, Dataset dataset, CancellationToken cancellationToken)
    {
        IDatasetForm form = opening.FormOf(dataset);
        IPresence presence = await form.FindAsync(cancellationToken).ConfigureAwait(false) ?? throw NotFound(
            $"{dataset} has no registry at {opening.Stores.Direct.Name}, so its years and zones are not known. {form.Remedy}");
        return (form, presence);
    }

    /// <summary>The same of a year that has something.</summary>
    /// <exception cref="TesseraException">It has not (NotFound: says what there is); or as above.</exception>
    internal static async ValueTask<(IDatasetForm Form, IPresence Presence)> DemandAsync(this Opening opening, Dataset dataset, int year, CancellationToken cancellationToken)
    {
        (IDatasetForm form, IPresence presence) = await opening.DemandAsync(dataset, cancellationToken).ConfigureAwait(false);
        return presence.Count(year) > 0 ? (form, presence) : throw new Absence(dataset, year, presence).OfAny();
    }

    /// <summary>
    /// A tile's dataset in its form, if the tile exists. Where nothing says what exists, the source itself is asked for the tile later, whose name says all that is needed.
    /// </summary>
    /// <returns>The form, and what exists or null.</returns>
    /// <exception cref="TesseraException">It does not exist (NotFound: the message says what does); or that could not be found out.</exception>
    internal static async ValueTask<(IDatasetForm Form, IPresence? Presence)> DemandTileAsync(
        this Opening opening, Dataset dataset, Naming.TileName name, CancellationToken cancellationToken)
    {
        IDatasetForm form = opening.FormOf(dataset);
        IPresence? presence = await form.FindAsync(cancellationToken).ConfigureAwait(false);
        return presence?.Contains(name.Year, name.Tile) == false ? throw new Absence(dataset, name.Year, presence).OfTile(name) : (form, presence);
    }

    /// <summary>The error of a dataset that is published in no form that is read.</summary>
    internal static TesseraException Unread(Dataset dataset) => NotFound(
        $"{dataset} is published as Zarr and Icechunk only, which are not read yet. Datasets that are read are "
        + $"{string.Join(", ", Catalogue.Datasets.Where(known => FormLookup.Of(known, new PresenceOptions()) is not null))}.");

    private static TesseraException NotFound(string message) => new(TesseraErrorKind.NotFound, message);
}
