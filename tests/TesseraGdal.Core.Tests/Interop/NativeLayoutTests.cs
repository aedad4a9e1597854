using System.Runtime.InteropServices;
using TesseraGdal.Interop;
using TesseraGdal.Rasters;
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
        Assert.Equal(2052, sizeof(NativeError));
    }

    [Fact]
    public void Members_lie_where_c_puts_them()
    {
        Assert.Equal(4, Offset<NativeError>(nameof(NativeError.Message)));
        Assert.Equal(4, Offset<NativeRasterInfo>(nameof(NativeRasterInfo.Width)));
        Assert.Equal(36, Offset<NativeRasterInfo>(nameof(NativeRasterInfo.OverviewCount)));
        Assert.Equal(40, Offset<NativeRasterInfo>(nameof(NativeRasterInfo.NoData)));
        Assert.Equal(48, Offset<NativeRasterInfo>(nameof(NativeRasterInfo.GeoTransform)));
        Assert.Equal(96, Offset<NativeRasterInfo>(nameof(NativeRasterInfo.BandDescriptions)));
        Assert.Equal(104, Offset<NativeRasterInfo>(nameof(NativeRasterInfo.BandColors)));
        Assert.Equal(4, Offset<NativeRead>(nameof(NativeRead.X)));
        Assert.Equal(28, Offset<NativeRead>(nameof(NativeRead.BandCount)));
        Assert.Equal(32, Offset<NativeRead>(nameof(NativeRead.Bands)));
        Assert.Equal(40, Offset<NativeRead>(nameof(NativeRead.Data)));
        Assert.Equal(48, Offset<NativeRead>(nameof(NativeRead.PixelStride)));
        Assert.Equal(72, Offset<NativeRead>(nameof(NativeRead.ExactX)));
        Assert.Equal(72, Offset<NativeCore>(nameof(NativeCore.LocationInfo)));
        Assert.Equal(120, Offset<NativeCore>(nameof(NativeCore.FileList)));
        Assert.Equal(144, Offset<NativeCore>(nameof(NativeCore.ColorTable)));
        Assert.Equal(24, sizeof(NativeFileInfo));
        Assert.Equal(8, Offset<NativeFileInfo>(nameof(NativeFileInfo.Length)));
        Assert.Equal(24, sizeof(NativeRange));
    }

    /// <summary>By which a host's own size is read, whatever the struct.</summary>
    [Fact]
    public void Structs_that_may_grow_begin_with_their_size()
    {
        Assert.Equal(0, Offset<NativeHost>(nameof(NativeHost.Size)));
        Assert.Equal(0, Offset<NativeCore>(nameof(NativeCore.Size)));
        Assert.Equal(0, Offset<NativeError>(nameof(NativeError.Size)));
        Assert.Equal(0, Offset<NativeRasterInfo>(nameof(NativeRasterInfo.Size)));
        Assert.Equal(0, Offset<NativeRead>(nameof(NativeRead.Size)));
        Assert.Equal(0, Offset<NativeFileInfo>(nameof(NativeFileInfo.Size)));
    }

    /// <summary>What is added behind a struct must not lie within the size that older hosts give it.</summary>
    [Fact]
    public void Structs_that_may_grow_end_with_their_last_member()
    {
        Assert.Equal(sizeof(NativeError), Offset<NativeError>(nameof(NativeError.Message)) + sizeof(NativeError.Characters));
        Assert.Equal(sizeof(NativeRasterInfo), Offset<NativeRasterInfo>(nameof(NativeRasterInfo.BandColors)) + sizeof(int*));
        Assert.Equal(sizeof(NativeRead), Offset<NativeRead>(nameof(NativeRead.ExactHeight)) + sizeof(double));
        Assert.Equal(sizeof(NativeFileInfo), Offset<NativeFileInfo>(nameof(NativeFileInfo.Modified)) + sizeof(long));
    }

    [Fact]
    public void Types_of_pixels_have_the_numbers_that_c_gives_them()
    {
        PixelType[] types =
        [
            PixelType.Byte, PixelType.Int8, PixelType.Float32, PixelType.UInt16, PixelType.Int16, PixelType.UInt32, PixelType.Int32,
            PixelType.Float64,
        ];
        Assert.Equal(Enumerable.Range(1, 8), types.Select(type => (int)type));
        Assert.Equal(types, Enum.GetValues<PixelType>());
    }

    private static int Offset<T>(string member) => (int)Marshal.OffsetOf<T>(member);
}
