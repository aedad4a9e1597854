using System.Globalization;

namespace TesseraGdal.Geometry;

/// <summary>
/// The 0.1° cell of a tile, by its centre in hundredths of a degree: always odd multiples of 5, so that no comparison
/// rests on a floating-point degree.
/// </summary>
/// <param name="LonI">Longitude of the centre × 100, −17995 … 17995.</param>
/// <param name="LatI">Latitude of the centre × 100, −8995 … 8995.</param>
public readonly record struct TileId(int LonI, int LatI)
{
    private const string Prefix = "grid_";
    private const int MaxLonI = 17995, MaxLatI = 8995;

    /// <summary>Whether both numbers are those of a tile's centre; a <see cref="TileId"/> that was made from numbers need not be one.</summary>
    public bool IsValid => IsCentre(LonI, MaxLonI) && IsCentre(LatI, MaxLatI);

    /// <summary>Longitude of the centre, in degrees.</summary>
    public double Longitude => LonI / 100.0;

    /// <summary>Latitude of the centre, in degrees.</summary>
    public double Latitude => LatI / 100.0;

    /// <summary>Western edge of the cell, in degrees; belongs to it.</summary>
    public double West => (LonI - 5) / 100.0;

    /// <summary>Eastern edge of the cell, in degrees; belongs to the next one.</summary>
    public double East => (LonI + 5) / 100.0;

    /// <summary>Southern edge of the cell, in degrees; belongs to it.</summary>
    public double South => (LatI - 5) / 100.0;

    /// <summary>Northern edge of the cell, in degrees; belongs to the next one.</summary>
    public double North => (LatI + 5) / 100.0;

    /// <summary>The zone that the tile's pixels are in: the 6° band and the hemisphere of its centre.</summary>
    public UtmZone Zone => new((LonI + 18000) / 600 + 1, LatI < 0);

    /// <summary>EPSG code of the tile's CRS.</summary>
    public int Epsg => Zone.Epsg;

    /// <summary>The tile whose cell holds a point. +180 and +90 belong to the last cell, as there is none beyond.</summary>
    /// <param name="longitude">Degrees, −180 … 180.</param>
    /// <param name="latitude">Degrees, −90 … 90.</param>
    /// <exception cref="TesseraException">A coordinate is not a number or out of range.</exception>
    public static TileId FromPoint(double longitude, double latitude) =>
        new(Cell(longitude, 180, MaxLonI, "longitude"), Cell(latitude, 90, MaxLatI, "latitude"));

    /// <summary>
    /// Reads a tile's name: <c>grid_-0.15_52.05</c>, and no other spelling of the same numbers: two decimals, no plus, not padded.
    /// </summary>
    /// <returns>Whether it is the name of a tile.</returns>
    public static bool TryParse(ReadOnlySpan<char> name, out TileId tile)
    {
        tile = default;
        if (!name.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        ReadOnlySpan<char> rest = name[Prefix.Length..];
        int between = rest.IndexOf('_');
        if (between < 0
            || !TryParseHundredths(rest[..between], out int lonI)
            || !TryParseHundredths(rest[(between + 1)..], out int latI)
            || !new TileId(lonI, latI).IsValid)
            return false;
        tile = new TileId(lonI, latI);
        return true;
    }

    /// <summary>The tile's name: <c>grid_-0.15_52.05</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Longitude:F2}_{Latitude:F2}");

    private static bool IsCentre(int value, int max) => value >= -max && value <= max && value % 10 is 5 or -5;

    /// <summary>The publisher's own rule, floor(v · 10) and all, so that both sides of an edge fall as they do there.</summary>
    private static int Cell(double degrees, double limit, int max, string axis)
    {
        if (!(Math.Abs(degrees) <= limit))
            throw new TesseraException(TesseraErrorKind.InvalidArgument, string.Create(CultureInfo.InvariantCulture,
                $"{degrees} is no {axis}: it must be a number from -{limit} to {limit}."));
        return Math.Min((int)Math.Floor(degrees * 10) * 10 + 5, max);
    }

    /// <summary>An optional minus, one to three digits without padding, a point and two digits.</summary>
    private static bool TryParseHundredths(ReadOnlySpan<char> text, out int hundredths)
    {
        hundredths = 0;
        bool negative = text.StartsWith("-", StringComparison.Ordinal);
        ReadOnlySpan<char> digits = negative ? text[1..] : text;
        if (digits.Length is < 4 or > 6 || digits[^3] != '.' || (digits[0] == '0' && digits.Length > 4)) return false;
        for (int i = 0; i < digits.Length; i++)
        {
            if (i == digits.Length - 3) continue;
            if (!char.IsAsciiDigit(digits[i])) return false;
            hundredths = hundredths * 10 + (digits[i] - '0');
        }
        if (negative) hundredths = -hundredths;
        return true;
    }
}
