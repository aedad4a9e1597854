using System.Globalization;

namespace TesseraGdal.Geometry;

/// <summary>
/// A zone of UTM on WGS84, in its northern or its southern coordinates. Zones are the plain 6° bands: the exceptions
/// around Norway and Svalbard do not apply, as Tessera does without them.
/// </summary>
/// <param name="Number">1 … 60.</param>
/// <param name="IsSouth">Whether northings count from 10,000 km south of the equator.</param>
public readonly record struct UtmZone(int Number, bool IsSouth)
{
    private const double FalseEasting = 500_000;

    private const string Prefix = "utm";

    /// <summary>EPSG code of the zone's CRS: 32601 … 32660 in the north, 32701 … 32760 in the south.</summary>
    public int Epsg => (IsSouth ? 32700 : 32600) + Number;

    /// <summary>Longitude of the central meridian, in degrees.</summary>
    public double CentralMeridian => Number * 6 - 183;

    /// <summary>Longitude of the western edge of the 6° band, in degrees; the eastern edge is 6° further.</summary>
    public double West => Number * 6 - 186;

    private double FalseNorthing => IsSouth ? 10_000_000 : 0;

    /// <summary>Reads a zone's name: <c>utm31n</c>, <c>utm07s</c>, also <c>utm7s</c>, in any case.</summary>
    /// <returns>Whether it is the name of a zone.</returns>
    public static bool TryParse(ReadOnlySpan<char> name, out UtmZone zone)
    {
        zone = default;
        if (name.Length is < 5 or > 6 || !name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || name[^1] is not ('n' or 'N' or 's' or 'S')) return false;
        if (!int.TryParse(name[Prefix.Length..^1], NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number is < 1 or > 60) return false;
        zone = new UtmZone(number, name[^1] is 's' or 'S');
        return true;
    }

    /// <summary>The zone's name: <c>utm31n</c>, <c>utm07s</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Number:00}{(IsSouth ? 's' : 'n')}");

    /// <summary>From degrees to metres. The position should lie within some 10° of the central meridian; it is not wrapped around.</summary>
    public (double Easting, double Northing) Project(double longitude, double latitude)
    {
        (double east, double north) = TransverseMercator.Forward(longitude - CentralMeridian, latitude);
        return (east + FalseEasting, north + FalseNorthing);
    }

    /// <summary>From metres to degrees. A zone at the antimeridian may give a longitude a little beyond ±180.</summary>
    public (double Longitude, double Latitude) Unproject(double easting, double northing)
    {
        (double longitude, double latitude) = TransverseMercator.Inverse(easting - FalseEasting, northing - FalseNorthing);
        return (longitude + CentralMeridian, latitude);
    }
}
