using System.Runtime.InteropServices;
using TesseraGdal.Geometry;
using TesseraGdal.Interop;
using TesseraGdal.Rasters;
using Xunit;

namespace TesseraGdal.Tests.Interop;

public sealed unsafe class OpenRasterTests
{
    [Fact]
    public void What_is_known_is_told_in_the_words_of_the_table()
    {
        using var raster = new OpenRaster(new ScriptedRaster { Overviews = [new ScriptedRaster()] });
        NativeRasterInfo info = raster.Info;
        Assert.Equal((40, 30, 2, 3, 32631), (info.Width, info.Height, info.BandCount, info.PixelType, info.Epsg));
        Assert.Equal((40, 8, 1, 1), (info.BlockWidth, info.BlockHeight, info.HasNoData, info.OverviewCount));
        Assert.True(double.IsNaN(info.NoData));
        Assert.Equal([300000, 10, 0, 5800000, 0, -20], ((ReadOnlySpan<double>)info.GeoTransform).ToArray());
        Assert.Equal(["Tessera_Band_0", "Bänder"], Texts(info.BandDescriptions));
    }

    [Fact]
    public void Metadata_is_told_by_domain_with_the_interleaving_added()
    {
        using var raster = new OpenRaster(new ScriptedRaster());
        Assert.Equal(["", "TESSERA", "IMAGE_STRUCTURE"], Texts(raster.MetadataDomains));
        Assert.Equal(["TESSERA_YEAR=2024"], Texts(raster.Metadata("")));
        Assert.Equal(["SOURCE=s3://b/ü", "KEY=k"], Texts(raster.Metadata("TESSERA")));
        Assert.Equal(["INTERLEAVE=PIXEL"], Texts(raster.Metadata("IMAGE_STRUCTURE")));
        Assert.True(raster.Metadata("tessera") is null);
    }

    [Fact]
    public void A_pointer_leads_back_to_its_raster_and_to_its_overviews()
    {
        using var raster = new OpenRaster(new ScriptedRaster { Overviews = [new ScriptedRaster(), new ScriptedRaster()] });
        Assert.Same(raster, OpenRaster.From(raster.Handle));
        Assert.NotEqual(raster.Overview(0), raster.Overview(1));
        Assert.Equal(raster.Overview(1), OpenRaster.From(raster.Overview(1)).Handle);
        Assert.Equal(0, raster.Overview(2));
        Assert.Equal(0, raster.Overview(-1));
    }

    [Fact]
    public void Categories_are_told_by_names_and_colours_and_only_of_codes()
    {
        var scripted = new ScriptedRaster();
        using var raster = new OpenRaster(new ScriptedRaster { Info = scripted.Info with { Categories = [new("öde", 1, 2, 3, 0), new("b", 4, 5, 6)] } });
        Assert.Equal(["öde", "b"], Texts(raster.CategoryNames));
        Assert.Equal([1, 2, 3, 0, 4, 5, 6, 255], new ReadOnlySpan<byte>(raster.ColorTable, 4 * raster.ColorCount).ToArray());
        using var other = new OpenRaster(scripted);
        Assert.True(other.CategoryNames is null && other.ColorTable is null && other.ColorCount == 0);
    }

    [Fact]
    public void A_demand_is_handed_over_and_is_of_a_window_within_the_raster()
    {
        List<Window> demands = [];
        using var raster = new OpenRaster(new ScriptedRaster { OnDemand = demands.Add });
        raster.Demand(new Window(1, 2, 39, 28));
        Assert.Equal([new Window(1, 2, 39, 28)], demands);
        Assert.Contains("not within", Assert.Throws<TesseraException>(() => raster.Demand(new Window(2, 2, 39, 28))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_location_is_well_formed_xml_and_there_is_none_outside()
    {
        using var raster = new OpenRaster(new ScriptedRaster());
        Assert.Equal("<LocationInfo><Tile>3&amp;4</Tile><Key>&lt;k&gt;</Key></LocationInfo>", Marshal.PtrToStringUTF8((nint)raster.LocationInfo(3, 4)));
        Assert.True(raster.LocationInfo(40, 0) is null);
        Assert.True(raster.LocationInfo(0, -1) is null);
    }

    [Fact]
    public void A_read_is_handed_over_as_it_came()
    {
        RasterRead read = HandedOver(new PartialWindow(1, 2, 3, 4));
        Assert.Equal(new Window(1, 2, 3, 4), read.Window);
        Assert.Null(read.Exact);
        Assert.Equal((5, 6), (read.OutWidth, read.OutHeight));
        Assert.Equal([1, 0, 1], read.Bands.ToArray());
        Assert.Equal(new PixelBuffer(64, -7, 8, 9), read.Destination);
    }

    [Fact]
    public void A_window_of_parts_of_pixels_is_handed_over_beside_the_whole_one() =>
        Assert.Equal(new PartialWindow(1.5, 2, 2.25, 3.5), HandedOver(new PartialWindow(1.5, 2, 2.25, 3.5)).Exact);

    private static RasterRead HandedOver(PartialWindow exact)
    {
        RasterRead? seen = null;
        using var raster = new OpenRaster(new ScriptedRaster { OnRead = (read, _, _) => { seen = read; return ValueTask.CompletedTask; } });
        int* bands = stackalloc int[] { 1, 0, 1 };
        raster.Read(new NativeRead { X = 1, Y = 2, Width = 3, Height = 4, OutWidth = 5, OutHeight = 6, Bands = bands, BandCount = 3, Data = (void*)64, PixelStride = -7, LineStride = 8, BandStride = 9, ExactX = exact.X, ExactY = exact.Y, ExactWidth = exact.Width, ExactHeight = exact.Height }, null);
        return seen!.Value;
    }

    private static List<string> Texts(byte** list)
    {
        var texts = new List<string>();
        for (; *list is not null; list++) texts.Add(Marshal.PtrToStringUTF8((nint)(*list))!);
        return texts;
    }
}
