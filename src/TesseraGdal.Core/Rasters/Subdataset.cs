namespace TesseraGdal.Rasters;

/// <summary>A raster that another lists.</summary>
/// <param name="Name">The name that opens it.</param>
/// <param name="Description">What it is, for people.</param>
internal readonly record struct Subdataset(string Name, string Description)
{
    /// <summary>The metadata domain that programs look for subdatasets in.</summary>
    public const string Domain = "SUBDATASETS";

    /// <summary>The items of <see cref="Domain"/>, as GDAL has them: SUBDATASET_1_NAME, SUBDATASET_1_DESC, SUBDATASET_2_NAME …</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> MetadataOf(IReadOnlyList<Subdataset> subdatasets)
    {
        var items = new MetadataList();
        for (int i = 0; i < subdatasets.Count; i++)
        {
            items.AddName(FormattableString.Invariant($"SUBDATASET_{i + 1}_NAME"), subdatasets[i].Name);
            items.Add(FormattableString.Invariant($"SUBDATASET_{i + 1}_DESC"), subdatasets[i].Description);
        }
        return items.Items;
    }
}
