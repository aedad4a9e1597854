namespace TesseraGdal.Files.Tiff;

/// <summary>The CRS as a TIFF tells it (OGC GeoTIFF 1.1): a directory of keys, four numbers each, of which the codes of EPSG need no more.</summary>
internal static class GeoKeys
{
    private const ushort ModelType = 1024, RasterType = 1025, GeodeticCrs = 2048, ProjectedCrs = 3072;
    private const ushort Projected = 1, Geographic = 2, PixelIsArea = 1;

    /// <summary>The directory of a CRS of ours: longitude and latitude (4326), or a zone's.</summary>
    internal static ushort[] Of(int epsg)
    {
        const int geographic = 4326;
        (ushort model, ushort key) = epsg == geographic ? (Geographic, GeodeticCrs) : (Projected, ProjectedCrs);
        return
        [
            1, 1, 1, 3, // version, revision 1.1, keys
            ModelType, 0, 1, model,
            RasterType, 0, 1, PixelIsArea,
            key, 0, 1, checked((ushort)epsg),
        ];
    }
}
