using TesseraGdal.Geometry;

namespace TesseraGdal.Rasters;

/// <summary>A <see cref="RasterRead"/> by the columns and rows that it picks, which can also be those of an overview.</summary>
/// <param name="Columns">Columns.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Bands">Bands, as in <see cref="RasterRead.Bands"/>.</param>
/// <param name="Destination">As in <see cref="RasterRead.Destination"/>.</param>
internal readonly record struct SampledRead(Sampling Columns, Sampling Rows, ReadOnlyMemory<int> Bands, PixelBuffer Destination)
{
    /// <summary>The read that a request means, on a level of a raster.</summary>
    public static SampledRead Of(in RasterRead request, int shift) => new(
        new Sampling(request.Window.X, request.Window.Width, request.OutWidth, shift) { Exact = request.Exact is { } x ? (x.X, x.Width) : null },
        new Sampling(request.Window.Y, request.Window.Height, request.OutHeight, shift) { Exact = request.Exact is { } y ? (y.Y, y.Height) : null },
        request.Bands,
        request.Destination);

    /// <summary>A window of a level, of no bands and for nowhere: what it would take to read it.</summary>
    public static SampledRead Of(Window window, int shift) => new(
        new Sampling(window.X, window.Width, window.Width, shift), new Sampling(window.Y, window.Height, window.Height, shift), default, default);
}
