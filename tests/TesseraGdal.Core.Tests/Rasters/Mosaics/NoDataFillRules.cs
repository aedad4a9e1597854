using TesseraGdal.Geometry;
using TesseraGdal.Rasters;
using Xunit;

namespace TesseraGdal.Tests.Rasters.Mosaics;

public sealed unsafe class NoDataFillRules
{
    private const int Bands = 3, First = 2, Count = 5, Row = 1, Lines = 4;
    private const byte Untouched = 0xAB;

    /// <summary>Bytes between pixels, and before the first: adjacent and aligned, adjacent and not, apart.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(3, 0)]
    public void A_run_of_any_type_is_filled_and_nothing_beside_it(int gap, int skip)
    {
        foreach ((PixelType type, double noData) in PixelBytes.Types)
        {
            int step = type.SizeOf() + gap;
            // bands by planes, and pixel by pixel
            AssertFilled(type, noData, skip, step, step * 8, step * 8 * Lines);
            AssertFilled(type, noData, skip, step * Bands, step * Bands * 8, step);
            AssertFilled(type, null, skip, step, step * 8, step * 8 * Lines);
        }
    }

    private static void AssertFilled(PixelType type, double? noData, int skip, int pixel, int line, int band)
    {
        byte[] memory = GC.AllocateArray<byte>(8 * 8 * Bands * Lines * 16, pinned: true);
        Array.Fill(memory, Untouched);
        byte[] expected = [.. memory];
        byte[] value = PixelBytes.Of(type, noData ?? 0);
        for (int k = 0; k < Bands; k++)
            for (int i = First; i < First + Count; i++) value.CopyTo(expected, skip + Row * line + i * pixel + k * band);

        fixed (byte* origin = memory)
        {
            var info = new RasterInfo
            {
                Grid = new RasterGrid(32631, new GeoTransform(0, 0, 10, 10), 8, Lines),
                PixelType = type,
                NoData = noData,
                BandDescriptions = ["a", "b", "c"],
                Block = (8, 1),
            };
            new NoDataFill(info, Bands, new PixelBuffer((nint)origin + skip, pixel, line, band)).Fill(new PixelRun(Row, First, Count));
        }
        Assert.Equal(expected, memory);
    }
}
