using System.Globalization;

namespace TesseraGdal.Catalog;

/// <summary>
/// The key that an object has whatever the source: its dataset's name, and a path that the dataset's form gives meaning to, as in
/// <c>v1/2024/grid_0.15_52.05.npy</c>. Registries, rasters and caches know objects by it; a source's own key follows from it and the source's layout.
/// </summary>
/// <param name="Dataset">Whose object it is.</param>
/// <param name="Path">The rest, without a slash at its start; not empty.</param>
internal readonly record struct DatasetKey(Dataset Dataset, string Path)
{
    /// <summary>Reads a key; no other spelling of it is one, so that each object has one key.</summary>
    /// <returns>Null where it does not begin with the name of a dataset.</returns>
    public static DatasetKey? TryParse(string key)
    {
        int slash = key.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || slash == key.Length - 1) return null;
        string name = key[..slash];
        return Catalogue.Datasets.FirstOrDefault(dataset => dataset.Name == name) is { } found ? new DatasetKey(found, key[(slash + 1)..]) : null;
    }

    /// <summary>Reads a year: four digits, the first not 0.</summary>
    public static bool TryYear(ReadOnlySpan<char> text, out int year)
    {
        year = 0;
        return text.Length == 4 && text[0] != '0' && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out year);
    }

    /// <summary>The key.</summary>
    public override string ToString() => $"{Dataset.Name}/{Path}";
}
