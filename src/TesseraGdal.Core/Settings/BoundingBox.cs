using System.Globalization;
using TesseraGdal.Geometry;
using TesseraGdal.Options;

namespace TesseraGdal.Settings;

/// <summary>Reads <c>bbox</c>: west, south, east, north in degrees, as RFC 7946 and geotessera have it.</summary>
internal static class BoundingBox
{
    private const string Form = "four numbers west,south,east,north in degrees are needed, as in 0.0,52.0,0.3,52.3";

    /// <summary>Reads a box.</summary>
    /// <returns>A box wider and higher than 0; its western edge lies east of the other where it crosses the antimeridian, and then it goes no more than 180° around the Earth.</returns>
    /// <exception cref="TesseraException">It is none; the message says why.</exception>
    internal static GeoBox Parse(SettingValue given)
    {
        string[] parts = given.Text.Split(',');
        var edges = new double[4];
        if (parts.Length != edges.Length) throw given.NotAllowed(Form);
        for (int i = 0; i < edges.Length; i++)
        {
            if (!double.TryParse(parts[i].Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out edges[i]) || !double.IsFinite(edges[i]))
                throw given.NotAllowed($"{Quoted.Of(parts[i])} is no number; {Form}");
        }
        var box = new GeoBox(edges[0], edges[1], edges[2], edges[3]);
        if ((box.Fault ?? box.Named.Turned) is not { } fault) return box.Named;
        throw given.NotAllowed(box.InOrder is { } meant
            ? FormattableString.Invariant($"{fault}. In the right order it is {meant.West},{meant.South},{meant.East},{meant.North}: {Form}")
            : $"{fault}; {Form}");
    }
}
