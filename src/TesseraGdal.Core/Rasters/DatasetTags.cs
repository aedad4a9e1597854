using System.Globalization;
using TesseraGdal.Catalog;

namespace TesseraGdal.Rasters;

/// <summary>The tags of geotessera's exports (formats.md §5) that tell whose data it is.</summary>
internal static class DatasetTags
{
    /// <summary>The tags of a dataset, or of one year of it; what is not known (a local file's dataset) has no tag.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(Dataset? dataset, int? year)
    {
        var tags = new MetadataList();
        tags.Add("TESSERA_DATASET_VERSION", dataset?.Version);
        tags.Add("TESSERA_DATASET_VERSION_PATH", dataset?.VersionPath);
        tags.Add("TESSERA_DATASET_VARIANT", dataset?.Variant);
        tags.Add("TESSERA_YEAR", year?.ToString(CultureInfo.InvariantCulture));
        return tags.Items;
    }
}
