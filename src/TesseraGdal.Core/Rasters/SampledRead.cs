using TesseraGdal.Geometry;

namespace TesseraGdal.Rasters;

/// <summary>A <see cref="RasterRead"/> by the columns and rows that it picks, which can also be those of an overview, of a crop, of a tile in a mosaic.</summary>
/// <param name="Columns">Columns.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Bands">Bands, as in <see cref="RasterRead.Bands"/>.</param>
/// <param name="Destination">As in <see cref="RasterRead.Destination"/>.</param>
internal readonly record struct SampledRead(Sampling Columns, Sampling Rows, ReadOnlyMemory<int> Bands, PixelBuffer Destination)
{
    /// <summary>Which pixels to fill, by their output rows and columns; null for all.</summary>
    public RunFilter? Filter { get; init; }

    /// <summary>The read that a request means, on a level of a raster.</summary>
    public static SampledRead Of(in RasterRead request, int shift) => new(
        Sampling.Of(request.Window.X, request.Window.Width, request.OutWidth, shift, request.Exact is { } x ? (x.X, x.Width) : null),
        Sampling.Of(request.Window.Y, request.Window.Height, request.OutHeight, shift, request.Exact is { } y ? (y.Y, y.Height) : null),
        request.Bands,
        request.Destination);

    /// <summary>A window of a level, of no bands and for nowhere: what it would take to read it.</summary>
    public static SampledRead Of(Window window, int shift) => new(
        Sampling.Of(window.X, window.Width, window.Width, shift), Sampling.Of(window.Y, window.Height, window.Height, shift), default, default);

    /// <summary>The first output row from <paramref name="row"/> on that is to be filled at all; <paramref name="end"/> where there is none before that.</summary>
    public int NextRow(int row, int end)
    {
        while (row < end && Filter?.Has(row) == false) row++;
        return row;
    }

    /// <summary>The same outputs of a raster whose first column and row are those of this one's.</summary>
    public SampledRead CountedFrom(int x, int y) => this with { Columns = Columns.CountedFrom(x), Rows = Rows.CountedFrom(y) };

    /// <summary>A part of the outputs, counted from 0, and written to where they belong. Has no filter.</summary>
    public SampledRead Slice(int firstColumn, int columns, int firstRow, int rows) => this with
    {
        Columns = Columns.Slice(firstColumn, columns),
        Rows = Rows.Slice(firstRow, rows),
        Destination = Destination with { Origin = (nint)(Destination.Origin + firstRow * Destination.LineStride + firstColumn * Destination.PixelStride) },
        Filter = null,
    };
}
