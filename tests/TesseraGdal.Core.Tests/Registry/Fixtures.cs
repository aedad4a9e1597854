using System.Globalization;
using System.IO.Compression;
using TesseraGdal.Catalog;
using TesseraGdal.Geometry;

namespace TesseraGdal.Tests.Registry;

/// <summary>The given manifests and the cells that they were made from, found from the test program upwards.</summary>
internal static class Fixtures
{
    public static readonly Dataset V1 = Catalogue.FindDataset("v1")!;
    public static readonly Dataset Cambridge = Catalogue.FindDataset("v1.1-cambridge")!;

    /// <summary>The folder of the manifests that pandas wrote.</summary>
    public static string Manifests => Path.GetDirectoryName(Find("fixtures/parquet/manifest.parquet"))!;

    /// <summary>The real cells, with the years of each.</summary>
    public static IEnumerable<(TileId Tile, int[] Years)> Cells()
    {
        using var text = new StreamReader(new GZipStream(File.OpenRead(Find("tiles-2017-2023.csv.gz")), CompressionMode.Decompress));
        text.ReadLine();
        while (text.ReadLine() is { Length: > 0 } line)
        {
            string[] parts = line.Split(',');
            yield return (new TileId(Number(parts[0]), Number(parts[1])), [.. parts[2].Split(' ').Select(Number)]);
        }
    }

    /// <summary>The tile and year that make_fixtures.py gave size 0: its eighteenth row, before it sorted.</summary>
    public static (int Year, TileId Tile) Absent()
    {
        var rows = Cells().SelectMany(cell => cell.Years.Select(year => (year, cell.Tile)).Concat(cell.Tile.LatI % 50 is 5 or -45 ? [(0, cell.Tile)] : []));
        return rows.ElementAt(17);
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static string Find(string file)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "tests", "data", file);
            if (File.Exists(path)) return path;
        }
        throw new FileNotFoundException($"tests/data/{file} is in no folder above {AppContext.BaseDirectory}.");
    }
}
