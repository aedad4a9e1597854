using System.Buffers;
using TesseraGdal.Geometry;
using TesseraGdal.Quantization;
using TesseraGdal.Rasters;

namespace TesseraGdal.Views;

/// <summary>
/// <c>view=rgb</c>: three bands of embeddings as a picture for the eye, red, green, blue and alpha. A pixel that has no value in one of them is transparent, and
/// so are pixels that could be had only by reading more than <c>TESSERA_MAX_READ</c> allows (design.md §4).
/// </summary>
internal sealed class RgbRaster : IRaster
{
    private const int Colors = 3, Alpha = 3;

    /// <summary>Floats that are read in one go: more than a screen shows.</summary>
    private const int PieceLength = 6 << 20;

    private readonly IRaster _base;
    private readonly int[] _bands;
    private readonly PictureStretch _stretch;

    private RgbRaster(IRaster source, int[] bands, PictureStretch stretch)
    {
        _base = source;
        _bands = bands;
        _stretch = stretch;
        Info = source.Info with
        {
            PixelType = PixelType.Byte,
            NoData = null,
            BandDescriptions = [.. bands.Select(band => source.Info.BandDescriptions[band]), "Alpha"],
            BandColors = [BandColor.Red, BandColor.Green, BandColor.Blue, BandColor.Alpha],
        };
        Overviews = [.. source.Overviews.Select(overview => new RgbRaster(overview, bands, stretch))];
    }

    /// <inheritdoc/>
    public RasterInfo Info { get; }

    /// <inheritdoc/>
    public IReadOnlyList<IRaster> Overviews { get; }

    /// <summary>Makes a picture of embeddings; nothing is read.</summary>
    /// <param name="source">Float32 bands, NaN where there is no value: a tile, a zone, a crop.</param>
    /// <param name="bands">Three of its bands, counted from 0, for red, green and blue; may repeat.</param>
    /// <param name="stretch">What the user gave (<c>stretch=</c>), or null.</param>
    /// <param name="zone">The tiles that its colours are taken from otherwise; null to take them from the picture itself.</param>
    public static RgbRaster Of(IRaster source, IReadOnlyList<int> bands, ColorStretch? stretch, StretchSource? zone) =>
        new(source, [.. bands], new PictureStretch(source, bands, stretch, zone));

    /// <inheritdoc/>
    public async ValueTask ReadAsync(RasterRead request, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        Info.Check(request);
        ColorStretch stretch = await _stretch.GetAsync(cancellationToken).ConfigureAwait(false);
        int most = Math.Clamp(PieceLength / Colors / request.OutWidth, 1, request.OutHeight);
        IReadOnlyList<RowPiece> pieces = RowPiece.Cut(request, most);
        var done = new ReadProgress(progress, request.OutHeight);
        float[] values = ArrayPool<float>.Shared.Rent(checked(most * request.OutWidth * Colors));
        try
        {
            using MemoryHandle pin = values.AsMemory().Pin();
            foreach (RowPiece piece in pieces)
            {
                bool hasValues = await TryReadAsync(piece, request.OutWidth, pin, done.Part(piece.Rows), cancellationToken).ConfigureAwait(false);
                if (!hasValues) values.AsSpan(0, piece.Rows * request.OutWidth * Colors).Fill(NotANumber.Single);
                Paint(piece, request, values, stretch);
                done.Add(piece.Rows);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(values);
        }
    }

    /// <inheritdoc/>
    public void DemandWithinLimit(Window window) => _base.DemandWithinLimit(window);

    /// <inheritdoc/>
    public ValueTask AdviseAsync(Window window, CancellationToken cancellationToken) => _base.AdviseAsync(window, cancellationToken);

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, string>> Locate(int x, int y) => _base.Locate(x, y);

    /// <summary>Reads the three bands as planes; false where that is more than may be read.</summary>
    private async ValueTask<bool> TryReadAsync(RowPiece piece, int width, MemoryHandle pin, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var request = new RasterRead
        {
            Window = piece.Window,
            Exact = piece.Exact,
            Bands = _bands,
            OutWidth = width,
            OutHeight = piece.Rows,
            Destination = PixelBuffer.OfPlanes(pin, width, piece.Rows),
        };
        try
        {
            await _base.ReadAsync(request, progress, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TesseraException e) when (e.Kind == TesseraErrorKind.LimitExceeded)
        {
            if (TesseraLog.IsListening) TesseraLog.Debug?.Invoke($"A picture is left transparent: {e.Message}");
            return false;
        }
    }

    private static unsafe void Paint(RowPiece piece, RasterRead request, float[] values, ColorStretch stretch)
    {
        int width = request.OutWidth, plane = piece.Rows * width;
        ReadOnlySpan<int> bands = request.Bands.Span;
        PixelBuffer to = request.Destination;
        for (int row = 0; row < piece.Rows; row++)
        {
            ReadOnlySpan<float> red = values.AsSpan(row * width, width), green = values.AsSpan(plane + row * width, width), blue = values.AsSpan(2 * plane + row * width, width);
            for (int i = 0; i < bands.Length; i++)
            {
                byte* output = (byte*)to.Origin + (piece.First + row) * to.LineStride + i * to.BandStride;
                if (bands[i] == Alpha) PaintAlpha(red, green, blue, output, to.PixelStride);
                else PaintColor(bands[i] switch { 0 => red, 1 => green, _ => blue }, stretch[bands[i]], red, green, blue, output, to.PixelStride);
            }
        }
    }

    private static unsafe void PaintAlpha(ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue, byte* output, long stride)
    {
        for (int x = 0; x < red.Length; x++)
            output[x * stride] = IsTransparent(red[x], green[x], blue[x]) ? byte.MinValue : byte.MaxValue;
    }

    private static unsafe void PaintColor(
        ReadOnlySpan<float> values, ColorRange range, ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue, byte* output, long stride)
    {
        for (int x = 0; x < values.Length; x++)
            output[x * stride] = IsTransparent(red[x], green[x], blue[x]) ? byte.MinValue : range.ToByte(values[x]);
    }

    /// <summary>All four bands of a pixel are 0 where any of the three has no value, whichever of them are read.</summary>
    private static bool IsTransparent(float red, float green, float blue) => float.IsNaN(red) || float.IsNaN(green) || float.IsNaN(blue);
}
