namespace TesseraGdal.Naming;

/// <summary>The catalogue of all datasets: <c>TESSERA:</c>.</summary>
/// <param name="Query">Its options.</param>
internal sealed record CatalogueName(NameQuery Query) : DatasetName(Query)
{
    /// <inheritdoc/>
    protected override string Path => "";
}
