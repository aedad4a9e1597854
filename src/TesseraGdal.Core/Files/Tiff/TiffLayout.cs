using System.Buffers.Binary;
using System.Globalization;
using TesseraGdal.Geometry;
using TesseraGdal.Rasters;

namespace TesseraGdal.Files.Tiff;

/// <summary>
/// Where everything lies in the BigTIFF that shows a raster; known from what is known of the raster, without a pixel:
/// <code>
/// head      header, directory of the raster, directories of its overviews in descending order of size
/// series    for each image where its strips begin, and their lengths
/// pixels    the overviews' in ascending order of size, then the raster's: as cloud-optimised TIFFs have them
/// </code>
/// Not compressed, so that every strip's place follows from its number; and band by band (PLANARCONFIG=SEPARATE), since GDAL's reader keeps nothing of
/// the other bands where there are 128 in a strip, and would fetch it anew for each.
/// </summary>
internal sealed class TiffLayout
{
    private const int HeaderLength = 16;
    private const ushort BigTiff = 43, Uncompressed = 1, MinIsBlack = 1, Rgb = 2, BandByBand = 2, OtherSample = 0, TransparencySample = 2;
    private const ushort UnsignedInteger = 1, SignedInteger = 2, FloatingPoint = 3;

    private TiffLayout(byte[] head, TiffImage[] images, long length) => (Head, Images, Length) = (head, images, length);

    /// <summary>The file's first bytes.</summary>
    internal byte[] Head { get; }

    /// <summary>The raster and its overviews, in descending order of size.</summary>
    internal IReadOnlyList<TiffImage> Images { get; }

    /// <summary>Bytes in the file.</summary>
    internal long Length { get; }

    /// <summary>Lays a raster out.</summary>
    /// <param name="raster">A raster with one band or more.</param>
    internal static TiffLayout Of(IRaster raster)
    {
        IRaster[] rasters = [raster, .. raster.Overviews];
        // A directory's length does not depend on the places that it tells.
        int headLength = HeaderLength + rasters.Sum(one => DirectoryOf(new TiffImage(one, 0, 0), one == raster).Length);
        var images = new TiffImage[rasters.Length];
        long position = headLength;
        for (int i = 0; i < images.Length; i++)
        {
            images[i] = new TiffImage(rasters[i], position, 0);
            position = images[i].SeriesEnd;
        }
        for (int i = images.Length - 1; i >= 0; i--)
        {
            images[i] = images[i] with { Position = position };
            position += images[i].Length;
        }
        return new TiffLayout(WriteHead(images, headLength), images, position);
    }

    private static byte[] WriteHead(TiffImage[] images, int length)
    {
        byte[] head = new byte[length];
        "II"u8.CopyTo(head);
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(2), BigTiff);
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(4), sizeof(long)); // bytes of an offset
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(8), HeaderLength);
        int position = HeaderLength;
        foreach (TiffImage image in images)
        {
            TiffDirectory directory = DirectoryOf(image, image == images[0]);
            int end = position + directory.Length;
            directory.Write(head.AsSpan(position, directory.Length), position, image == images[^1] ? 0 : end);
            position = end;
        }
        return head;
    }

    private static TiffDirectory DirectoryOf(TiffImage image, bool isWhole)
    {
        RasterInfo info = image.Raster.Info;
        int colours = info.BandColors is [BandColor.Red, BandColor.Green, BandColor.Blue, ..] ? 3 : 1;
        var directory = new TiffDirectory();
        directory.AddLong(TiffTag.NewSubfileType, isWhole ? 0u : 1u);
        directory.AddLong(TiffTag.ImageWidth, (uint)info.Grid.Width);
        directory.AddLong(TiffTag.ImageLength, (uint)info.Grid.Height);
        directory.AddShorts(TiffTag.BitsPerSample, Repeat((ushort)(8 * info.PixelType.SizeOf()), image.Bands));
        directory.AddShorts(TiffTag.Compression, Uncompressed);
        directory.AddShorts(TiffTag.PhotometricInterpretation, colours == 3 ? Rgb : MinIsBlack);
        directory.AddSeries(TiffTag.StripOffsets, image.Offsets);
        directory.AddShorts(TiffTag.SamplesPerPixel, checked((ushort)image.Bands));
        directory.AddLong(TiffTag.RowsPerStrip, 1);
        directory.AddSeries(TiffTag.StripByteCounts, image.Counts);
        directory.AddShorts(TiffTag.PlanarConfiguration, BandByBand);
        if (image.Bands > colours)
            directory.AddShorts(TiffTag.ExtraSamples, [.. Enumerable.Range(colours, image.Bands - colours).Select(band => ColourOf(info, band) == BandColor.Alpha ? TransparencySample : OtherSample)]);
        directory.AddShorts(TiffTag.SampleFormat, Repeat(SampleFormatOf(info.PixelType), image.Bands));
        if (info.NoData is { } nothing) directory.AddText(TiffTag.GdalNoData, double.IsNaN(nothing) ? "nan" : nothing.ToString("R", CultureInfo.InvariantCulture));
        if (isWhole) AddDescription(directory, info);
        return directory;
    }

    /// <summary>Where the raster lies, and what it says of itself: of the whole picture only.</summary>
    private static void AddDescription(TiffDirectory directory, RasterInfo info)
    {
        GeoTransform transform = info.Grid.Transform;
        directory.AddDoubles(TiffTag.ModelPixelScale, transform.PixelWidth, transform.PixelHeight, 0);
        directory.AddDoubles(TiffTag.ModelTiepoint, 0, 0, 0, transform.OriginX, transform.OriginY, 0);
        directory.AddShorts(TiffTag.GeoKeyDirectory, GeoKeys.Of(info.Grid.Epsg));
        directory.AddText(TiffTag.GdalMetadata, GdalMetadata.Of(info));
    }

    private static ushort SampleFormatOf(PixelType type) => type switch
    {
        PixelType.Byte or PixelType.UInt16 or PixelType.UInt32 => UnsignedInteger,
        PixelType.Int8 or PixelType.Int16 or PixelType.Int32 => SignedInteger,
        PixelType.Float32 or PixelType.Float64 => FloatingPoint,
        _ => throw PixelTypes.Unknown(type),
    };

    private static BandColor ColourOf(RasterInfo info, int band) => band < info.BandColors.Count ? info.BandColors[band] : BandColor.Undefined;

    private static ushort[] Repeat(ushort value, int count)
    {
        var values = new ushort[count];
        Array.Fill(values, value);
        return values;
    }
}
