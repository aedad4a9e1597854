namespace TesseraGdal.Naming;

/// <summary>A raster by its file, as in <c>TESSERA:path/to/file</c>.</summary>
/// <param name="File">The file's path, as it was typed.</param>
/// <param name="Query">Its options.</param>
internal sealed record LocalFileName(string File, NameQuery Query) : DatasetName(Query)
{
    /// <inheritdoc/>
    protected override string Path => File;
}
