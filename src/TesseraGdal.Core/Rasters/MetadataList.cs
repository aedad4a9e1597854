namespace TesseraGdal.Rasters;

/// <summary>Metadata items in the order in which they are shown; what is not known is left out.</summary>
internal sealed class MetadataList
{
    /// <summary>The items so far.</summary>
    public List<KeyValuePair<string, string>> Items { get; } = [];

    /// <summary>Adds an item, if there is a value.</summary>
    public void Add(string key, string? value)
    {
        if (!string.IsNullOrEmpty(value)) Items.Add(new(key, value));
    }
}
