using TesseraGdal.Geometry;
using TesseraGdal.Rasters;
using TesseraGdal.Rasters.Stored;

namespace TesseraGdal.Forms;

/// <summary>
/// The pixels of one year of a dataset: opens tiles and zones, and is the only place where that is done. Values at points are read from the tile that holds each, through
/// a filter (<see cref="SampledRead.Filter"/>). Safe from any thread.
/// </summary>
internal interface IPixelSource
{
    /// <summary>Who has the pixels, as a person would write it.</summary>
    string Source { get; }

    /// <summary>Opens a tile on its own grid: the pixels of one 0.1° cell. Asks only for what is needed to know its grid.</summary>
    /// <exception cref="TesseraException">It cannot be had, or is not what it should be.</exception>
    ValueTask<ISampledRaster> OpenTileAsync(TileId tile, ReadOptions options, CancellationToken cancellationToken);

    /// <summary>Opens a zone that has cells, as one seamless raster.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="part">What of it takes part.</param>
    /// <param name="options">How pixels are read.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <exception cref="TesseraException">It cannot be had.</exception>
    ValueTask<ISampledRaster> OpenZoneAsync(UtmZone zone, ZoneChoice part, ReadOptions options, CancellationToken cancellationToken);

    /// <summary>The grid of a zone as it is opened whole; null where it has no cell that year.</summary>
    RasterGrid? GridOf(UtmZone zone);

    /// <summary>The rows of a zone's grid, one more or less; quicker than <see cref="GridOf"/> where that has to look at much.</summary>
    int HeightOf(ZoneCoverage zone);
}
