using TesseraGdal.Files.Tiff;
using TesseraGdal.Geometry;
using TesseraGdal.Rasters;
using TesseraGdal.Storage;
using TesseraGdal.Tests.Rasters;
using Xunit;

namespace TesseraGdal.Tests.Files;

/// <summary>
/// Writes a TIFF of each type of pixels, most of which no dataset has. tests/gdal/test_files.py runs it, has GDAL read them, and knows their formula.
/// </summary>
public class TiffsOfEachType
{
    private const int Width = 37, Height = 21, Bands = 3;

    [Fact(Explicit = true)]
    public async Task Are_written_for_the_judge()
    {
        string folder = Environment.GetEnvironmentVariable("TESSERA_TEST_TIFFS")!;
        foreach ((PixelType type, double noData) in PixelBytes.Types)
        {
            var file = new TiffFile(new TypedRaster(type, noData), null);
            var bytes = new byte[file.Facts.Length];
            await file.ReadAsync([new RangeRead(0, bytes)], TestContext.Current.CancellationToken);
            await File.WriteAllBytesAsync(Path.Combine(folder, $"{type}.tif"), bytes, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Values over the whole range of a type.</summary>
    private static double Value(PixelType type, int row, int column, int band)
    {
        int n = (row * 31 + column * 17 + band * 41) % 256;
        return type switch
        {
            PixelType.Byte => n,
            PixelType.Int8 => n - 128,
            PixelType.UInt16 => n * 257,
            PixelType.Int16 => n * 257 - 32768,
            PixelType.UInt32 => n * 16843009.0,
            PixelType.Int32 => n * 16843009.0 - 2147483648,
            _ => n == 0 ? double.NaN : n / 10.0 - 8,
        };
    }

    private sealed class TypedRaster(PixelType type, double noData) : IRaster
    {
        public RasterInfo Info { get; } = new()
        {
            Grid = new RasterGrid(32631, new GeoTransform(300000, 5800000, 10, 10), Width, Height),
            PixelType = type,
            NoData = noData,
            BandDescriptions = [.. Enumerable.Range(0, Bands).Select(band => $"B{band}")],
            Block = (Width, 8),
        };

        public IReadOnlyList<IRaster> Overviews => [];

        public unsafe ValueTask ReadAsync(RasterRead request, IProgress<double>? progress, CancellationToken cancellationToken)
        {
            (Window window, PixelBuffer to) = (request.Window, request.Destination);
            Assert.Equal((window.Width, window.Height), (request.OutWidth, request.OutHeight)); // as a file is read
            for (int k = 0; k < request.Bands.Length; k++)
                for (int j = 0; j < window.Height; j++)
                    for (int i = 0; i < window.Width; i++)
                    {
                        double value = Value(Info.PixelType, window.Y + j, window.X + i, request.Bands.Span[k]);
                        byte[] pixel = PixelBytes.Of(Info.PixelType, value);
                        byte* output = (byte*)to.Origin + k * to.BandStride + j * to.LineStride + i * to.PixelStride;
                        pixel.CopyTo(new Span<byte>(output, pixel.Length));
                    }
            return ValueTask.CompletedTask;
        }

        public ValueTask AdviseAsync(Window window, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public void DemandWithinLimit(Window window)
        {
        }

        public IReadOnlyList<KeyValuePair<string, string>> Locate(int x, int y) => [];
    }
}
