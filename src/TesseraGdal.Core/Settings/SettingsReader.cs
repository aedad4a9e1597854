using TesseraGdal.Naming;
using TesseraGdal.Options;

namespace TesseraGdal.Settings;

/// <summary>
/// Finds the value of a setting where a user can give one: in the name, as an open option, as a configuration option; the first that has it
/// wins, being the closest to the raster. An empty value is no value.
/// </summary>
internal sealed class SettingsReader(NameQuery query, IReadOnlyDictionary<string, string> openOptions, Func<string, string?> configuration)
{
    private const string Prefix = "TESSERA_";

    /// <summary>A setting of ours, by its name without prefix.</summary>
    internal SettingValue? Setting(string name) => NotEmpty(Given(name));

    /// <summary>The same, where an empty value says something.</summary>
    internal SettingValue? SettingOrEmpty(string name) => Given(name);

    /// <summary>An option of the name or the opening, that is no configuration.</summary>
    internal SettingValue? Option(string name) => NotEmpty(AtOpening(name));

    /// <summary>What was given at the opening of some options, by their names in lower case: for names of what is opened from here.</summary>
    internal IEnumerable<KeyValuePair<string, string>> Given(IEnumerable<string> names) =>
        from name in names
        let value = Option(name)
        where value is not null
        select new KeyValuePair<string, string>(name.ToLowerInvariant(), value.Value.Text);

    /// <summary>A configuration option that GDAL users know, by its full name.</summary>
    internal SettingValue? Known(string name) => NotEmpty(Configured(name));

    /// <summary>The same, where an empty value says something.</summary>
    internal SettingValue? KnownOrEmpty(string name) => Configured(name);

    /// <summary>Where the name says its source, what is configured for another one does not hold: its layout, and its registry.</summary>
    private SettingValue? Given(string name) => AtOpening(name) ?? (name is "LAYOUT" or "REGISTRY" && query["source"] is not null ? null : Configured(Prefix + name));

    private SettingValue? AtOpening(string name)
    {
        string key = name.ToLowerInvariant();
        if (query[key] is { } inName) return new SettingValue($"In the name, {key}:", inName.Trim());
        foreach ((string option, string value) in openOptions) // GDAL's options have no case
        {
            if (string.Equals(option, name, StringComparison.OrdinalIgnoreCase)) return new SettingValue($"The open option {name}=", value.Trim());
        }
        return null;
    }

    private SettingValue? Configured(string name) => configuration(name) is { } value ? new SettingValue($"{name}=", value.Trim()) : null;

    private static SettingValue? NotEmpty(SettingValue? value) => value is { Text.Length: > 0 } ? value : null;
}
