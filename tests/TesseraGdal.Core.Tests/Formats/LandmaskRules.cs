using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TesseraGdal.Forms.Npy.Arrays;
using TesseraGdal.Geometry;
using Xunit;

namespace TesseraGdal.Tests.Formats;

/// <summary>Landmasks: where they lie, what is water, and that nothing in one can do harm (formats.md §4).</summary>
public class LandmaskRules
{
    private static readonly double[] Scale = [10, 10, 0];
    private static readonly double[] Tie = [0, 0, 0, 300000, 5800000, 0];

    [Theory]
    [InlineData("grid_0.15_52.05.tiff", 32631, 300933.936433612485416, 5776128.477681198157370, 729, 1139)]
    [InlineData("grid_0.05_52.05.tiff", 32631, 294071.081052937079221, 5776406.923880915157497, 731, 1140)]
    [InlineData("grid_-0.05_51.95.tiff", 32630, 699066.063566387514584, 5765288.254856760613620, 732, 1140)]
    [InlineData("grid_-60.05_-3.05.tiff", 32720, 822366.122282944153994, 9667979.535808077082038, 1116, 1110)]
    public void A_landmask_of_GDALs_lies_where_gdalinfo_says_and_masks_its_corner(string name, int epsg, double east, double north, int width, int height)
    {
        Landmask landmask = Landmask.Parse(LandmaskFixtures.Read(name), name);
        Assert.Equal(new RasterGrid(epsg, new GeoTransform(east, north, 10, 10), width, height), landmask.Grid);
        ReadOnlySpan<byte> mask = landmask.Mask.Span;
        Assert.Equal(width * height, mask.Length);
        for (int row = 0; row < height; row++)
        {
            for (int column = 0; column < width; column++)
            {
                int expected = row < height / 5 && column < width / 3 ? 0 : 1; // as the fixtures were made
                if (mask[(row * width) + column] != expected) Assert.Fail($"row {row}, column {column} is not {expected}");
            }
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Both_byte_orders_and_both_sizes_of_offsets_are_read(bool bigEndian, bool bigTiff)
    {
        byte[] pixels = [1, 0, 1, 1, 0, 0];
        Landmask landmask = Landmask.Parse(LandmaskFixtures.Make(3, 2, pixels, scale: Scale, tie: Tie, bigEndian: bigEndian, bigTiff: bigTiff), "x.tiff");
        Assert.Equal(new RasterGrid(32631, new GeoTransform(300000, 5800000, 10, 10), 3, 2), landmask.Grid);
        // LibTiff.NET does not read BigTIFF of the other byte order; nobody writes landmasks so, and the error is a clear one.
        if (bigEndian && bigTiff) Assert.Throws<TesseraException>(() => landmask.Mask);
        else Assert.Equal(pixels, landmask.Mask.ToArray());
    }

    [Fact]
    public void A_large_strip_without_compression_is_read_whole()
    {
        byte[] pixels = [.. Enumerable.Range(0, 300 * 400).Select(i => (byte)(i % 251))];
        Landmask landmask = Landmask.Parse(LandmaskFixtures.Make(300, 400, pixels, scale: Scale, tie: Tie), "x.tiff");
        Assert.Equal(pixels, landmask.Mask.ToArray());
    }

    [Fact]
    public void A_tiepoint_may_belong_to_any_pixel_and_a_point_to_its_centre()
    {
        GeoTransform expected = new(300000, 5800000, 10, 10);
        Assert.Equal(expected, Transform(scale: Scale, tie: [2, 1, 0, 300020, 5799990, 0]));
        Assert.Equal(expected, Transform(matrix: [10, 0, 0, 300000, 0, -10, 0, 5800000, 0, 0, 0, 0, 0, 0, 0, 1]));
        ushort[] isPoint = [1, 1, 0, 2, 1025, 0, 1, 2, 3072, 0, 1, 32631];
        Assert.Equal(expected, Transform(isPoint, Scale, [0, 0, 0, 300005, 5799995, 0]));
        Assert.Equal(expected, Transform(isPoint, matrix: [10, 0, 0, 300005, 0, -10, 0, 5799995, 0, 0, 0, 0, 0, 0, 0, 1]));
    }

    [Fact]
    public void What_is_wrong_with_a_georeference_is_named()
    {
        Refused("neither ModelTransformation nor", LandmaskFixtures.Make(3, 2, new byte[6]));
        Refused("names no projected CRS", LandmaskFixtures.Make(3, 2, new byte[6], keys: [1, 1, 0, 1, 1025, 0, 1, 1], scale: Scale, tie: Tie));
        Refused("no EPSG code", LandmaskFixtures.Make(3, 2, new byte[6], keys: [1, 1, 0, 1, 3072, 0, 1, 32767], scale: Scale, tie: Tie));
        Refused("turned", LandmaskFixtures.Make(3, 2, new byte[6], matrix: [10, 1, 0, 3, 1, -10, 0, 5, 0, 0, 0, 0, 0, 0, 0, 1]));
        Refused("north at its top", LandmaskFixtures.Make(3, 2, new byte[6], matrix: [10, 0, 0, 3, 0, 10, 0, 5, 0, 0, 0, 0, 0, 0, 0, 1]));
        Refused("north at its top", LandmaskFixtures.Make(3, 2, new byte[6], scale: [double.NaN, 10, 0], tie: Tie));
        Refused("not that of a tile", LandmaskFixtures.Make(60000, 60000, new byte[6], scale: Scale, tie: Tie));
        Refused("as a TIFF does", "not a TIFF at all"u8.ToArray());
        Refused("as a TIFF does", []);
    }

    [Fact]
    public void What_is_wrong_with_the_pixels_is_named_when_they_are_asked_for()
    {
        MaskRefused("lies outside the file", LandmaskFixtures.Make(3, 2, new byte[6], scale: Scale, tie: Tie, stripLength: 2_000_000_000));
        MaskRefused("lies outside the file", LandmaskFixtures.Make(300, 200, new byte[60000], scale: Scale, tie: Tie)[..^1]);
        MaskRefused("compressed by method 50000", LandmaskFixtures.Make(3, 2, new byte[6], scale: Scale, tie: Tie, compression: 50000));
        MaskRefused("not one byte each", LandmaskFixtures.Make(3, 2, new byte[6], scale: Scale, tie: Tie, bits: 1));
        MaskRefused("cannot be decoded", LandmaskFixtures.Make(3, 2, [1, 2, 3, 4, 5, 6], scale: Scale, tie: Tie, compression: 8));
        byte[] damaged = LandmaskFixtures.Read("grid_0.15_52.05.tiff");
        damaged[^100] ^= 0xFF;
        MaskRefused("cannot be decoded", damaged);
    }

    [Fact]
    public void A_file_of_ours_says_nothing_on_the_console()
    {
        TextWriter error = Console.Error;
        using var written = new StringWriter();
        Console.SetError(written);
        try
        {
            MaskRefused("cannot be decoded", LandmaskFixtures.Make(3, 2, [1, 2, 3, 4, 5, 6], scale: Scale, tie: Tie, compression: 8));
            _ = Landmask.Parse(LandmaskFixtures.Read("grid_0.15_52.05.tiff"), "x").Mask;
        }
        finally
        {
            Console.SetError(error);
        }
        Assert.Empty(written.ToString());
    }

    [Property(MaxTest = 500)]
    public void Any_bytes_are_a_landmask_or_an_error_that_says_so(byte[] bytes, bool isBig) =>
        ReadOrRefuse([.. isBig ? "MM"u8 : "II"u8, .. bytes]);

    [Property(MaxTest = 1500)]
    public Property Damaged_landmasks_are_landmasks_or_errors_that_say_so()
    {
        byte[][] right = [LandmaskFixtures.Read("grid_0.15_52.05.tiff"), LandmaskFixtures.Make(3, 2, new byte[6], scale: Scale, tie: Tie, bigTiff: true)];
        Gen<byte[]> damaged =
            from file in Gen.Elements(right)
            from places in Gen.ArrayOf(Gen.Choose(0, Math.Min(file.Length, 600) - 1), 3)
            from values in Gen.ArrayOf(Gen.Choose(0, 255), 3)
            from cut in Gen.Choose(0, 2 * file.Length)
            select Damage(file, places, values, cut);
        return Prop.ForAll(Arb.From(damaged), ReadOrRefuse);
    }

    private static byte[] Damage(byte[] right, int[] places, int[] values, int cut)
    {
        byte[] bytes = [.. right];
        for (int i = 0; i < places.Length; i++) bytes[places[i]] = (byte)values[i];
        return bytes[..Math.Min(cut, bytes.Length)];
    }

    private static void ReadOrRefuse(byte[] file)
    {
        try
        {
            Landmask landmask = Landmask.Parse(file, "x");
            Assert.Equal(landmask.Grid.Width * landmask.Grid.Height, landmask.Mask.Length);
        }
        catch (TesseraException e)
        {
            Assert.Equal(TesseraErrorKind.CorruptData, e.Kind);
        }
    }

    private static GeoTransform Transform(ushort[]? keys = null, double[]? scale = null, double[]? tie = null, double[]? matrix = null) =>
        Landmask.Parse(LandmaskFixtures.Make(3, 2, new byte[6], keys, scale, tie, matrix), "x").Grid.Transform;

    private static void Refused(string expected, byte[] file) => Refused(expected, () => Landmask.Parse(file, "v1/x.tiff"));

    private static void MaskRefused(string expected, byte[] file)
    {
        Landmask landmask = Landmask.Parse(file, "v1/x.tiff");
        Refused(expected, () => landmask.Mask);
    }

    private static void Refused(string expected, Func<object> read)
    {
        TesseraException e = Assert.Throws<TesseraException>(read);
        Assert.Equal(TesseraErrorKind.CorruptData, e.Kind);
        Assert.StartsWith("v1/x.tiff cannot be used", e.Message, StringComparison.Ordinal);
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }
}
