using TesseraGdal.Rasters;
using Xunit;

namespace TesseraGdal.Tests.Rasters;

public class PixelTypesRules
{
    [Fact]
    public void Every_type_has_the_size_of_its_pixels()
    {
        Assert.Equal(Enum.GetValues<PixelType>(), PixelBytes.Types.Select(one => one.Type).Order());
        Assert.All(PixelBytes.Types, one => Assert.Equal(PixelBytes.Of(one.Type, one.NoData).Length, one.Type.SizeOf()));
    }

    [Fact]
    public void What_is_no_type_has_no_size() => Assert.Throws<ArgumentOutOfRangeException>(() => ((PixelType)0).SizeOf());
}
