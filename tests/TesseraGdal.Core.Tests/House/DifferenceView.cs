using System.Buffers;
using TesseraGdal.Geometry;
using TesseraGdal.Rasters;
using TesseraGdal.Rasters.Stored;
using TesseraGdal.Views;

namespace TesseraGdal.Tests.House;

/// <summary><c>view=difference</c>: each band of this year's embedding minus that of the year <c>since</c>; NaN where either is.</summary>
internal sealed class DifferenceView : View
{
    private const string Since = "SINCE";

    /// <inheritdoc/>
    public override string Name => "difference";

    /// <inheritdoc/>
    public override IReadOnlyList<string> OptionNames { get; } = [Since];

    /// <inheritdoc/>
    public override Showing Read(ViewOptions options)
    {
        int since = options[Since]?.Integer(1000, 9999) ?? throw new TesseraException(TesseraErrorKind.InvalidArgument, "view:difference needs a year to compare with, as in /since:2020.");
        return async (place, cancellationToken) => new Difference(
            await place.OpenAsync(EmbeddingView.Instance, null, cancellationToken), await place.OpenAsync(EmbeddingView.Instance, since, cancellationToken));
    }

    private sealed class Difference(IRaster now, IRaster then) : IRaster
    {
        public RasterInfo Info => now.Info;

        public IReadOnlyList<IRaster> Overviews => [];

        public async ValueTask ReadAsync(RasterRead request, IProgress<double>? progress, CancellationToken cancellationToken)
        {
            Info.Check(request);
            int bands = request.Bands.Length, plane = request.OutWidth * request.OutHeight;
            float[] one = new float[plane * bands], other = new float[plane * bands];
            using MemoryHandle first = one.AsMemory().Pin(), second = other.AsMemory().Pin();
            await now.ReadAsync(request with { Destination = PixelBuffer.OfPlanes(first, request.OutWidth, request.OutHeight) }, null, cancellationToken);
            await then.ReadAsync(request with { Destination = PixelBuffer.OfPlanes(second, request.OutWidth, request.OutHeight) }, progress, cancellationToken);
            Write(request, one, other, bands, plane);
        }

        public void DemandWithinLimit(Window window)
        {
            now.DemandWithinLimit(window);
            then.DemandWithinLimit(window);
        }

        public async ValueTask AdviseAsync(Window window, CancellationToken cancellationToken)
        {
            await now.AdviseAsync(window, cancellationToken);
            await then.AdviseAsync(window, cancellationToken);
        }

        public IReadOnlyList<KeyValuePair<string, string>> Locate(int x, int y) => now.Locate(x, y);

        private static unsafe void Write(RasterRead request, float[] one, float[] other, int bands, int plane)
        {
            PixelBuffer to = request.Destination;
            for (int band = 0; band < bands; band++)
            {
                for (int i = 0; i < plane; i++)
                {
                    byte* pixel = (byte*)to.Origin + (band * to.BandStride) + (i / request.OutWidth * to.LineStride) + (i % request.OutWidth * to.PixelStride);
                    System.Runtime.CompilerServices.Unsafe.WriteUnaligned(pixel, one[(band * plane) + i] - other[(band * plane) + i]);
                }
            }
        }
    }
}
