using System.Globalization;

namespace TesseraGdal.Options;

/// <summary>
/// A value that a user gave to a setting, and where: it is read in the one way of its kind, or refused with both named. Into this room
/// (Options) comes the text of one option; out goes its value. It knows no list of options.
/// </summary>
/// <param name="Origin">Name of the setting as the user wrote it, with what stands before its value: <c>TESSERA_CACHE_SIZE=</c>, <c>The open option CACHE_SIZE=</c>, <c>In the name, bands:</c>.</param>
/// <param name="Text">The value.</param>
internal readonly record struct SettingValue(string Origin, string Text)
{
    private static readonly (string Unit, double Factor)[] ByteUnits =
    [
        ("KIB", 1 << 10), ("MIB", 1 << 20), ("GIB", 1 << 30), ("TIB", 1L << 40), ("KB", 1 << 10), ("MB", 1 << 20), ("GB", 1 << 30), ("TB", 1L << 40),
        ("K", 1 << 10), ("M", 1 << 20), ("G", 1 << 30), ("T", 1L << 40), ("B", 1),
    ];

    private static readonly (string Unit, double Factor)[] TimeUnits = [("MS", 0.001), ("S", 1), ("M", 60), ("H", 3600), ("D", 86400)];

    /// <summary>A number of bytes: <c>1048576</c>, <c>512MB</c>, <c>1.5G</c>. Units are powers of 1024, as they are in GDAL.</summary>
    internal long Bytes(long min)
    {
        const double Limit = 1L << 60;
        double value = Scaled(ByteUnits);
        return value >= min && value <= Limit ? (long)value : throw NotAllowed(min > 0 ? "a size above 0 is needed, such as 512MB or 20GB" : "a size is needed, such as 512MB or 20GB");
    }

    /// <summary>A time: <c>3600</c> (seconds), <c>500ms</c>, <c>10s</c>, <c>5m</c>, <c>1h</c>, <c>7d</c>.</summary>
    internal TimeSpan Time(TimeSpan min, TimeSpan max)
    {
        double seconds = Scaled(TimeUnits);
        return seconds >= min.TotalSeconds && seconds <= max.TotalSeconds
            ? TimeSpan.FromSeconds(seconds)
            : throw NotAllowed(string.Create(CultureInfo.InvariantCulture,
                $"a time is needed, in seconds or such as 30s, 5m, 1h or 7d, from {min.TotalSeconds} to {max.TotalSeconds} seconds"));
    }

    /// <summary>A yes or no as GDAL spells them.</summary>
    internal bool Flag() => Text.ToUpperInvariant() switch
    {
        "YES" or "TRUE" or "ON" or "1" => true,
        "NO" or "FALSE" or "OFF" or "0" => false,
        _ => throw NotAllowed("YES or NO is needed (also TRUE, FALSE, ON, OFF, 1, 0)"),
    };

    /// <summary>A whole number within limits.</summary>
    internal int Integer(int min, int max) =>
        int.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= min && value <= max
            ? value
            : throw NotAllowed($"a whole number from {min} to {max} is needed");

    /// <summary>A number above 0; one that is too large for a float32 is infinity.</summary>
    internal float PositiveNumber() =>
        float.TryParse(Text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out float value) && value > 0
            ? value
            : throw NotAllowed("a number above 0 is needed, such as 1.0 or 1e6");

    /// <summary>One of some words, in any case; gives the word as it is listed.</summary>
    internal string Choice(params ReadOnlySpan<string> allowed)
    {
        foreach (string word in allowed)
        {
            if (string.Equals(word, Text, StringComparison.OrdinalIgnoreCase)) return word;
        }
        throw NotAllowed($"allowed is {string.Join(", ", allowed!)}");
    }

    /// <summary>A list of bands.</summary>
    internal BandSelection Bands() =>
        BandSelection.TryParse(Text)
        ?? throw NotAllowed($"bands from 0 to {BandSelection.BandCount - 1} are needed, as in 0,1,2 or 0-2,127, and at most {BandSelection.BandCount} of them");

    /// <summary>The error that names the setting, the value and what is allowed.</summary>
    internal TesseraException NotAllowed(string allowed) =>
        new(TesseraErrorKind.InvalidArgument, $"{Origin}{Quoted.Of(Text)} is not allowed: {allowed}.");

    /// <summary>A number, not negative, times its unit; NaN where it cannot be read.</summary>
    private double Scaled((string Unit, double Factor)[] units)
    {
        string text = Text.Trim();
        double factor = 1;
        foreach ((string unit, double times) in units)
        {
            if (!text.EndsWith(unit, StringComparison.OrdinalIgnoreCase)) continue;
            text = text[..^unit.Length].TrimEnd();
            factor = times;
            break;
        }
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) ? value * factor : double.NaN;
    }
}
