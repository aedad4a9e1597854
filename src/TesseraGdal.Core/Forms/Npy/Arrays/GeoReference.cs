using TesseraGdal.Geometry;

namespace TesseraGdal.Forms.Npy.Arrays;

/// <summary>Reads where a GeoTIFF's pixels lie from the fields of its directory (the GeoTIFF 1.1 standard, OGC 19-008r4).</summary>
internal static class GeoReference
{
    private const ushort ModelPixelScaleTag = 33550;
    private const ushort ModelTiepointTag = 33922;
    private const ushort ModelTransformationTag = 34264;
    private const ushort GeoKeyDirectoryTag = 34735;
    private const ushort RasterTypeGeoKey = 1025;
    private const ushort ProjectedCrsGeoKey = 3072;
    private const ushort RasterPixelIsPoint = 2;
    private const ushort UserDefined = 32767;

    /// <summary>The EPSG code of the projected CRS.</summary>
    /// <exception cref="TesseraException">CorruptData: there is none.</exception>
    public static int Epsg(TiffHeader directory)
    {
        if (Key(directory, ProjectedCrsGeoKey) is not { } code) throw directory.Wrong("it names no projected CRS");
        if (code is 0 or UserDefined) throw directory.Wrong("its projected CRS has no EPSG code");
        return code;
    }

    /// <summary>The position of the upper left corner and the size of the pixels, north up.</summary>
    /// <exception cref="TesseraException">CorruptData: there is none, or it is turned or upside down.</exception>
    public static GeoTransform Transform(TiffHeader directory)
    {
        (double x, double y, double width, double height) = FromMatrix(directory) ?? FromTiepoint(directory);
        if (!double.IsFinite(x) || !double.IsFinite(y) || !(width > 0 && double.IsFinite(width)) || !(height > 0 && double.IsFinite(height)))
            throw directory.Wrong("its georeference is not that of a raster with north at its top");
        // PixelIsPoint: the model position belongs to the pixel's centre; ours belong to its corner.
        return Key(directory, RasterTypeGeoKey) == RasterPixelIsPoint
            ? new GeoTransform(x - width / 2, y + height / 2, width, height)
            : new GeoTransform(x, y, width, height);
    }

    private static (double X, double Y, double Width, double Height)? FromMatrix(TiffHeader directory)
    {
        if (directory.Doubles(ModelTransformationTag, "ModelTransformation") is not { } matrix) return null;
        if (matrix.Length != 16) throw directory.Wrong("its ModelTransformation has not 16 numbers");
        if (matrix[1] != 0 || matrix[4] != 0) throw directory.Wrong("its pixels are turned");
        return (matrix[3], matrix[7], matrix[0], -matrix[5]);
    }

    private static (double X, double Y, double Width, double Height) FromTiepoint(TiffHeader directory)
    {
        double[]? scale = directory.Doubles(ModelPixelScaleTag, "ModelPixelScale"), tie = directory.Doubles(ModelTiepointTag, "ModelTiepoint");
        if (scale is not { Length: >= 2 } || tie is not { Length: 6 })
            throw directory.Wrong("it has neither ModelTransformation nor ModelPixelScale and one ModelTiepoint");
        return (tie[3] - tie[0] * scale[0], tie[4] + tie[1] * scale[1], scale[0], scale[1]);
    }

    /// <summary>The value of a GeoKey of type SHORT that is kept in the directory of keys itself.</summary>
    private static ushort? Key(TiffHeader directory, ushort wanted)
    {
        if (directory.Shorts(GeoKeyDirectoryTag, "GeoKeys") is not { Length: >= 4 } keys) return null;
        int count = Math.Min(keys[3], (keys.Length - 4) / 4);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<ushort> key = keys.AsSpan(4 + 4 * i, 4);
            if (key[0] == wanted && key[1] == 0 && key[2] == 1) return key[3];
        }
        return null;
    }
}
