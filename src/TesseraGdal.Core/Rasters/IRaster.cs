using TesseraGdal.Geometry;

namespace TesseraGdal.Rasters;

/// <summary>
/// Pixels that can be read by window: a tile, a mosaic, a crop, an overview, a view. The one reading interface of the house;
/// the GDAL driver, the virtual TIFF and the C# client all read through it, and rasters compose by wrapping one another.
/// All members are safe to call from any thread. Programs get rasters from this library and need not write their own: a version with a
/// new minor number may add members.
/// </summary>
public interface IRaster
{
    /// <summary>Size, type, georeference, bands and metadata; known without reading a pixel.</summary>
    RasterInfo Info { get; }

    /// <summary>The same picture at 1/2, 1/4, …, in descending order of size; empty where there is none.</summary>
    IReadOnlyList<IRaster> Overviews { get; }

    /// <summary>
    /// Reads a window of some bands into the caller's memory. Where the output is smaller or larger than the window,
    /// output pixel (i, j) takes the pixel of the window at floor((i + 0.5) · w / outW), floor((j + 0.5) · h / outH): nearest, as GDAL does it.
    /// Where <see cref="RasterRead.Exact"/> is given, the same is counted from it.
    /// </summary>
    /// <param name="request">What to read and where to.</param>
    /// <param name="progress">Told the fraction done, 0 … 1, from any thread; or null.</param>
    /// <param name="cancellationToken">Stops the read; the destination is then partly written.</param>
    /// <exception cref="TesseraException">Something could not be had or was wrong; the destination's contents are then undefined.</exception>
    ValueTask ReadAsync(RasterRead request, IProgress<double>? progress, CancellationToken cancellationToken);

    /// <summary>
    /// Refuses a window that would be refused by a read of all its pixels, without reading: for those who read it in several parts, which are one read
    /// to the user, as when a program resamples it.
    /// </summary>
    /// <exception cref="TesseraException">LimitExceeded: the window needs more than <c>TESSERA_MAX_READ</c>.</exception>
    void DemandWithinLimit(Window window);

    /// <summary>Says that a window will be read soon: what it needs is fetched into the cache. Never needed for a read to be right.</summary>
    ValueTask AdviseAsync(Window window, CancellationToken cancellationToken);

    /// <summary>Which objects a pixel comes from, for people: lines of text, of the form <c>name=value</c>.</summary>
    IReadOnlyList<KeyValuePair<string, string>> Locate(int x, int y);
}
