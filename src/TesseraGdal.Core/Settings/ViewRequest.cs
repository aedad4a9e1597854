using TesseraGdal.Kinds;
using TesseraGdal.Naming;
using TesseraGdal.Views;

namespace TesseraGdal.Settings;

/// <summary>How a raster is to be shown: which view, with its options. Given in the name or as open options, not as configuration.</summary>
/// <param name="View">The view.</param>
/// <param name="Show">Makes its raster of a place.</param>
internal sealed record ViewRequest(View View, Showing Show)
{
    /// <summary>The names of all views.</summary>
    public static IReadOnlyList<string> Views { get; } = [.. KnownViews.All.Select(view => view.Name)];

    /// <summary>Whether it is shown what exists, and no pixels.</summary>
    public bool ShowsPresence => View.ShowsPresence;

    /// <summary>Reads <c>view</c>, <c>bands</c> and what else the view takes.</summary>
    /// <exception cref="TesseraException">A value is not one of those that are allowed, or is not for that view.</exception>
    internal static ViewRequest Parse(SettingsReader reader)
    {
        string name = reader.Option(NameOptions.View)?.Choice([.. Views]) ?? KnownViews.All[0].Name;
        View view = KnownViews.All.First(known => known.Name == name);
        Showing show = view.Read(new ViewOptions(reader.Option));
        foreach (View other in KnownViews.All)
        {
            foreach (string option in other.OptionNames.Except(view.OptionNames))
                if (reader.Option(option) is { } given) throw other.NotFor(view, given);
        }
        return new ViewRequest(view, show);
    }

    /// <summary>Whether decimated levels are offered.</summary>
    internal bool HasOverviews(OverviewChoice choice) => choice == OverviewChoice.Nearest || (choice == OverviewChoice.Auto && View.IsPicture);
}
