namespace TesseraGdal.Rasters;

/// <summary>Refuses reads that lie outside a raster, before anything is fetched or written.</summary>
internal static class RasterReadCheck
{
    /// <summary>Checks a request against what it would read.</summary>
    /// <exception cref="TesseraException">InvalidArgument: says what is wrong.</exception>
    public static void Check(this RasterInfo info, in RasterRead request)
    {
        if (!request.Window.IsWithin(info.Grid.Width, info.Grid.Height))
            throw Wrong($"the window {request.Window.X},{request.Window.Y} {request.Window.Width}×{request.Window.Height} is not within the raster's {info.Grid.Width}×{info.Grid.Height} pixels");
        if (request.OutWidth < 1 || request.OutHeight < 1)
            throw Wrong($"an output of {request.OutWidth}×{request.OutHeight} pixels was asked for");
        if (request.Exact is { } exact && !(double.IsFinite(exact.X) && double.IsFinite(exact.Y) && exact.Width is > 0 and < int.MaxValue && exact.Height is > 0 and < int.MaxValue))
            throw Wrong($"the exact window {exact.X},{exact.Y} {exact.Width}×{exact.Height} is none");
        if (request.Bands.IsEmpty) throw Wrong("no band was asked for");
        foreach (int band in request.Bands.Span)
        {
            if ((uint)band >= (uint)info.BandDescriptions.Count)
                throw Wrong($"band {band} was asked for, counted from 0, and there are {info.BandDescriptions.Count}");
        }
    }

    private static TesseraException Wrong(string what) =>
        new(TesseraErrorKind.InvalidArgument, $"Pixels cannot be read: {what}. Ask for a window and bands within the raster.");
}
