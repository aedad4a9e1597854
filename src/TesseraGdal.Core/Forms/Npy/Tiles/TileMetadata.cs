using System.Globalization;
using TesseraGdal.Forms.Npy.Arrays;
using TesseraGdal.Rasters;
using TesseraGdal.Rasters.Stored;

namespace TesseraGdal.Forms.Npy.Tiles;

/// <summary>What a tile says about itself: the tags of geotessera's exports (formats.md §5), and where its bytes come from.</summary>
internal static class TileMetadata
{
    /// <summary>Metadata by domain.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<KeyValuePair<string, string>>> Of(TileSource source, StoredView view, TileArray embeddings, TileArray scales) =>
        new Dictionary<string, IReadOnlyList<KeyValuePair<string, string>>>
        {
            [""] = Tags(source),
            ["TESSERA"] = Provenance(source, view, embeddings, scales),
        };

    private static List<KeyValuePair<string, string>> Tags(TileSource source)
    {
        var tags = new MetadataList();
        tags.Items.AddRange(DatasetTags.Of(source.Dataset, source.Year));
        tags.Add("TESSERA_TILE_LAT", Degrees(source.Tile.Latitude));
        tags.Add("TESSERA_TILE_LON", Degrees(source.Tile.Longitude));
        tags.Add("TESSERA_DESCRIPTION", "GeoTessera satellite embedding tile");
        return tags.Items;
    }

    private static List<KeyValuePair<string, string>> Provenance(TileSource source, StoredView view, TileArray embeddings, TileArray scales)
    {
        var facts = new MetadataList();
        facts.Add("SOURCE", embeddings.Facts.Source);
        facts.Add("KEY", KeyOf(embeddings));
        facts.Add("ETAG", embeddings.Facts.ETag);
        facts.Add("SCALES_KEY", KeyOf(scales));
        facts.Add("SCALES_ETAG", scales.Facts.ETag);
        facts.Add("DATASET", source.Dataset?.Name);
        facts.Add("VARIANT", source.Dataset?.Variant);
        facts.Add("YEAR", source.Year?.ToString(CultureInfo.InvariantCulture));
        facts.Items.AddRange(DatasetTags.Terms(source.Dataset));
        facts.Add("LEGEND", view.Categories.Count == 0 ? null : string.Join(", ", view.Categories.Select((category, code) => $"{code} {category.Name}")));
        return facts.Items;
    }

    /// <summary>What its source calls an array's object.</summary>
    public static string KeyOf(TileArray array) => array.Facts.SourceKey ?? array.Facts.Key;

    /// <summary>With two decimals, as tiles are named: 52.05.</summary>
    private static string Degrees(double degrees) => degrees.ToString("F2", CultureInfo.InvariantCulture);
}
