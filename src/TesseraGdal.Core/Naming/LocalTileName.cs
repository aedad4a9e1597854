namespace TesseraGdal.Naming;

/// <summary>A tile by its file: <c>TESSERA:path/to/grid_0.15_52.05.npy</c>. Its scales lie beside it.</summary>
/// <param name="File">Path of the embeddings, as it was typed.</param>
/// <param name="Query">Its options.</param>
internal sealed record LocalTileName(string File, NameQuery Query) : DatasetName(Query)
{
    /// <inheritdoc/>
    protected override string Path => File;
}
