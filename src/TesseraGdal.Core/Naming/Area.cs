using TesseraGdal.Geometry;
using TesseraGdal.Registry;

namespace TesseraGdal.Naming;

/// <summary>A part of the Earth: a box, or the polygons of a region with the box around them.</summary>
internal sealed class Area
{
    private readonly Region? _region;
    private readonly string _text;

    private Area(GeoBox box, Region? region, string text) => (Box, _region, _text) = (box, region, text);

    /// <summary>The box: what is shown of the Earth.</summary>
    public GeoBox Box { get; }

    /// <summary>Whether only the tiles that it touches are to be read, and not all of its box.</summary>
    public bool IsRegion => _region is not null;

    /// <summary>A box.</summary>
    /// <param name="box">The box.</param>
    /// <param name="text">What messages call it: <c>bbox=0,52,0.3,52.3</c>.</param>
    public static Area Of(GeoBox box, string text) => new(box, null, text);

    /// <summary>A region.</summary>
    /// <param name="region">The region.</param>
    /// <param name="text">What messages call it: <c>region=farm.geojson</c>.</param>
    public static Area Of(Region region, string text) => new(region.Box, region, text);

    /// <summary>The tiles that it touches and that exist, each once.</summary>
    /// <param name="registry">Which exist.</param>
    /// <param name="year">The year, or null for tiles of any year.</param>
    /// <exception cref="TesseraException">The region's polygons are too much work (LimitExceeded).</exception>
    public IEnumerable<TileId> Tiles(TileRegistry registry, int? year)
    {
        if (_region is not null) return _region.Cells().Where(tile => year is { } one ? registry.Contains(one, tile) : registry.YearsOf(tile).Count > 0).Distinct();
        (TileId southWest, TileId northEast) = Box.Cells();
        return registry.Tiles(year, southWest, northEast);
    }

    /// <summary>As the user gave it.</summary>
    public override string ToString() => _text;
}
