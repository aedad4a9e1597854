using System.Globalization;
using TesseraGdal.Catalog;
using TesseraGdal.Rasters;

namespace TesseraGdal.Forms;

/// <summary>What rasters of a dataset tell of it: the tags of geotessera's exports (formats.md §5), and the terms of use.</summary>
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

    /// <summary>Where the data of a whole year or dataset comes from, and its terms, for the domain <c>TESSERA</c>.</summary>
    /// <param name="source">Who has it.</param>
    /// <param name="dataset">The dataset.</param>
    /// <param name="year">The year, or null for all.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> Provenance(string source, Dataset dataset, int? year)
    {
        var facts = new MetadataList();
        facts.Add("SOURCE", source);
        facts.Add("DATASET", dataset.Name);
        facts.Add("YEAR", year?.ToString(CultureInfo.InvariantCulture));
        facts.Items.AddRange(Terms(dataset));
        return facts.Items;
    }

    /// <summary>Under which terms its data may be used, for the domain <c>TESSERA</c>; nothing where the dataset is not known.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Terms(Dataset? dataset)
    {
        var terms = new MetadataList();
        terms.Add("LICENSE", dataset?.License);
        terms.Add("ATTRIBUTION", dataset?.Attribution);
        return terms.Items;
    }
}
