using TesseraGdal.Catalog;

namespace TesseraGdal.Naming;

/// <summary>One dataset, which is where it has tiles: <c>TESSERA:v1</c>.</summary>
/// <param name="Dataset">The dataset.</param>
/// <param name="Query">Its options.</param>
internal sealed record CoverageName(Dataset Dataset, NameQuery Query) : DatasetName(Query)
{
    /// <inheritdoc/>
    protected override string Path => Dataset.Name;
}
