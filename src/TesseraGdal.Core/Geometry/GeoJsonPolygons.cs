using System.Text.Json;
using NetTopologySuite.Geometries;

namespace TesseraGdal.Geometry;

/// <summary>
/// The polygons of a GeoJSON text (RFC 7946): a Polygon or MultiPolygon, a Feature with one, a FeatureCollection of them. Read as a document and within
/// bounds, as the text may come from anyone.
/// </summary>
internal static class GeoJsonPolygons
{
    /// <summary>Bytes of text that are accepted.</summary>
    public const int MaxLength = 32 << 20;

    /// <summary>Points that are accepted: more than any country's border has at the scale of a tile.</summary>
    public const int MaxPoints = 1_000_000;

    /// <summary>A coordinate is seven levels deep in a FeatureCollection; what else a feature holds may be deeper.</summary>
    private const int MaxDepth = 64;

    /// <summary>A ring returns to its first point (RFC 7946, section 3.1.6).</summary>
    private const int MinRing = 4;

    private const string Type = "type", Coordinates = "coordinates";

    private static ReadOnlySpan<byte> Utf8Mark => [0xEF, 0xBB, 0xBF];

    private static readonly GeometryFactory Factory = new();

    /// <summary>Reads the polygons.</summary>
    /// <param name="text">The text in UTF-8, with or without a byte order mark.</param>
    /// <returns>At least one polygon, in degrees; those without width or height are left out.</returns>
    /// <exception cref="FormatException">It cannot be read or has no polygon; the message says why, as part of a sentence whose subject is the text.</exception>
    public static IReadOnlyList<Polygon> Parse(ReadOnlyMemory<byte> text)
    {
        if (text.Length > MaxLength) throw new FormatException($"has more than {MaxLength >> 20} MB; simplify the polygon");
        if (text.Span.StartsWith(Utf8Mark)) text = text[Utf8Mark.Length..];
        var polygons = new List<Polygon>();
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MaxDepth });
            CheckReference(document.RootElement);
            int left = MaxPoints;
            foreach (JsonElement geometry in Geometries(document.RootElement)) AddPolygons(geometry, polygons, ref left);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // the second of text that is no Unicode
        {
            throw new FormatException($"is no GeoJSON: {e.Message.TrimEnd('.')}", e);
        }
        return polygons.Count > 0 ? polygons : throw new FormatException("has no polygon that encloses anything");
    }

    /// <summary>Before RFC 7946 a file could name another CRS; its numbers mean something else then.</summary>
    private static void CheckReference(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("crs", out JsonElement crs) || crs.ValueKind == JsonValueKind.Null) return;
        string name = crs.GetRawText();
        if (!name.Contains("CRS84", StringComparison.Ordinal) && !name.Contains("4326", StringComparison.Ordinal))
            throw new FormatException("has a CRS of its own, and GeoJSON is in longitude and latitude (RFC 7946); convert it, as ogr2ogr -lco RFC7946=YES does");
    }

    private static IEnumerable<JsonElement> Geometries(JsonElement root) => TypeOf(root) switch
    {
        "FeatureCollection" => Array(root, "features", "FeatureCollection").EnumerateArray().SelectMany(FeatureGeometry),
        "Feature" => FeatureGeometry(root),
        _ => [root],
    };

    /// <summary>A feature without a place has null for it.</summary>
    private static IEnumerable<JsonElement> FeatureGeometry(JsonElement feature)
    {
        if (TypeOf(feature) != "Feature") throw new FormatException("has something among its features that is no Feature");
        if (feature.TryGetProperty("geometry", out JsonElement geometry) && geometry.ValueKind != JsonValueKind.Null) yield return geometry;
    }

    private static void AddPolygons(JsonElement geometry, List<Polygon> polygons, ref int left)
    {
        switch (TypeOf(geometry))
        {
            case "Polygon":
                AddPolygon(Array(geometry, Coordinates, "Polygon"), polygons, ref left);
                break;
            case "MultiPolygon":
                foreach (JsonElement polygon in Array(geometry, Coordinates, "MultiPolygon").EnumerateArray()) AddPolygon(polygon, polygons, ref left);
                break;
            case var other and ("Point" or "MultiPoint" or "LineString" or "MultiLineString" or "GeometryCollection"):
                throw new FormatException($"has a {other}, and only Polygon and MultiPolygon enclose a region");
            default:
                throw new FormatException("is no GeoJSON: FeatureCollection, Feature, Polygon or MultiPolygon is needed as its type");
        }
    }

    private static void AddPolygon(JsonElement rings, List<Polygon> polygons, ref int left)
    {
        if (rings.ValueKind != JsonValueKind.Array) throw NoCoordinates("Polygon");
        var read = new List<LinearRing>();
        foreach (JsonElement ring in rings.EnumerateArray()) read.Add(ReadRing(ring, ref left));
        if (read.Count == 0) return;
        Polygon polygon = Factory.CreatePolygon(read[0], [.. read.Skip(1)]);
        if (polygon.EnvelopeInternal is { Width: > 0, Height: > 0 }) polygons.Add(polygon);
    }

    private static LinearRing ReadRing(JsonElement ring, ref int left)
    {
        if (ring.ValueKind != JsonValueKind.Array) throw NoCoordinates("Polygon");
        int count = ring.GetArrayLength();
        left -= count;
        if (left < 0) throw new FormatException($"has more than {MaxPoints} points; simplify the polygon");
        var points = new Coordinate[count];
        int i = 0;
        foreach (JsonElement position in ring.EnumerateArray()) points[i++] = ReadPosition(position);
        if (count < MinRing || !points[0].Equals2D(points[^1]))
            throw new FormatException("has a ring that is not closed: its last point must be its first, and there must be four at least");
        return Factory.CreateLinearRing(points);
    }

    /// <summary>Longitude, latitude, and perhaps a height, which does not matter.</summary>
    private static Coordinate ReadPosition(JsonElement position)
    {
        if (position.ValueKind != JsonValueKind.Array || position.GetArrayLength() < 2
            || position[0].ValueKind != JsonValueKind.Number || position[1].ValueKind != JsonValueKind.Number)
            throw new FormatException("has a position that is not of the form [longitude, latitude]");
        double longitude = position[0].GetDouble(), latitude = position[1].GetDouble();
        return GeoBox.FaultOf(longitude, latitude) is { } fault
            ? throw new FormatException(FormattableString.Invariant($"has a position [{longitude}, {latitude}] that {fault}"))
            : new Coordinate(longitude, latitude);
    }

    private static string? TypeOf(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(Type, out JsonElement type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null;

    private static JsonElement Array(JsonElement element, string property, string owner) =>
        element.TryGetProperty(property, out JsonElement array) && array.ValueKind == JsonValueKind.Array
            ? array
            : throw (property == Coordinates ? NoCoordinates(owner) : new FormatException($"is a {owner} without {property}"));

    private static FormatException NoCoordinates(string owner) => new($"has a {owner} without coordinates");
}
