using System.Buffers;
using TesseraGdal.Geometry;

namespace TesseraGdal.Rasters;

/// <summary>
/// The caller's memory that a read fills: element (band k, row j, column i) lies at
/// <c>Origin + k·BandStride + j·LineStride + i·PixelStride</c> bytes. Strides may be negative and need no alignment, as GDAL's may.
/// </summary>
/// <param name="Origin">Address of element (0, 0, 0). The caller keeps the memory alive and in place until the read has ended.</param>
/// <param name="PixelStride">Bytes from a pixel to the next of its row.</param>
/// <param name="LineStride">Bytes from a row to the next.</param>
/// <param name="BandStride">Bytes from a band to the next.</param>
public readonly record struct PixelBuffer(nint Origin, long PixelStride, long LineStride, long BandStride)
{
    /// <summary>Planes of float32, one a band, packed one behind the other.</summary>
    /// <param name="pin">Where they begin; the caller keeps it.</param>
    /// <param name="width">Columns of a plane.</param>
    /// <param name="height">Rows of a plane.</param>
    internal static unsafe PixelBuffer OfPlanes(MemoryHandle pin, int width, int height) =>
        new((nint)pin.Pointer, sizeof(float), sizeof(float) * (long)width, sizeof(float) * (long)width * height);
}

/// <summary>One read: what, and where to. The elements written are of the raster's own pixel type.</summary>
public readonly record struct RasterRead
{
    /// <summary>The pixels to read, within the raster.</summary>
    public required Window Window { get; init; }

    /// <summary>
    /// What the output shows, where its edges lie within pixels (a part of a mosaic that is being resampled): picks are counted from here, and stay within
    /// <see cref="Window"/>. Null where the window is exact.
    /// </summary>
    public PartialWindow? Exact { get; init; }

    /// <summary>Bands, counted from 0, in the order in which they are written; may repeat.</summary>
    public required ReadOnlyMemory<int> Bands { get; init; }

    /// <summary>Columns to write; the window's width where nothing is resampled.</summary>
    public required int OutWidth { get; init; }

    /// <summary>Rows to write; the window's height where nothing is resampled.</summary>
    public required int OutHeight { get; init; }

    /// <summary>Where the pixels go.</summary>
    public required PixelBuffer Destination { get; init; }
}
