using System.Globalization;
using TesseraGdal.Geometry;

namespace TesseraGdal.Naming;

/// <summary>Places and numbers of tiles, as people read them.</summary>
internal static class PlaceText
{
    /// <summary>A zone: <c>Zone 31N</c>.</summary>
    internal static string Zone(UtmZone zone) => string.Create(CultureInfo.InvariantCulture, $"Zone {zone.Number:00}{(zone.IsSouth ? 'S' : 'N')}");

    /// <summary>A number of tiles: <c>1,234 tiles</c>.</summary>
    internal static string Tiles(int count) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? "tile" : "tiles")}");

    /// <summary>A box: <c>0° to 6° E, 42.3° to 60.1° N</c>.</summary>
    internal static string Box(GeoBox box) => $"{Range(box.West, box.East, 'W', 'E')}, {Range(box.South, box.North, 'S', 'N')}";

    private static string Range(double first, double last, char negative, char positive)
    {
        (first, last) = (Math.Round(first, 2), Math.Round(last, 2));
        if (first >= 0) return $"{Degrees(first)} to {Degrees(last)} {positive}";
        return last <= 0 ? $"{Degrees(first)} to {Degrees(last)} {negative}" : $"{Degrees(first)} {negative} to {Degrees(last)} {positive}";
    }

    private static string Degrees(double degrees) => Math.Abs(degrees).ToString("0.##", CultureInfo.InvariantCulture) + "°";
}
