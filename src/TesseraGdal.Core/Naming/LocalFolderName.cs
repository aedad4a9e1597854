using TesseraGdal.Openers;

namespace TesseraGdal.Naming;

/// <summary>A folder as a catalogue of its own: <c>TESSERA:path/to/folder</c>. <see cref="LocalFolderResolver"/> tells which dataset is in it.</summary>
/// <param name="Folder">Its path, as it was typed.</param>
/// <param name="Query">Its options.</param>
internal sealed record LocalFolderName(string Folder, NameQuery Query) : DatasetName(Query)
{
    /// <inheritdoc/>
    protected override string Path => Folder;
}
