namespace TesseraGdal.Files.Tiff;

/// <summary>The tags that are written, by their numbers (TIFF 6.0; BigTIFF; GeoTIFF 1.1; the last two are GDAL's).</summary>
internal enum TiffTag : ushort
{
    NewSubfileType = 254,
    ImageWidth = 256,
    ImageLength = 257,
    BitsPerSample = 258,
    Compression = 259,
    PhotometricInterpretation = 262,
    StripOffsets = 273,
    SamplesPerPixel = 277,
    RowsPerStrip = 278,
    StripByteCounts = 279,
    PlanarConfiguration = 284,
    ExtraSamples = 338,
    SampleFormat = 339,
    ModelPixelScale = 33550,
    ModelTiepoint = 33922,
    GeoKeyDirectory = 34735,
    GdalMetadata = 42112,
    GdalNoData = 42113,
}
