using TesseraGdal.Catalog;
using TesseraGdal.Rasters;
using TesseraGdal.Rasters.Stored;
using TesseraGdal.Storage;

namespace TesseraGdal.Forms;

/// <summary>
/// A form that datasets are published in, such as tiles in .npy files. This room (Forms) says what a form has to know and give; each form is a room in it.
/// Nothing beyond the form's own room asks which form it is. A new form is one class, with what it needs, and one entry in the list of those that are known.
/// </summary>
internal abstract class Form
{
    /// <summary>Its name, as the catalogue and <c>format=</c> have it.</summary>
    public abstract string Name { get; }

    /// <summary>Names of the folders that a dataset has in <c>/vsitessera/</c> beside its years.</summary>
    public virtual IReadOnlyList<string> Folders => [];

    /// <summary>Whether a dataset may be had in this form.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="options">Where it is looked for.</param>
    public virtual bool MayHave(Dataset dataset, PresenceOptions options) => dataset.FormNamed(Name) is not null;

    /// <summary>A source's key of an object, without the source's prefix.</summary>
    /// <param name="layout">How the source arranges objects.</param>
    /// <param name="key">The object.</param>
    /// <returns>Null where the path is none of this form's, or the layout has no place for it.</returns>
    public abstract string? KeyOf(Layout layout, DatasetKey key);

    /// <summary>This form of a dataset: cheap, and without a request.</summary>
    public abstract IDatasetForm Open(Dataset dataset, FormAccess access);

    /// <summary>What a path of <c>/vsitessera/</c> means, below its dataset's folder.</summary>
    /// <returns>Null where it is no stored file of this form's.</returns>
    public virtual StoredPath? ParsePath(DatasetKey key) => null;

    /// <summary>Whether a local path is a file of this form's, by its name alone.</summary>
    public virtual bool IsFile(string path) => false;

    /// <summary>Opens a local file as a raster.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="storage">How objects are read.</param>
    /// <param name="options">How pixels are read.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <exception cref="TesseraException">It is not there, is none of this form's, or cannot be read.</exception>
    public virtual ValueTask<ISampledRaster> OpenFileAsync(string path, StorageOptions storage, ReadOptions options, CancellationToken cancellationToken) =>
        throw new TesseraException(TesseraErrorKind.Internal, $"{Name} has no files of its own.");

    /// <summary>The name.</summary>
    public sealed override string ToString() => Name;
}
