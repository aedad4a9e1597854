namespace TesseraGdal.Naming;

/// <summary>How a raster is to be shown: which view of it, and which bands. Given in the name or as open options, not as configuration.</summary>
public sealed record ViewRequest
{
    private const string ViewOption = "VIEW", BandsOption = "BANDS";

    /// <summary>The options that this reads: <c>VIEW</c>, <c>BANDS</c>.</summary>
    public static IReadOnlyList<string> OptionNames { get; } = [ViewOption, BandsOption];

    /// <summary>The bands, or null for all of them.</summary>
    public BandSelection? Bands { get; init; }

    /// <summary>Reads <c>view</c> and <c>bands</c>.</summary>
    /// <exception cref="TesseraException">A value is not one of those that are allowed.</exception>
    internal static ViewRequest Parse(SettingsReader reader)
    {
        // The one view so far; the next makes this a property (design.md §2).
        reader.Option(ViewOption)?.Choice("embedding");
        return new ViewRequest { Bands = reader.Option(BandsOption)?.Bands() };
    }
}
