using TesseraGdal.Kinds;
using TesseraGdal.Views;

namespace TesseraGdal.Naming;

/// <summary>The options that may stand in a name, as open options are written. Where this machine keeps things is not a name's to say.</summary>
internal static class NameOptions
{
    /// <summary>The option that picks a view.</summary>
    public const string View = "VIEW";

    /// <summary>The options that pick a part of the Earth.</summary>
    public const string Bbox = "BBOX", Region = "REGION";

    /// <summary>Settings that may stand in a name: what says which data, and which values.</summary>
    public static IReadOnlyList<string> OfSettings { get; } = ["SOURCE", "LAYOUT", "REGISTRY", "INVALID", "MAX_SCALE", "WATER", "OVERVIEWS"];

    /// <summary>The options of views: <see cref="View"/>, the bands, and those of single views.</summary>
    public static IReadOnlyList<string> OfViews { get; } = [View, ViewOptions.Bands, .. KnownViews.All.SelectMany(view => view.OptionNames).Distinct()];

    /// <summary>The options of areas.</summary>
    public static IReadOnlyList<string> OfAreas { get; } = [Bbox, Region];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [.. OfSettings, .. OfViews, .. OfAreas];

    /// <summary>The same in lower case, sorted.</summary>
    public static IReadOnlyList<string> Keys { get; } = [.. All.Select(name => name.ToLowerInvariant()).Order(StringComparer.Ordinal)];
}
