using NetTopologySuite.Geometries;

namespace TesseraGdal.Geometry;

/// <summary>A part of the Earth: a box, or the polygons of a region with the box around them. Programs write a <see cref="GeoBox"/> or a geometry where one is asked for.</summary>
public sealed class Area
{
    private readonly Region? _region;
    private readonly string _text;

    private Area(GeoBox box, Region? region, string text) => (Box, _region, _text) = (box, region, text);

    /// <summary>The box: what is shown of the Earth.</summary>
    public GeoBox Box { get; }

    /// <summary>The polygons; null for a box.</summary>
    internal Region? Region => _region;

    /// <summary>Whether only the tiles that it touches are to be read, and not all of its box.</summary>
    public bool IsRegion => _region is not null;

    /// <summary>A box, in degrees. It crosses the antimeridian where its western edge lies east of the other.</summary>
    /// <exception cref="TesseraException">It is not on Earth, is empty, or has its edges the wrong way round (InvalidArgument).</exception>
    public static implicit operator Area(GeoBox box) => FromGeoBox(box);

    /// <summary>A region: the polygons of a geometry in degrees, longitude as x and latitude as y.</summary>
    /// <exception cref="TesseraException">It is no polygon, or not on Earth (InvalidArgument).</exception>
    public static implicit operator Area(NetTopologySuite.Geometries.Geometry geometry) => FromGeometry(geometry);

    /// <summary>A box, in degrees; as the conversion from one.</summary>
    /// <exception cref="TesseraException">It is not on Earth, is empty, or has its edges the wrong way round (InvalidArgument).</exception>
    public static Area FromGeoBox(GeoBox box)
    {
        box = box.Named;
        string text = FormattableString.Invariant($"the box {box.West},{box.South},{box.East},{box.North}");
        return (box.Fault ?? box.Turned) is not { } fault
            ? new Area(box, null, text)
            : throw new TesseraException(TesseraErrorKind.InvalidArgument, $"There can be nothing in {text}: {fault}. Give west, south, east and north in degrees, as in new GeoBox(0.0, 52.0, 0.3, 52.3).");
    }

    /// <summary>A region, of a geometry in degrees; as the conversion from one.</summary>
    /// <exception cref="TesseraException">It is no polygon, or not on Earth (InvalidArgument).</exception>
    public static Area FromGeometry(NetTopologySuite.Geometries.Geometry geometry)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        return Of(RegionGeometry.Of(geometry), $"the {geometry.GeometryType}");
    }

    /// <summary>The box of an envelope in degrees, longitude as x and latitude as y. An envelope never crosses the antimeridian.</summary>
    /// <exception cref="TesseraException">It is not on Earth, or empty (InvalidArgument).</exception>
    public static Area FromEnvelope(Envelope envelope)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        return FromGeoBox(new GeoBox(envelope.MinX, envelope.MinY, envelope.MaxX, envelope.MaxY));
    }

    /// <summary>A box that has been looked at.</summary>
    /// <param name="box">The box.</param>
    /// <param name="text">What messages call it: <c>bbox:0,52,0.3,52.3</c>.</param>
    internal static Area Of(GeoBox box, string text) => new(box, null, text);

    /// <summary>A region.</summary>
    /// <param name="region">The region.</param>
    /// <param name="text">What messages call it: <c>region:farm.geojson</c>.</param>
    internal static Area Of(Region region, string text) => new(region.Box, region, text);

    /// <summary>The box with longitudes and latitudes exchanged, as it is often given by mistake; null where that is none.</summary>
    internal Area? Exchanged =>
        !IsRegion && new GeoBox(Box.South, Box.West, Box.North, Box.East) is { Fault: null } box && box.West < box.East ? new Area(box, null, _text) : null;

    /// <summary>As the user gave it.</summary>
    public override string ToString() => _text;
}
