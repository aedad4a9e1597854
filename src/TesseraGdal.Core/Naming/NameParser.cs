using System.Buffers;
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
    private const int MostColumns = 999;

    private static readonly SearchValues<char> SchemeLetters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+.-");

    /// <summary>Whether errors offer what may have been meant.</summary>
    internal bool Suggests { get; init; } = true;

    internal DatasetName Parse()
    {
        if (!text.StartsWith(DatasetName.Prefix, StringComparison.OrdinalIgnoreCase))
            throw Wrong($"it must begin with {DatasetName.Prefix}, as {Example} does");
        string rest = Unwrapped(text[DatasetName.Prefix.Length..]);
        int mark = rest.IndexOf('?', StringComparison.Ordinal);
        (string path, List<(string, string)> options) = PathOptions.Cut(mark < 0 ? rest : rest[..mark]);
        path = PathOf(path);
        NameQuery query = ParseOptions(options, mark < 0 ? "" : rest[(mark + 1)..]);
        // GDAL opens a stored tile's file in our own file system by this driver, which knows its first bytes.
        if (path.StartsWith(FilePath.Root, StringComparison.Ordinal)
            && FilePath.Parse(path[FilePath.Root.Length..]) is StoredFilePath { File: { IsRaster: true, Tile: var (tileYear, tile) } stored })
            return new TileName(stored.Key.Dataset, tileYear, tile, query);
        if (LocalPath.Parse(path, query) is { } local) return local;

        string[] parts = path.Trim().TrimEnd('/').Split('/');
        if (parts.Select(PathOptions.WordOf).FirstOrDefault(word => word is not null) is { } unknown) throw Wrong(NameQuery.Unknown(unknown).Message);
        return parts switch
        {
            [""] => new CatalogueName(query),
            [var year] when DatasetKey.TryYear(year, out int number) => new YearName(null, number, query),
            [var dataset] => new CoverageName(ParseDataset(dataset), query),
            [var year, var place] when DatasetKey.TryYear(year, out int number) => ParsePlace(null, number, place, query),
            [var dataset, var year] => new YearName(ParseDataset(dataset), ParseYear(year), query),
            [var dataset, var year, var place] => ParsePlace(ParseDataset(dataset), ParseYear(year), place, query),
            _ => throw Wrong($"after {DatasetName.Prefix} it must be DATASET, DATASET/YEAR, DATASET/YEAR/ZONE or DATASET/YEAR/TILE, as in {Example}"),
        };
    }

    /// <summary>Without what people put around paths: quotation marks, as NETCDF's names have them, and Windows' <c>\\?\</c>, whose mark begins no options.</summary>
    private string Unwrapped(string rest)
    {
        const string LongPath = @"\\?\", LongShare = @"\\?\UNC\";
        if (rest.StartsWith(LongShare, StringComparison.OrdinalIgnoreCase)) return Unwrapped(@"\\" + rest[LongShare.Length..]);
        if (rest.StartsWith(LongPath, StringComparison.Ordinal)) return Unwrapped(rest[LongPath.Length..]);
        if (rest.StartsWith('"'))
        {
            int end = rest.IndexOf('"', 1);
            if (end < 0) throw Wrong("the quotation mark is not closed; none is needed");
            string after = rest[(end + 1)..];
            if (after.Length > 0 && after[0] is not ('?' or '/'))
                throw Wrong($"{Quoted.Of(after)} cannot stand after the second quotation mark; options can, as in /bands:0,1,2");
            return Unwrapped(rest[1..end] + after);
        }
        return rest;
    }

    /// <summary>The path of a file's URL; what is no URL, as it is.</summary>
    private string PathOf(string path)
    {
        const string File = "file:";
        int scheme = path.IndexOf("://", StringComparison.Ordinal);
        if (!path.StartsWith(File + "/", StringComparison.OrdinalIgnoreCase))
        {
            return scheme <= 1 || path.AsSpan(0, scheme).ContainsAnyExcept(SchemeLetters) ? path : throw Wrong(
                $"it is an address. That of a bucket is a source: write {DatasetName.Prefix}v1/source:{path[..(scheme + 3)]}…, or set TESSERA_SOURCE to it");
        }
        string found = path[File.Length..];
        if (found.StartsWith("//", StringComparison.Ordinal))
        {
            int end = found.IndexOf('/', 2);
            string host = end < 0 ? found[2..] : found[2..end];
            if (host.Length > 0 && !string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase))
                throw Wrong($"{Quoted.Of(path)} is on another machine; local files have no host, as in file:///data/tiles");
            found = end < 0 ? "/" : found[end..];
        }
        found = Uri.UnescapeDataString(found);
        if (!PathOptions.CanHold(found))
            throw Wrong($"{Quoted.Of(path)} is a path with a '?' or an option in it, which no name can hold: rename the file, or set TESSERA_SOURCE to the folder");
        return found.Length > 2 && found[2] == ':' && char.IsAsciiLetter(found[1]) ? found[1..] : found; // /C:/data
    }

    private NameQuery ParseOptions(List<(string, string)> inPath, string after)
    {
        try
        {
            return NameQuery.Parse(inPath, after);
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
        DatasetKey.TryYear(part, out int year) ? year : throw Wrong($"{Quoted.Of(part)} is no year; four digits are needed, as in {Example}");

    private DatasetName ParsePlace(Dataset? dataset, int year, string part, NameQuery query)
    {
        if (part.StartsWith(ZonePrefix, StringComparison.OrdinalIgnoreCase)) return ParseZone(dataset, year, part, query);
        if (part.StartsWith(TilePrefix, StringComparison.OrdinalIgnoreCase)) return new TileName(dataset, year, ParseTile(part), query);
        if (part.Contains(',', StringComparison.Ordinal))
        {
            (double longitude, double latitude) = ParsePoint(part, part.Split(','), "LON,LAT in degrees, as in 0.17,52.03");
            return new TileName(dataset, year, TileId.FromPoint(longitude, latitude), query) { Point = (longitude, latitude) };
        }
        throw Wrong($"{Quoted.Of(part)} is no tile and no zone; allowed is grid_LON_LAT, as in grid_0.15_52.05, a point LON,LAT, as in 0.17,52.03, or a zone, as in utm31n");
    }

    /// <summary>A zone, with <c>+1</c> where it has a column more.</summary>
    private ZoneName ParseZone(Dataset? dataset, int year, string part, NameQuery query)
    {
        int plus = part.IndexOf('+', StringComparison.Ordinal), columns = 0;
        if (!UtmZone.TryParse(plus < 0 ? part : part[..plus], out UtmZone zone))
            throw Wrong($"{Quoted.Of(part)} is no zone; allowed is utm01 to utm60 with n for the north or s for the south of the equator, as in utm31n");
        bool isNumber = plus < 0 || int.TryParse(part.AsSpan(plus + 1), NumberStyles.None, CultureInfo.InvariantCulture, out columns);
        if (!isNumber || (plus >= 0 && columns is (< 1 or > MostColumns)))
            throw Wrong($"{Quoted.Of(part)} says after '+' how many columns the zone is to have more: from 1 to {MostColumns}, as in utm31n+1");
        return new ZoneName(dataset, year, zone, query) { MoreColumns = columns };
    }

    private TileId ParseTile(string part)
    {
        string numbers = part[TilePrefix.Length..];
        if (TileId.TryParse(TilePrefix + numbers, out TileId tile)) return tile;
        (double longitude, double latitude) = ParsePoint(part, numbers.Split('_'), "grid_LON_LAT with two decimals, as in grid_0.15_52.05");
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

    private TesseraException Wrong(string problem) => new(TesseraErrorKind.InvalidArgument,
        $"The name {Quoted.Of(text)} cannot be understood: {problem}.{(Suggests ? NameSuggestion.Of(text) : "")}");
}
