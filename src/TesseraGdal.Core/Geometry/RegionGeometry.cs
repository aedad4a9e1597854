using NetTopologySuite.Geometries;

namespace TesseraGdal.Geometry;

/// <summary>From a geometry in longitude and latitude, as programs have them, to its polygons.</summary>
internal static class RegionGeometry
{
    /// <summary>The region that a geometry encloses.</summary>
    /// <param name="geometry">A Polygon, a MultiPolygon or a collection of them. Its coordinates are degrees, whatever its SRID says.</param>
    /// <exception cref="TesseraException">It is another geometry, encloses nothing, or does not lie on Earth (InvalidArgument).</exception>
    public static Region Of(NetTopologySuite.Geometries.Geometry geometry)
    {
        Polygon[] polygons = [.. Polygons(geometry).Where(polygon => polygon.EnvelopeInternal is { Width: > 0, Height: > 0 })];
        if (polygons.Length == 0) throw Wrong("it encloses nothing");
        foreach (Polygon polygon in polygons)
        {
            foreach (Coordinate place in polygon.Coordinates)
            {
                if (GeoBox.FaultOf(place.X, place.Y) is { } fault) throw Wrong("a point of it " + fault);
            }
        }
        return new Region(polygons);
    }

    private static IEnumerable<Polygon> Polygons(NetTopologySuite.Geometries.Geometry geometry) => geometry switch
    {
        Polygon polygon => [polygon],
        GeometryCollection parts and not (MultiPoint or MultiLineString) => parts.Geometries.SelectMany(Polygons),
        _ => throw Wrong($"it has a {geometry.GeometryType}, and only polygons enclose a region"),
    };

    private static TesseraException Wrong(string fault) =>
        new(TesseraErrorKind.InvalidArgument, $"The geometry is no region: {fault}. Give polygons in degrees, longitude as x and latitude as y.");
}
