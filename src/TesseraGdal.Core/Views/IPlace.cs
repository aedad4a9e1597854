using TesseraGdal.Forms;
using TesseraGdal.Geometry;
using TesseraGdal.Rasters;
using TesseraGdal.Rasters.Stored;

namespace TesseraGdal.Views;

/// <summary>A place that a view is opened at: a tile, a zone, a part of a zone. It opens pixels there, of its own year or of another.</summary>
internal interface IPlace
{
    /// <summary>What exists of the dataset; null where that is not known.</summary>
    IPresence? Presence { get; }

    /// <summary>The dataset's pixels of the place's year; null for a file of its own.</summary>
    IPixelSource? Pixels { get; }

    /// <summary>The year; null where a file does not tell.</summary>
    int? Year { get; }

    /// <summary>The zone; null for a file of its own.</summary>
    UtmZone? Zone { get; }

    /// <summary>How pixels are read.</summary>
    ReadOptions Options { get; }

    /// <summary><c>TESSERA_CACHE_DIR</c>: where a view may keep what it has found out; null or empty for nowhere.</summary>
    string? CacheDirectory { get; }

    /// <summary>Opens stored pixels there, as a view of them shows them.</summary>
    /// <param name="view">What is shown.</param>
    /// <param name="year">Another year of the same dataset, whose raster has the place's own grid; null for the place's own year.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <exception cref="TesseraException">There is nothing of that year (NotFound), it is a file, which has no other year (InvalidArgument), or it cannot be had.</exception>
    ValueTask<ISampledRaster> OpenAsync(StoredView view, int? year, CancellationToken cancellationToken);
}
