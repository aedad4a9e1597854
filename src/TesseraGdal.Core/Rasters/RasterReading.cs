using System.Buffers;
using System.Globalization;
using CommunityToolkit.HighPerformance;
using TesseraGdal.Geometry;

namespace TesseraGdal.Rasters;

/// <summary>
/// Reads of <see cref="IRaster"/>s of float32 into managed memory, pixel for pixel. Errors, progress and cancellation are those of <see cref="IRaster.ReadAsync"/>.
/// Nothing is allocated for a pixel: those that take a destination write straight into it. Each read is a span <c>tessera.read</c> (<see cref="TesseraTelemetry"/>).
/// </summary>
public static class RasterReading
{
    /// <summary>Reads a window into new memory.</summary>
    /// <param name="raster">The raster.</param>
    /// <param name="window">The window, within the raster.</param>
    /// <param name="bands">Bands counted from 0; null for all.</param>
    /// <param name="progress">Told the fraction done, 0 … 1, from any thread; or null.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TesseraException">LimitExceeded: the pixels are more than an array holds; read a smaller window, or into memory of your own.</exception>
    public static async Task<PixelBlock> ReadAsync(
        this IRaster raster, Window window, IReadOnlyList<int>? bands = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(raster);
        int[] wanted = bands is null ? [.. Enumerable.Range(0, raster.Info.BandDescriptions.Count)] : [.. bands];
        RasterRead request = RequestOf(raster, window, wanted, default);
        raster.Info.Check(request);
        long count = (long)window.Width * window.Height * wanted.Length;
        if (count > Array.MaxLength)
            throw new TesseraException(TesseraErrorKind.LimitExceeded, $"{window.Width}×{window.Height} pixels of {wanted.Length} bands are {count} values, and an array holds {Array.MaxLength}. Read them in smaller windows, or fewer bands.");
        float[] pixels = GC.AllocateUninitializedArray<float>((int)count);
        await ReadIntoAsync(raster, window, wanted, pixels.AsMemory(), progress, cancellationToken).ConfigureAwait(false);
        return new PixelBlock(raster.Info.Grid.Part(window), wanted, pixels);
    }

    /// <summary>Reads a window band by band.</summary>
    /// <param name="raster">The raster.</param>
    /// <param name="window">The window, within the raster.</param>
    /// <param name="bands">Bands counted from 0, in the order in which they are written.</param>
    /// <param name="destination">Takes the bands one after another, each row by row; of their number times the window's pixels at least.</param>
    /// <param name="progress">Told the fraction done, 0 … 1, from any thread; or null.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="ArgumentException">The destination is too small.</exception>
    public static async Task ReadIntoAsync(
        this IRaster raster, Window window, ReadOnlyMemory<int> bands, Memory<float> destination, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(raster);
        long plane = (long)window.Width * window.Height;
        raster.Info.Check(RequestOf(raster, window, bands, default));
        if (destination.Length / bands.Length < plane)
            throw new ArgumentException($"{window.Width}×{window.Height} pixels of {bands.Length} bands need {plane * bands.Length} values, and the destination has {destination.Length}.", nameof(destination));
        using MemoryHandle pinned = destination.Pin();
        await ReadTracedAsync(raster, RequestOf(raster, window, bands, PixelBuffer.OfPlanes(pinned, window.Width, window.Height)), progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads a window of one band.</summary>
    /// <param name="raster">The raster.</param>
    /// <param name="window">The window, within the raster.</param>
    /// <param name="band">The band, counted from 0.</param>
    /// <param name="destination">Of the window's height and width; may be a part of a larger picture.</param>
    /// <param name="progress">Told the fraction done, 0 … 1, from any thread; or null.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="ArgumentException">The destination has another size.</exception>
    public static async Task ReadBandAsync(
        this IRaster raster, Window window, int band, Memory2D<float> destination, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(raster);
        var bands = new[] { band };
        raster.Info.Check(RequestOf(raster, window, bands, default));
        if (destination.Width != window.Width || destination.Height != window.Height)
            throw new ArgumentException($"The window has {window.Width}×{window.Height} pixels, and the destination {destination.Width}×{destination.Height}.", nameof(destination));
        using MemoryHandle pinned = destination.Pin();
        PixelBuffer buffer = PixelBuffer.OfPlanes(pinned, window.Width, window.Height) with { LineStride = LineStrideOf(destination) };
        await ReadTracedAsync(raster, RequestOf(raster, window, bands, buffer), progress, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask ReadTracedAsync(IRaster raster, RasterRead request, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        using Operation? operation = Operation.Begin("read");
        operation?.Of(FactOf(raster, "DATASET"), int.TryParse(FactOf(raster, "YEAR"), CultureInfo.InvariantCulture, out int year) ? year : null);
        operation?.Tag("tessera.pixels", (long)request.Window.Width * request.Window.Height);
        operation?.Tag("tessera.bands", request.Bands.Length);
        try
        {
            await raster.ReadAsync(request, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            operation?.Fail(e);
            throw;
        }
    }

    /// <summary>What a raster says of its data; null where it says nothing.</summary>
    private static string? FactOf(IRaster raster, string name) =>
        raster.Info.Metadata.TryGetValue("TESSERA", out IReadOnlyList<KeyValuePair<string, string>>? facts) ? facts.FirstOrDefault(fact => fact.Key == name).Value : null;

    private static RasterRead RequestOf(IRaster raster, Window window, ReadOnlyMemory<int> bands, PixelBuffer destination)
    {
        if (raster.Info.PixelType != PixelType.Float32)
            throw new TesseraException(TesseraErrorKind.InvalidArgument, $"The raster's pixels are {raster.Info.PixelType}, and float32 is read here. Open the embeddings, and no view of them.");
        return new RasterRead { Window = window, Bands = bands, OutWidth = window.Width, OutHeight = window.Height, Destination = destination };
    }

    /// <summary>Bytes from a row to the next; of a single row, any.</summary>
    private static unsafe long LineStrideOf(Memory2D<float> memory)
    {
        Span2D<float> span = memory.Span;
        if (span.Height < 2) return sizeof(float) * (long)span.Width;
        fixed (float* first = &span[0, 0], second = &span[1, 0]) return (second - first) * sizeof(float);
    }
}
