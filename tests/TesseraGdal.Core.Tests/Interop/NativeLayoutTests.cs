using System.Runtime.InteropServices;
using TesseraGdal.Interop;
using Xunit;

namespace TesseraGdal.Tests.Interop;

/// <summary>The structs of <c>tessera_core.h</c> as C lays them out where pointers have 64 bits; tests/native/test_core.c asserts the same numbers.</summary>
public sealed unsafe class NativeLayoutTests
{
    [Fact]
    public void Structs_have_the_size_that_c_gives_them()
    {
        Assert.Equal(32, sizeof(NativeHost));
        Assert.Equal(152, sizeof(NativeCore));
        Assert.Equal(112, sizeof(NativeRasterInfo));
        Assert.Equal(104, sizeof(NativeRead));
        Assert.Equal(2048, sizeof(NativeError));
    }

    [Fact]
    public void Members_lie_where_c_puts_them()
    {
        Assert.Equal(32, Offset<NativeRasterInfo>(nameof(NativeRasterInfo.NoData)));
        Assert.Equal(40, Offset<NativeRasterInfo>(nameof(NativeRasterInfo.GeoTransform)));
        Assert.Equal(88, Offset<NativeRasterInfo>(nameof(NativeRasterInfo.OverviewCount)));
        Assert.Equal(96, Offset<NativeRasterInfo>(nameof(NativeRasterInfo.BandDescriptions)));
        Assert.Equal(104, Offset<NativeRasterInfo>(nameof(NativeRasterInfo.BandColors)));
        Assert.Equal(24, Offset<NativeRead>(nameof(NativeRead.Bands)));
        Assert.Equal(40, Offset<NativeRead>(nameof(NativeRead.Data)));
        Assert.Equal(48, Offset<NativeRead>(nameof(NativeRead.PixelStride)));
        Assert.Equal(72, Offset<NativeRead>(nameof(NativeRead.ExactX)));
        Assert.Equal(72, Offset<NativeCore>(nameof(NativeCore.LocationInfo)));
        Assert.Equal(120, Offset<NativeCore>(nameof(NativeCore.FileList)));
        Assert.Equal(144, Offset<NativeCore>(nameof(NativeCore.ColorTable)));
        Assert.Equal(24, sizeof(NativeFileInfo));
        Assert.Equal(24, sizeof(NativeRange));
    }

    private static int Offset<T>(string member) => (int)Marshal.OffsetOf<T>(member);
}
