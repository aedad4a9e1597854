using System.Globalization;
using TesseraGdal.Catalog;
using TesseraGdal.Forms;
using TesseraGdal.Geometry;
using TesseraGdal.Kinds;
using TesseraGdal.Naming;

namespace TesseraGdal.Openers;

/// <summary>What to tell a user who asked for what does not exist: the years in which it exists there, or the nearest that exists.</summary>
/// <param name="dataset">The dataset.</param>
/// <param name="year">The year that was asked for, or null for any.</param>
/// <param name="presence">What there is.</param>
internal sealed class Absence(Dataset dataset, int? year, IPresence presence)
{
    private const double KilometresPerDegree = 6371.0088 * Math.PI / 180;

    /// <summary>Zones that a message names at most.</summary>
    private const int MostZones = 6;

    /// <summary>The error of a tile that does not exist.</summary>
    internal TesseraException OfTile(TileName name)
    {
        string tile = name.Point is var (longitude, latitude)
            ? string.Create(CultureInfo.InvariantCulture, $"{name.Tile}, the tile of {longitude},{latitude},")
            : name.Tile.ToString();
        return NotFound(tile, "that tile exists", presence.YearsOf(name.Tile), YearIsThere, any => Nearest(name.Tile, any, "away"), Exchanged(name));
    }

    /// <summary>The error of a year, or a whole dataset, without tiles.</summary>
    internal TesseraException OfAny() => NotFound("tile", "", [], false, _ => "");

    /// <summary>The error of a zone without tiles.</summary>
    internal TesseraException OfZone(UtmZone zone)
    {
        int[] years = [.. presence.Years.Where(one => presence.Zones(one).Any(found => found.Zone == zone))];
        return NotFound($"tile in zone {zone}", "it has some", years, YearIsThere, any => NearestZones(zone, any));
    }

    /// <summary>The error of an area without tiles.</summary>
    /// <param name="area">The area.</param>
    /// <param name="zone">The only zone that counts, or null for all.</param>
    internal TesseraException OfArea(Area area, UtmZone? zone)
    {
        if (zone is { } one && presence.Cells(year, area).Select(tile => tile.Zone).Distinct().ToArray() is { Length: > 0 } zones)
            return Error($"{area} has no tile in zone {one}{InYear}. Its tiles are in {string.Join(", ", zones)}: leave the zone out, as in TESSERA:{dataset}/{year}/bbox:…");
        TileId[] tiles = [.. presence.Cells(null, area).Where(tile => zone is null || tile.Zone == zone)];
        int[] years = [.. tiles.SelectMany(presence.YearsOf).Distinct().Order()];
        (double longitude, double latitude) = area.Box.Center;
        return NotFound($"tile in {area}", "there are some", years, YearIsThere, any => Nearest(TileId.FromPoint(longitude, latitude), any, "from its middle"), Exchanged(area));
    }

    private bool YearIsThere => year is { } one && presence.Years.Contains(one);

    /// <summary>The year as the end of a phrase.</summary>
    private string InYear => year is { } one ? string.Create(CultureInfo.InvariantCulture, $" in {one}") : "";

    /// <summary>Puts the answer together.</summary>
    /// <param name="what">What was asked for.</param>
    /// <param name="there">What there is in <paramref name="years"/>.</param>
    /// <param name="years">Years in which there is something at that place.</param>
    /// <param name="yearIsThere">Whether the dataset has the year anywhere.</param>
    /// <param name="nearest">What is nearest, in the year or, for null, in any.</param>
    /// <param name="hint">What may have been meant, as a sentence with a space before it; or nothing.</param>
    private TesseraException NotFound(string what, string there, IReadOnlyList<int> years, bool yearIsThere, Func<int?, string> nearest, string hint = "")
    {
        string asked = $"{dataset} has no {what}{InYear}, says the registry from {presence.Source}.";
        if (presence.Years.Count == 0 && FormLookup.Of(dataset, new PresenceOptions()) is null) return DatasetForms.Unread(dataset);
        if (presence.Years.Count == 0) return Error($"{asked} It lists no tile of that dataset at all; check TESSERA_SOURCE and TESSERA_REGISTRY.");
        if (years.Count > 0) return Error($"{asked} Years in which {there}: {List(years)}.{hint}");
        return yearIsThere
            ? Error($"{asked} There is none in any other year either.{nearest(year)}{hint}")
            : Error($"{asked} Years of the dataset: {List(presence.Years)}.{nearest(null)}{hint}");
    }

    private string Nearest(TileId from, int? inYear, string away)
    {
        if (presence.Nearest(inYear, from) is not { } nearest) return "";
        double kilometres = PresenceSearch.Distance(from, nearest) * KilometresPerDegree;
        return string.Create(CultureInfo.InvariantCulture, $" The nearest tile is {nearest}, {kilometres:F0} km {away}, in {List(presence.YearsOf(nearest))}.");
    }

    /// <summary>What to say where there would be the tile if longitude and latitude were exchanged.</summary>
    private string Exchanged(TileName name)
    {
        (double longitude, double latitude) = name.Point ?? (name.Tile.Longitude, name.Tile.Latitude);
        if (GeoBox.FaultOf(latitude, longitude) is not null) return "";
        var other = TileId.FromPoint(latitude, longitude);
        return presence.YearsOf(other) is { Count: > 0 } years ? $" With longitude and latitude exchanged it is {other}, which there is in {List(years)}: the longitude comes first." : "";
    }

    /// <summary>What to say where there would be tiles if longitudes and latitudes were exchanged.</summary>
    private string Exchanged(Area area) =>
        area.Exchanged is { } other && presence.Cells(year, other).Any() ? " With longitudes and latitudes exchanged there are some: the longitude comes first." : "";

    private string NearestZones(UtmZone zone, int? inYear)
    {
        UtmZone[] zones = [.. presence.Zones(inYear).Select(found => found.Zone).OrderBy(Distance).Take(MostZones)];
        return zones.Length == 0 ? "" : $" The nearest zones with tiles are {string.Join(", ", zones)}.";

        int Distance(UtmZone other)
        {
            int turns = Math.Abs(other.Number - zone.Number);
            return 2 * Math.Min(turns, 60 - turns) + (other.IsSouth == zone.IsSouth ? 0 : 1);
        }
    }

    private static string List(IReadOnlyList<int> years) => string.Join(", ", years.Select(one => one.ToString(CultureInfo.InvariantCulture)));

    private static TesseraException Error(string message) => new(TesseraErrorKind.NotFound, message);
}
