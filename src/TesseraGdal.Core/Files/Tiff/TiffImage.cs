using TesseraGdal.Rasters;

namespace TesseraGdal.Files.Tiff;

/// <summary>
/// One image of a TIFF, the raster or an overview of it, and where its bytes lie. A strip is one row of one band, since stored rows are
/// what can be fetched alone; the bands follow one another.
/// </summary>
/// <param name="Raster">Whose pixels they are.</param>
/// <param name="SeriesPosition">Where the lists of its strips lie in the file.</param>
/// <param name="Position">Where its pixels begin.</param>
internal sealed record TiffImage(IRaster Raster, long SeriesPosition, long Position)
{
    /// <summary>Where strips begin.</summary>
    internal TiffSeries Offsets => new(SeriesPosition, (long)Bands * Height, sizeof(long), Position, RowLength);

    /// <summary>How long they are.</summary>
    internal TiffSeries Counts => new(SeriesPosition + Offsets.Length, (long)Bands * Height, sizeof(uint), RowLength, 0);

    /// <summary>Where the lists end, a multiple of 8.</summary>
    internal long SeriesEnd => (SeriesPosition + Offsets.Length + Counts.Length + 7) / 8 * 8;

    /// <summary>Bands.</summary>
    internal int Bands { get; } = Raster.Info.BandDescriptions.Count;

    /// <summary>Rows.</summary>
    internal int Height { get; } = Raster.Info.Grid.Height;

    /// <summary>Bytes of a strip.</summary>
    internal int RowLength { get; } = checked(Raster.Info.Grid.Width * Raster.Info.PixelType.SizeOf());

    /// <summary>Bytes of all pixels.</summary>
    internal long Length => (long)Bands * Height * RowLength;
}
