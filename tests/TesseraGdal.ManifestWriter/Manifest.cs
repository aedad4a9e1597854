using System.Globalization;

namespace TesseraGdal.Tests.ManifestWriter;

/// <summary>A published manifest: its columns in their order, and its rows in theirs (formats.md §2.1).</summary>
internal static class Manifest
{
    private const string Stamp = "2026-03-01T12:00:00Z";
    private static readonly string[] Brief = ["version", "variant", "year", "lon_i", "lat_i", "grid_size", "scales_size"];
    private static readonly string[] Published =
    [
        "version", "variant", "year", "lon", "lat", "directory", "grid_path", "scales_path", "grid_mtime", "scales_mtime",
        "grid_size", "scales_size", "lon_i", "lat_i",
    ];

    /// <summary>Whether a table has what a manifest cannot do without, and leaves the rest to be derived.</summary>
    public static bool IsBrief(Table table) => table.Columns.Order().SequenceEqual(Brief.Order());

    /// <summary>Derives the other columns, and sorts.</summary>
    public static Table Complete(Table table)
    {
        var rows = table["version"].Zip(table["variant"], table["year"])
            .Zip(table["lon_i"].Zip(table["lat_i"], table["grid_size"]), table["scales_size"])
            .Select(row => (
                Version: row.First.First, Variant: row.First.Second, Year: Whole(row.First.Third),
                LonI: Whole(row.Second.First), LatI: Whole(row.Second.Second), GridSize: row.Second.Third, ScalesSize: row.Third))
            .OrderBy(row => row.Version, StringComparer.Ordinal).ThenBy(row => row.Variant, StringComparer.Ordinal)
            .ThenBy(row => row.Year).ThenBy(row => row.LonI).ThenBy(row => row.LatI);
        return new Table(Published, [.. rows.Select(row =>
        {
            string lon = Degrees(row.LonI), lat = Degrees(row.LatI), name = $"grid_{lon}_{lat}";
            string directory = $"s3://tessera-embeddings/v1/global_0.1_degree_representation/{row.Year}/{name}";
            return (string[])
            [
                row.Version, row.Variant, $"{row.Year}", lon, lat, directory, $"{directory}/{name}.npy", $"{directory}/{name}_scales.npy", Stamp, Stamp,
                row.GridSize, row.ScalesSize, $"{row.LonI}", $"{row.LatI}",
            ];
        })]);
    }

    private static int Whole(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static string Degrees(int hundredths) => (hundredths / 100.0).ToString("F2", CultureInfo.InvariantCulture);
}
