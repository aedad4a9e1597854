using TesseraGdal.Geometry;

namespace TesseraGdal.Rasters;

/// <summary>Some output rows of a read, and what of the raster they show.</summary>
/// <param name="First">First output row.</param>
/// <param name="Rows">Their number.</param>
/// <param name="Window">As <see cref="RasterRead.Window"/>.</param>
/// <param name="Exact">As <see cref="RasterRead.Exact"/>.</param>
internal readonly record struct RowPiece(int First, int Rows, Window Window, PartialWindow? Exact)
{
    /// <summary>
    /// Cuts a read into pieces of not more than so many rows, which show together what the read shows, pixel by pixel. Where the arithmetic of resampling would make a
    /// piece show a pixel's neighbour, its rows are pieces each.
    /// </summary>
    public static IReadOnlyList<RowPiece> Cut(RasterRead request, int most)
    {
        if (request.OutHeight <= most) return [new RowPiece(0, request.OutHeight, request.Window, request.Exact)];
        if (request.Exact is null && request.OutHeight == request.Window.Height)
            return Cut(request.OutHeight, most, (first, rows) => request.Window with { Y = request.Window.Y + first, Height = rows }, (_, _) => null);

        Window window = request.Window;
        PartialWindow exact = request.Exact ?? new PartialWindow(window.X, window.Y, window.Width, window.Height);
        SampledRead whole = SampledRead.Of(request, shift: 0);
        double step = exact.Height / request.OutHeight;
        RowPiece[] pieces = Cut(
            request.OutHeight,
            most,
            (first, rows) => window with { Y = whole.Rows[first], Height = whole.Rows[first + rows - 1] - whole.Rows[first] + 1 },
            (first, rows) => exact with { Y = exact.Y + first * step, Height = rows * step });
        return [.. pieces.SelectMany(piece => piece.ShowsPartOf(whole, request) ? [piece] : piece.Singly(whole, request))];
    }

    /// <summary>Row by row; where the read's columns are exact, so are these.</summary>
    private IEnumerable<RowPiece> Singly(SampledRead whole, RasterRead request)
    {
        for (int row = First; row < First + Rows; row++)
        {
            Window window = request.Window with { Y = whole.Rows[row], Height = 1 };
            yield return new RowPiece(row, 1, window, request.Exact is { } exact ? exact with { Y = window.Y, Height = 1 } : null);
        }
    }

    private static RowPiece[] Cut(int height, int most, Func<int, int, Window> windowOf, Func<int, int, PartialWindow?> exactOf)
    {
        var pieces = new RowPiece[(height + most - 1) / most];
        for (int i = 0; i < pieces.Length; i++)
        {
            int first = i * most, rows = Math.Min(most, height - first);
            pieces[i] = new RowPiece(first, rows, windowOf(first, rows), exactOf(first, rows));
        }
        return pieces;
    }

    private bool ShowsPartOf(SampledRead whole, RasterRead request)
    {
        SampledRead part = SampledRead.Of(request with { Window = Window, Exact = Exact, OutHeight = Rows }, shift: 0);
        for (int i = 0; i < Rows; i++)
        {
            if (part.Rows[i] != whole.Rows[First + i]) return false;
        }
        for (int i = 0; i < request.OutWidth; i++)
        {
            if (part.Columns[i] != whole.Columns[i]) return false;
        }
        return true;
    }
}
