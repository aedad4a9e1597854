using TesseraGdal.Options;

namespace TesseraGdal.Views;

/// <summary>The options that are given to a view.</summary>
/// <param name="find">Finds what the user gave for an option, by its name as open options are written; null where nothing is given.</param>
internal sealed class ViewOptions(Func<string, SettingValue?> find)
{
    /// <summary>The option that picks bands, which several views have.</summary>
    public const string Bands = "BANDS";

    /// <summary>What is given for an option, or null.</summary>
    public SettingValue? this[string name] => find(name);
}
