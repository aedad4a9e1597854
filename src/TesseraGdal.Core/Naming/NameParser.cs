using System.Globalization;
using TesseraGdal.Catalog;
using TesseraGdal.Geometry;

namespace TesseraGdal.Naming;

/// <summary>
/// Reads names. Each form of design.md §2 is one case of <see cref="Parse"/> and one record.
/// Nothing is looked up: not the settings, not the registry, not the disk.
/// </summary>
internal sealed class NameParser(string text)
{
    private const string TilePrefix = "grid_", ZonePrefix = "utm";
    private const string Example = "TESSERA:v1/2024/grid_0.15_52.05";

    private static readonly string[] QueryKeys = [.. QueryOptions.Select(name => name.ToLowerInvariant()).Order(StringComparer.Ordinal)];

    /// <summary>The options that may stand in a name after <c>?</c>, as open options are written.</summary>
    internal static IEnumerable<string> QueryOptions => TesseraSettings.NameOptionNames.Concat(ViewRequest.OptionNames).Concat(AreaRequest.OptionNames);

    internal DatasetName Parse()
    {
        if (!text.StartsWith(DatasetName.Prefix, StringComparison.OrdinalIgnoreCase))
            throw Wrong($"it must begin with {DatasetName.Prefix}, as {Example} does");
        string path = text[DatasetName.Prefix.Length..];
        int mark = path.IndexOf('?', StringComparison.Ordinal);
        NameQuery query = mark < 0 ? NameQuery.None : ParseQuery(path[(mark + 1)..]);
        if (mark >= 0) path = path[..mark];
        // GDAL opens a stored tile's file in our own file system by this driver, which knows its first bytes.
        if (path.StartsWith(FilePath.Root, StringComparison.Ordinal) && FilePath.Parse(path[FilePath.Root.Length..]) is ObjectPath { Object: { Kind: ObjectKind.Embeddings } stored })
            return new TileName(stored.Dataset, stored.Year, stored.Tile, query);
        if (LocalPath.Parse(path, query) is { } local) return local;

        return path.Split('/') switch
        {
            [""] => new CatalogueName(query),
            [var year] when TesseraObject.TryYear(year, out int number) => new YearName(null, number, query),
            [var dataset] => new CoverageName(ParseDataset(dataset), query),
            [var year, var place] when TesseraObject.TryYear(year, out int number) => ParsePlace(null, number, place, query),
            [var dataset, var year] => new YearName(ParseDataset(dataset), ParseYear(year), query),
            [var dataset, var year, var place] => ParsePlace(ParseDataset(dataset), ParseYear(year), place, query),
            _ => throw Wrong($"after {DatasetName.Prefix} it must be DATASET, DATASET/YEAR, DATASET/YEAR/ZONE or DATASET/YEAR/TILE, as in {Example}"),
        };
    }

    private NameQuery ParseQuery(string query)
    {
        try
        {
            return NameQuery.Parse(query, QueryKeys);
        }
        catch (FormatException e)
        {
            throw Wrong(e.Message);
        }
    }

    private Dataset ParseDataset(string part) =>
        Catalogue.FindDataset(part)
        ?? throw Wrong($"there is no dataset {Quoted.Of(part)}; datasets are {string.Join(", ", Catalogue.Datasets)}");

    private int ParseYear(string part) =>
        TesseraObject.TryYear(part, out int year) ? year : throw Wrong($"{Quoted.Of(part)} is no year; four digits are needed, as in {Example}");

    private DatasetName ParsePlace(Dataset? dataset, int year, string part, NameQuery query)
    {
        if (part.StartsWith(ZonePrefix, StringComparison.OrdinalIgnoreCase)) return new ZoneName(dataset, year, ParseZone(part), query);
        if (part.StartsWith(TilePrefix, StringComparison.OrdinalIgnoreCase)) return new TileName(dataset, year, ParseTile(part), query);
        if (part.Contains(',', StringComparison.Ordinal))
        {
            (double longitude, double latitude) = ParsePoint(part, part.Split(','), "LON,LAT in degrees, as in 0.17,52.03");
            return new TileName(dataset, year, TileId.FromPoint(longitude, latitude), query) { Point = (longitude, latitude) };
        }
        throw Wrong($"{Quoted.Of(part)} is no tile and no zone; allowed is grid_LON_LAT, as in grid_0.15_52.05, a point LON,LAT, as in 0.17,52.03, or a zone, as in utm31n");
    }

    private UtmZone ParseZone(string part) =>
        UtmZone.TryParse(part, out UtmZone zone)
            ? zone
            : throw Wrong($"{Quoted.Of(part)} is no zone; allowed is utm01 to utm60 with n for the north or s for the south of the equator, as in utm31n");

    private TileId ParseTile(string part)
    {
        if (TileId.TryParse(part, out TileId tile)) return tile;
        (double longitude, double latitude) = ParsePoint(part, part[TilePrefix.Length..].Split('_'), "grid_LON_LAT with two decimals, as in grid_0.15_52.05");
        TileId nearest = TileId.FromPoint(longitude, latitude);
        bool isCentre = nearest.Longitude == longitude && nearest.Latitude == latitude;
        throw Wrong(isCentre
            ? $"{Quoted.Of(part)} is not how that tile is written; it is {nearest}"
            : $"{Quoted.Of(part)} is no tile; their centres are odd multiples of 0.05 degrees, and the nearest is {nearest}");
    }

    private (double Longitude, double Latitude) ParsePoint(string part, string[] numbers, string allowed)
    {
        if (numbers.Length != 2 || !TryDegrees(numbers[0], out double longitude) || !TryDegrees(numbers[1], out double latitude))
            throw Wrong($"{Quoted.Of(part)} cannot be read; allowed is {allowed}");
        return GeoBox.FaultOf(longitude, latitude) is { } fault ? throw Wrong($"{Quoted.Of(part)} {fault}") : (longitude, latitude);
    }

    private static bool TryDegrees(string number, out double degrees) =>
        double.TryParse(number.Trim(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out degrees)
        && double.IsFinite(degrees);

    private TesseraException Wrong(string problem) => new(TesseraErrorKind.InvalidArgument, $"The name {Quoted.Of(text)} cannot be understood: {problem}.");
}
