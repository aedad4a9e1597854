using TesseraGdal.Catalog;
using TesseraGdal.Geometry;
using TesseraGdal.Storage;

namespace TesseraGdal.Forms;

/// <summary>One dataset in one form, at one chain of sources: knows what exists, and gives pixels. Safe from any thread.</summary>
internal interface IDatasetForm
{
    /// <summary>The dataset.</summary>
    Dataset Dataset { get; }

    /// <summary>Finds out what exists, or gives what is known as long as that is believed.</summary>
    /// <returns>Null where the source has nothing that says so: tiles can then be opened by their names only.</returns>
    /// <exception cref="TesseraException">It could not be found out.</exception>
    ValueTask<IPresence?> FindAsync(CancellationToken cancellationToken);

    /// <summary>What a user can do where nothing says what exists, as a sentence.</summary>
    string Remedy { get; }

    /// <summary>Asks the source by one small request whether it has the dataset.</summary>
    /// <exception cref="ObjectException">It has not, or did not say.</exception>
    ValueTask AskAsync(CancellationToken cancellationToken);

    /// <summary>The one factory of a year's pixels.</summary>
    /// <param name="year">The year.</param>
    /// <param name="presence">What exists; null where that is not known.</param>
    IPixelSource PixelsOf(int year, IPresence? presence);

    /// <summary>What fetching a tile whole takes, as it follows from its place; nothing is fetched for it.</summary>
    (int Files, long Bytes) SizeOf(TileId tile);

    /// <summary>Names of the folders that the dataset has in <c>/vsitessera/</c> beside its years: those of its form.</summary>
    IReadOnlyList<string> Folders { get; }

    /// <summary>Names of the files of a folder in <c>/vsitessera/</c>: one of <see cref="Folders"/>, or the dataset's own for null.</summary>
    IEnumerable<string> FilesIn(string? folder, IPresence presence);

    /// <summary>Names of a tile's stored files.</summary>
    IEnumerable<string> FilesOf(TileId tile);

    /// <summary>Finds a stored file, and looks whether it begins as such a file does.</summary>
    /// <returns>The object, and where it is read.</returns>
    /// <exception cref="TesseraException">It cannot be had (an <see cref="ObjectException"/>), or is none (CorruptData).</exception>
    ValueTask<(IObjectStore Store, ObjectFacts Facts)> LookAsync(StoredPath file, CancellationToken cancellationToken);
}
