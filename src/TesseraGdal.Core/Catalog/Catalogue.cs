using System.Text.Json;

namespace TesseraGdal.Catalog;

/// <summary>
/// The datasets, sources and layouts that are known, read once from the embedded <c>catalogue.json</c>. A new dataset or source is an entry there.
/// </summary>
internal static class Catalogue
{
    // Read as a document, not by a serialiser: opening a tile starts a process, and this is three times as quick (0.2 ms, 15 ms when compiled just in time).
    private static readonly Lazy<(Dataset[] Datasets, DataSource[] Sources)> Known = new(Read);

    /// <summary>The datasets, in the publisher's order: the first of a version is its default variant (formats.md §0.1).</summary>
    public static IReadOnlyList<Dataset> Datasets => Known.Value.Datasets;

    /// <summary>The sources, in the order in which <c>auto</c> asks them (design.md §3).</summary>
    public static IReadOnlyList<DataSource> Sources => Known.Value.Sources;

    /// <summary>The layouts, in the order in which <c>auto</c> tries them; of a bucket only those that tell datasets apart (<see cref="Layout.HoldsOneDataset"/>).</summary>
    public static IReadOnlyList<Layout> Layouts { get; } = [Layout.SourceCoop, Layout.S3V09, Layout.Geotessera];

    /// <summary>
    /// Finds a dataset by what people call it, in any case: its name, an alias, or <c>[v]VERSION[-VARIANT]</c> with the version as
    /// <c>1</c> or <c>1.0</c>. A version alone means its default variant, in whatever form that is published (formats.md §0.1).
    /// </summary>
    /// <returns>The dataset, or null where there is none.</returns>
    public static Dataset? FindDataset(string text)
    {
        foreach (Dataset dataset in Datasets)
        {
            if (Same(dataset.Name, text) || dataset.Aliases.Any(alias => Same(alias, text))) return dataset;
        }
        int dash = text.IndexOf('-', StringComparison.Ordinal);
        string version = dash < 0 ? text : text[..dash];
        string? variant = dash < 0 ? null : text[(dash + 1)..];
        if (version.StartsWith('v') || version.StartsWith('V')) version = version[1..];
        if (!version.Contains('.', StringComparison.Ordinal)) version += ".0";
        return Datasets.FirstOrDefault(d => d.Version == version && (variant is null ? d.IsDefaultVariant : Same(d.Variant, variant)));
    }

    /// <summary>
    /// The dataset that what a folder holds in some form is of, of which only the version is told: <c>1.1</c>, <c>v1.1</c>. geotessera takes the version's first
    /// variant that is published in that form, which need not be the default.
    /// </summary>
    /// <param name="text">The version, or a dataset that is told in full.</param>
    /// <param name="form">The form's name.</param>
    /// <returns>The dataset, or null where there is none.</returns>
    public static Dataset? FindDataset(string text, string form)
    {
        Dataset? found = FindDataset(text);
        if (found is null || found.FormNamed(form) is not null || text.Contains('-', StringComparison.Ordinal)) return found;
        return Datasets.FirstOrDefault(d => d.Version == found.Version && d.FormNamed(form) is not null) ?? found;
    }

    /// <summary>Finds a source by its name, in any case; null where there is none.</summary>
    public static DataSource? FindSource(string name) => Sources.FirstOrDefault(s => Same(s.Name, name));

    /// <summary>Finds a layout by its name, in any case; null where there is none.</summary>
    public static Layout? FindLayout(string name) => Layouts.FirstOrDefault(l => Same(l.Name, name));

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static (Dataset[] Datasets, DataSource[] Sources) Read()
    {
        using Stream stream = typeof(Catalogue).Assembly.GetManifestResourceStream("catalogue.json")
            ?? throw new TesseraException(TesseraErrorKind.Internal, "catalogue.json is missing from this library.");
        using JsonDocument document = JsonDocument.Parse(stream);

        var versions = new HashSet<string>();
        var datasets = document.RootElement.GetProperty("datasets").EnumerateArray()
            .Select(entry => ReadDataset(entry, isFirst: versions.Add(Text(entry, "version")))).ToArray();
        return (datasets, document.RootElement.GetProperty("sources").EnumerateArray().Select(ReadSource).ToArray());
    }

    private static Dataset ReadDataset(JsonElement entry, bool isFirst) => new()
    {
        Name = Text(entry, "name"),
        Aliases = entry.TryGetProperty("aliases", out JsonElement aliases) ? [.. aliases.EnumerateArray().Select(a => a.GetString()!)] : [],
        Version = Text(entry, "version"),
        Variant = Text(entry, "variant"),
        VersionPath = Text(entry, "versionPath"),
        Forms = [.. entry.GetProperty("forms").EnumerateObject().Select(form => new PublishedForm(form.Name, form.Value.GetString()!))],
        IsDefaultVariant = isFirst,
        Description = Text(entry, "description"),
        License = Text(entry, "license"),
        Attribution = entry.TryGetProperty("attribution", out JsonElement attribution) ? attribution.GetString() : null,
        Years = entry.TryGetProperty("years", out JsonElement years) ? (years[0].GetInt32(), years[1].GetInt32()) : null,
    };

    private static DataSource ReadSource(JsonElement entry) => new()
    {
        Name = Text(entry, "name"),
        Endpoint = entry.TryGetProperty("endpoint", out JsonElement endpoint) ? new Uri(endpoint.GetString()!) : null,
        Bucket = Text(entry, "bucket"),
        Prefix = Text(entry, "prefix"),
        Region = Text(entry, "region"),
        PathStyle = entry.GetProperty("pathStyle").GetBoolean(),
        Layout = FindLayout(Text(entry, "layout"))!,
        DatasetNames = [.. entry.GetProperty("datasets").EnumerateArray().Select(name => name.GetString()!)],
    };

    private static string Text(JsonElement entry, string property) => entry.GetProperty(property).GetString()!;
}
