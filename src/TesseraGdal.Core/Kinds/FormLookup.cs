using TesseraGdal.Catalog;
using TesseraGdal.Forms;

namespace TesseraGdal.Kinds;

/// <summary>
/// Finds the form of something; the only place that looks through them. Into this room (Kinds) come datasets, keys and names of files; out
/// go their forms, and the lists of all forms and views.
/// </summary>
internal static class FormLookup
{
    /// <summary>The form that a dataset is read in; null where it is published in none that is read.</summary>
    public static Form? Of(Dataset dataset, PresenceOptions options) => KnownForms.All.FirstOrDefault(form => form.MayHave(dataset, options));

    /// <summary>The form of a local file, by its name alone; null where it is none.</summary>
    public static Form? OfFile(string path) => KnownForms.All.FirstOrDefault(form => form.IsFile(path));

    /// <summary>The stored file of a path below a dataset; null where there can be none.</summary>
    public static StoredPath? PathOf(DatasetKey key) => KnownForms.All.Select(form => form.ParsePath(key)).FirstOrDefault(path => path is not null);

    /// <summary>Whether a name is that of a folder beside the years.</summary>
    public static bool IsFolder(string name) => KnownForms.All.Any(form => form.Folders.Contains(name));

    /// <summary>A source's key of an object, without the source's prefix.</summary>
    /// <param name="layout">How the source arranges objects.</param>
    /// <param name="key">The object (<see cref="DatasetKey"/>).</param>
    /// <exception cref="TesseraException">It is no object's key (NotFound).</exception>
    public static string KeyOf(Layout layout, string key) =>
        DatasetKey.TryParse(key) is { } parsed && KnownForms.All.Select(form => form.KeyOf(layout, parsed)).FirstOrDefault(found => found is not null) is { } known
            ? known
            : throw new TesseraException(TesseraErrorKind.NotFound, $"'{key}' is no object of a dataset under the layout {layout}.");
}
