using TesseraGdal.Catalog;
using TesseraGdal.Forms;
using TesseraGdal.Geometry;
using TesseraGdal.Kinds;

namespace TesseraGdal.Naming;

/// <summary>
/// What a path of <c>/vsitessera/</c> means (design.md §2), before anything is looked up. One record a form; a path in which nothing can be is none.
/// <code>
/// (nothing)                              the datasets
/// v1                                     years, and what the dataset's form has beside them
/// v1/2024                                zones
/// v1/2024/utm31n                         the zone's tiles
/// v1/2024/[utm31n/]grid_0.15_52.05.tif   a tile as a TIFF, and v1/2024/bbox_0.05_52.15_0.20_52.25[_utm31n].tif a part of a year
/// v1/…, v1/2024/[utm31n/]…               a stored file, as the dataset's form has them (<see cref="Forms.Form.ParsePath"/>)
/// </code>
/// </summary>
internal abstract record FilePath
{
    /// <summary>Where the file system begins in GDAL's.</summary>
    internal const string Root = "/vsitessera/";

    private const string RasterSuffix = ".tif", BoxPrefix = "bbox_";

    /// <summary>Reads a path.</summary>
    /// <param name="path">The path without <see cref="Root"/>; a slash at its end is allowed where it means a folder.</param>
    /// <returns>Null where there can be no such file or folder.</returns>
    internal static FilePath? Parse(string path)
    {
        bool isFolder = path.EndsWith('/');
        string[] parts = path.TrimEnd('/').Split('/');
        if (parts is [""]) return new FolderPath(null, null, null);
        if (Catalogue.FindDataset(parts[0]) is not { } dataset) return null;
        FilePath? found = parts[1..] switch
        {
            [] => new FolderPath(dataset, null, null),
            [var folder] when FormLookup.IsFolder(folder) => new FolderPath(dataset, null, null) { Name = folder },
            [var year] when DatasetKey.TryYear(year, out int number) => new FolderPath(dataset, number, null),
            [var year, var zone] when DatasetKey.TryYear(year, out int number) && TryZone(zone, out UtmZone found1) => new FolderPath(dataset, number, found1),
            [var year, var file] when DatasetKey.TryYear(year, out int number) => ParseFile(dataset, number, null, file),
            [var year, var zone, var file] when DatasetKey.TryYear(year, out int number) && TryZone(zone, out UtmZone found1) => ParseFile(dataset, number, found1, file),
            var rest => ParseStored(dataset, string.Join('/', rest)),
        };
        return isFolder && found is not FolderPath ? null : found;
    }

    private static FilePath? ParseFile(Dataset dataset, int year, UtmZone? zone, string file)
    {
        if (!file.EndsWith(RasterSuffix, StringComparison.Ordinal))
            return ParseStored(dataset, $"{year}/{file}") is { } found && (zone is null || found.File.Zone == zone) ? found : null;
        string stem = file[..^RasterSuffix.Length];
        if (TileId.TryParse(stem, out TileId tile)) return zone is null || tile.Zone == zone ? new RasterPath(new TileName(dataset, year, tile, NameQuery.None)) : null;
        return stem.StartsWith(BoxPrefix, StringComparison.Ordinal) ? ParseBox(dataset, year, zone, stem[BoxPrefix.Length..].Split('_')) : null;
    }

    /// <summary>West, south, east and north, and a zone where there are several; the numbers are looked at when the box is opened.</summary>
    private static RasterPath? ParseBox(Dataset dataset, int year, UtmZone? zone, string[] parts)
    {
        if (parts.Length == 5 && zone is null && TryZone(parts[4], out UtmZone named)) (zone, parts) = (named, parts[..4]);
        if (parts.Length != 4) return null;
        NameQuery box = NameQuery.None.With("bbox", string.Join(',', parts));
        return new RasterPath(zone is { } one ? new ZoneName(dataset, year, one, box) : new YearName(dataset, year, box));
    }

    private static StoredFilePath? ParseStored(Dataset dataset, string rest) =>
        rest.Length > 0 && FormLookup.PathOf(new DatasetKey(dataset, rest)) is { } found ? new StoredFilePath(found) : null;

    private static bool TryZone(string text, out UtmZone zone) => UtmZone.TryParse(text, out zone);
}

/// <summary>A folder: of the datasets, of one, of what its form has beside the years, of a year's zones, of a zone's tiles.</summary>
/// <param name="Dataset">The dataset, or null for the root.</param>
/// <param name="Year">The year, or null.</param>
/// <param name="Zone">The zone, or null.</param>
internal sealed record FolderPath(Dataset? Dataset, int? Year, UtmZone? Zone) : FilePath
{
    /// <summary>The folder's name, where it is one that the dataset's form has beside the years; else null.</summary>
    internal string? Name { get; init; }
}

/// <summary>A stored file.</summary>
/// <param name="File">The file.</param>
internal sealed record StoredFilePath(StoredPath File) : FilePath;

/// <summary>A raster as a TIFF that is computed as it is read.</summary>
/// <param name="Name">The raster.</param>
internal sealed record RasterPath(DatasetName Name) : FilePath;
