namespace TesseraGdal.Rasters;

/// <summary>Metadata items in the order in which they are shown; what is not known is left out.</summary>
internal sealed class MetadataList
{
    /// <summary>The items so far.</summary>
    public List<KeyValuePair<string, string>> Items { get; } = [];

    /// <summary>Adds a name that opens something, which must stay as it is.</summary>
    public void AddName(string key, string name) => Items.Add(new(key, name));

    /// <summary>Adds an item, if there is a value; what came from outside is shown as plain text.</summary>
    public void Add(string key, string? value)
    {
        if (!string.IsNullOrEmpty(value)) Items.Add(new(key, PlainText.Of(value)));
    }
}
