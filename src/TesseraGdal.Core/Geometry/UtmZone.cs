namespace TesseraGdal.Geometry;

/// <summary>
/// A zone of UTM on WGS84, in its northern or its southern coordinates. Zones are the plain 6° bands: the exceptions
/// around Norway and Svalbard do not apply (formats.md §3.3).
/// </summary>
/// <param name="Number">1 … 60.</param>
/// <param name="IsSouth">Whether northings count from 10,000 km south of the equator.</param>
public readonly record struct UtmZone(int Number, bool IsSouth)
{
    private const double FalseEasting = 500_000;

    /// <summary>EPSG code of the zone's CRS: 32601 … 32660 in the north, 32701 … 32760 in the south.</summary>
    public int Epsg => (IsSouth ? 32700 : 32600) + Number;

    /// <summary>Longitude of the central meridian, in degrees.</summary>
    public double CentralMeridian => Number * 6 - 183;

    private double FalseNorthing => IsSouth ? 10_000_000 : 0;

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
