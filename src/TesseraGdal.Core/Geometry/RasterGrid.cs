namespace TesseraGdal.Geometry;

/// <summary>The pixel grid of a raster: its projection, its size, and where its corner lies.</summary>
/// <param name="Epsg">EPSG code of the projected CRS, 32601 … 32660 or 32701 … 32760 for a tile.</param>
/// <param name="Transform">Where the pixels lie.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
public readonly record struct RasterGrid(int Epsg, GeoTransform Transform, int Width, int Height)
{
    /// <summary>Side of a tile's pixel, in metres.</summary>
    public const double PixelSize = 10;

    /// <summary>The grid of a window of it.</summary>
    /// <param name="window">The window, in its pixels.</param>
    internal RasterGrid Part(Window window) => this with
    {
        Width = window.Width,
        Height = window.Height,
        Transform = Transform with { OriginX = Transform.OriginX + window.X * Transform.PixelWidth, OriginY = Transform.OriginY - window.Y * Transform.PixelHeight },
    };

    /// <summary>The window of this grid that another grid's pixels are, which may reach beyond it.</summary>
    /// <returns>Null where the projection or the pixels' size differ, or pixels lie apart by parts of them, beyond a thousandth.</returns>
    internal Window? WindowOf(RasterGrid other)
    {
        const double Tolerance = 0.001;
        if (other.Epsg != Epsg || other.Transform.PixelWidth != Transform.PixelWidth || other.Transform.PixelHeight != Transform.PixelHeight) return null;
        double x = (other.Transform.OriginX - Transform.OriginX) / Transform.PixelWidth, y = (Transform.OriginY - other.Transform.OriginY) / Transform.PixelHeight;
        bool fits = Math.Abs(x - Math.Round(x)) <= Tolerance && Math.Abs(y - Math.Round(y)) <= Tolerance && Math.Abs(x) < int.MaxValue / 2 && Math.Abs(y) < int.MaxValue / 2;
        return fits ? new Window((int)Math.Round(x), (int)Math.Round(y), other.Width, other.Height) : null;
    }

    /// <summary>
    /// The grid of a tile, from its cell's corners alone: the north-western corner of the projected cell, not
    /// snapped to anything, and as many 10 m pixels as reach nearest to the far sides. The publisher rounds half to even, as Python does.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such tile.</exception>
    public static RasterGrid Of(TileId tile)
    {
        if (!tile.IsValid) throw new ArgumentException($"There is no tile with its centre at ({tile.LonI}, {tile.LatI}) hundredths of a degree.", nameof(tile));
        UtmZone zone = tile.Zone;
        (double eastUl, double northUl) = zone.Project(tile.West, tile.North);
        (double eastUr, double northUr) = zone.Project(tile.East, tile.North);
        (double eastLl, double northLl) = zone.Project(tile.West, tile.South);
        (double eastLr, double northLr) = zone.Project(tile.East, tile.South);

        double west = Math.Min(eastUl, eastLl), north = Math.Max(northUl, northUr);
        double width = (Math.Max(eastUr, eastLr) - west) / PixelSize;
        double height = (north - Math.Min(northLl, northLr)) / PixelSize;
        return new RasterGrid(zone.Epsg, new GeoTransform(west, north, PixelSize, PixelSize),
            (int)Math.Round(width, MidpointRounding.ToEven), (int)Math.Round(height, MidpointRounding.ToEven));
    }
}
