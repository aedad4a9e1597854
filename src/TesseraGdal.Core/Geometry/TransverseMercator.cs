namespace TesseraGdal.Geometry;

/// <summary>
/// The transverse Mercator projection of the WGS84 ellipsoid with UTM's scale, by Krüger's series in the third flattening n,
/// to its sixth power: exact to nanometres within the few degrees around the central meridian that a UTM zone needs.
/// Coefficients: Karney, "Transverse Mercator with an accuracy of a few nanometers", J. Geodesy 85 (2011), equations 35 and 36.
/// </summary>
internal static class TransverseMercator
{
    private const double Flattening = 1 / 298.257223563;
    private const double SemiMajorAxis = 6378137.0;
    private const double CentralScale = 0.9996;
    private const double N = Flattening / (2 - Flattening);
    private const double DegreesToRadians = Math.PI / 180;

    private static readonly double Eccentricity = Math.Sqrt(Flattening * (2 - Flattening));

    /// <summary>Radius of the sphere whose meridian is as long as the ellipsoid's, times the scale on the central meridian.</summary>
    private const double Radius = CentralScale * SemiMajorAxis / (1 + N) * (1 + N * N * (1.0 / 4 + N * N * (1.0 / 64 + N * N / 256)));

    /// <summary>From the conformal sphere's transverse Mercator to the ellipsoid's.</summary>
    private static readonly double[] Alpha =
    [
        N * (1.0 / 2 + N * (-2.0 / 3 + N * (5.0 / 16 + N * (41.0 / 180 + N * (-127.0 / 288 + N * (7891.0 / 37800)))))),
        N * N * (13.0 / 48 + N * (-3.0 / 5 + N * (557.0 / 1440 + N * (281.0 / 630 + N * (-1983433.0 / 1935360))))),
        N * N * N * (61.0 / 240 + N * (-103.0 / 140 + N * (15061.0 / 26880 + N * (167603.0 / 181440)))),
        N * N * N * N * (49561.0 / 161280 + N * (-179.0 / 168 + N * (6601661.0 / 7257600))),
        N * N * N * N * N * (34729.0 / 80640 + N * (-3418889.0 / 1995840)),
        N * N * N * N * N * N * (212378941.0 / 319334400),
    ];

    /// <summary>And back.</summary>
    private static readonly double[] Beta =
    [
        N * (1.0 / 2 + N * (-2.0 / 3 + N * (37.0 / 96 + N * (-1.0 / 360 + N * (-81.0 / 512 + N * (96199.0 / 604800)))))),
        N * N * (1.0 / 48 + N * (1.0 / 15 + N * (-437.0 / 1440 + N * (46.0 / 105 + N * (-1118711.0 / 3870720))))),
        N * N * N * (17.0 / 480 + N * (-37.0 / 840 + N * (-209.0 / 4480 + N * (5569.0 / 90720)))),
        N * N * N * N * (4397.0 / 161280 + N * (-11.0 / 504 + N * (-830251.0 / 7257600))),
        N * N * N * N * N * (4583.0 / 161280 + N * (-108847.0 / 3991680)),
        N * N * N * N * N * N * (20648693.0 / 638668800),
    ];

    /// <summary>From degrees, the longitude counted from the central meridian, to metres east of it and north of the equator.</summary>
    internal static (double Easting, double Northing) Forward(double longitude, double latitude)
    {
        double lambda = longitude * DegreesToRadians;
        double tau = ConformalTangent(Math.Tan(latitude * DegreesToRadians));
        double xi = Math.Atan2(tau, Math.Cos(lambda));
        double eta = Math.Asinh(Math.Sin(lambda) / Math.Sqrt(tau * tau + Math.Cos(lambda) * Math.Cos(lambda)));
        (double east, double north) = Series(Alpha, eta, xi);
        return (Radius * (eta + east), Radius * (xi + north));
    }

    /// <summary>From metres east of the central meridian and north of the equator to degrees, the longitude counted from that meridian.</summary>
    internal static (double Longitude, double Latitude) Inverse(double easting, double northing)
    {
        double east = easting / Radius, north = northing / Radius;
        (double eta, double xi) = Series(Beta, east, north);
        (eta, xi) = (east - eta, north - xi);
        double sinh = Math.Sinh(eta), cos = Math.Cos(xi);
        double tau = GeodeticTangent(Math.Sin(xi) / Math.Sqrt(sinh * sinh + cos * cos));
        return (Math.Atan2(sinh, cos) / DegreesToRadians, Math.Atan(tau) / DegreesToRadians);
    }

    /// <summary>
    /// The sums over k = 1 … 6 of c(k) · cos(2kξ) · sinh(2kη) and c(k) · sin(2kξ) · cosh(2kη): the parts of c(k) · sin(2k(ξ + iη)). Each sine follows from the
    /// one before, as mosaics project by the hundred thousand; the error of that, a few units in the last place, is multiplied by c(k) ≤ 0.001.
    /// </summary>
    private static (double Eta, double Xi) Series(double[] coefficients, double eta, double xi)
    {
        (double sin, double cos) = Math.SinCos(2 * xi);
        double exp = Math.Exp(2 * eta), sinh = Math.Sinh(2 * eta), cosh = (exp + 1 / exp) / 2;
        double sinK = sin, cosK = cos, sinhK = sinh, coshK = cosh;
        double sumEta = 0, sumXi = 0;
        foreach (double coefficient in coefficients)
        {
            sumEta += coefficient * cosK * sinhK;
            sumXi += coefficient * sinK * coshK;
            (sinK, cosK) = (sinK * cos + cosK * sin, cosK * cos - sinK * sin);
            (sinhK, coshK) = (sinhK * cosh + coshK * sinh, coshK * cosh + sinhK * sinh);
        }
        return (sumEta, sumXi);
    }

    /// <summary>Tangent of the conformal latitude from that of the geodetic latitude (Karney, equations 7 to 9).</summary>
    private static double ConformalTangent(double tau)
    {
        double secant = Math.Sqrt(1 + tau * tau);
        double sigma = Math.Sinh(Eccentricity * Math.Atanh(Eccentricity * tau / secant));
        return tau * Math.Sqrt(1 + sigma * sigma) - sigma * secant;
    }

    /// <summary>And back, by Newton's method (Karney, equations 19 to 21): each round doubles the digits, and two or three reach the last bits.</summary>
    private static double GeodeticTangent(double conformal)
    {
        const double Shrink = (1 - Flattening) * (1 - Flattening);
        const double Exact = 1e-9; // the next step would be its square
        double tau = conformal / Shrink;
        for (int round = 0; round < 5; round++)
        {
            double guess = ConformalTangent(tau);
            double step = (conformal - guess) / Math.Sqrt(1 + guess * guess) * (1 + Shrink * tau * tau) / (Shrink * Math.Sqrt(1 + tau * tau));
            tau += step;
            if (Math.Abs(step) <= Exact * Math.Abs(tau)) break;
        }
        return tau;
    }
}
