using CommunityToolkit.HighPerformance;
using TesseraGdal.Geometry;

namespace TesseraGdal.Rasters;

/// <summary>Pixels of a window in memory, and where on Earth they lie. Band by band; in each band row by row, from north to south, and in a row from west to east.</summary>
public sealed class PixelBlock
{
    /// <summary>Takes pixels.</summary>
    /// <param name="grid">Their CRS, size and position.</param>
    /// <param name="bands">Their bands, counted from 0.</param>
    /// <param name="pixels">Band by band, as many as the grid has times the bands.</param>
    internal PixelBlock(RasterGrid grid, IReadOnlyList<int> bands, Memory<float> pixels) => (Grid, Bands, Pixels) = (grid, bands, pixels);

    /// <summary>CRS, size and position: element (row j, column i) is the pixel whose upper left corner lies at <c>OriginX + i · PixelWidth</c>, <c>OriginY − j · PixelHeight</c>.</summary>
    public RasterGrid Grid { get; }

    /// <summary>The bands in the order in which they are held, counted from 0.</summary>
    public IReadOnlyList<int> Bands { get; }

    /// <summary>All values, band by band; NaN where a pixel is not valid.</summary>
    public Memory<float> Pixels { get; }

    /// <summary>One band as rows and columns.</summary>
    /// <param name="index">Index in <see cref="Bands"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such index.</exception>
    public Memory2D<float> this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Bands.Count, nameof(index));
            int plane = Grid.Width * Grid.Height;
            return Pixels.Slice(index * plane, plane).AsMemory2D(Grid.Height, Grid.Width);
        }
    }
}
