using TesseraGdal.Forms.Npy.Arrays;
using TesseraGdal.Geometry;

namespace TesseraGdal.Forms.Npy.Tiles;

/// <summary>
/// Where a tile lies by its landmask, and where by its name (design.md §4, Georeference). The landmask is believed as long as it speaks of the same place: one that
/// puts the tile elsewhere belongs to another tile or is no landmask, and pixels by it would lie where nobody looks for them.
/// </summary>
internal static class GridComparison
{
    /// <summary>Where two grids lie further apart than this, in metres, they are told apart: a millimetre is the arithmetic's own error.</summary>
    private const double Tolerance = 0.001;

    /// <summary>How far apart their edges may lie, in pixels.</summary>
    private const double MostPixels = 2;

    /// <summary>Passes where both are of one place; says so where they are not quite.</summary>
    /// <param name="landmask">The landmask.</param>
    /// <param name="computed">The grid that follows from the tile's name.</param>
    /// <exception cref="TesseraException">CorruptData: the landmask puts the tile elsewhere; names both places.</exception>
    public static void Compare(Landmask landmask, RasterGrid computed)
    {
        RasterGrid read = landmask.Grid;
        GeoTransform one = read.Transform, other = computed.Transform;
        double right = one.OriginX - other.OriginX, down = other.OriginY - one.OriginY;
        double wider = read.Width * one.PixelWidth - computed.Width * other.PixelWidth, higher = read.Height * one.PixelHeight - computed.Height * other.PixelHeight;
        // A pixel's size counts by what it comes to across the tile.
        double coarser = Math.Max(Math.Abs(one.PixelWidth - other.PixelWidth) * computed.Width, Math.Abs(one.PixelHeight - other.PixelHeight) * computed.Height);
        double apart = Math.Max(Furthest(right, right + wider) / other.PixelWidth, Furthest(down, down + higher) / other.PixelHeight);

        if (read.Epsg != computed.Epsg || !(coarser <= Tolerance) || !(apart <= MostPixels + Tolerance))
            throw LandmaskError.Wrong(landmask.Name, $"it puts the tile at {Describe(read)}, and by its name the tile lies at {Describe(computed)}");
        if (Furthest(right, right + wider) > Tolerance || Furthest(down, down + higher) > Tolerance)
            TesseraLog.Warn?.Invoke($"{landmask.Name} says that the tile lies at {Describe(read)}, and from its name it follows that it lies at {Describe(computed)}. The landmask is believed.");
    }

    private static double Furthest(double one, double other) => Math.Max(Math.Abs(one), Math.Abs(other));

    private static string Describe(RasterGrid grid) => FormattableString.Invariant(
        $"EPSG:{grid.Epsg}, {grid.Transform.OriginX:F3} east, {grid.Transform.OriginY:F3} north, {grid.Width}×{grid.Height} pixels of {grid.Transform.PixelWidth}×{grid.Transform.PixelHeight} m");
}
