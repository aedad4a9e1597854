using TesseraGdal.Geometry;

namespace TesseraGdal.Forms;

/// <summary>What a zone has.</summary>
/// <param name="Zone">The zone.</param>
/// <param name="Count">Its tiles, &gt; 0.</param>
/// <param name="Extent">The box of their cells; within the zone's 6° band, and on its side of the equator.</param>
public readonly record struct ZoneCoverage(UtmZone Zone, int Count, GeoBox Extent);
