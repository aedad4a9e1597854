using System.Globalization;
using FsCheck.Xunit;
using TesseraGdal.Views;
using Xunit;

namespace TesseraGdal.Tests.Rasters.Views;

/// <summary>Ranges of colours: where they come from, and what they make of values.</summary>
public class ColorRules
{
    /// <summary>What numpy.percentile(values, [2, 98]) gave, NumPy 1.24.2, for the same values as float64.</summary>
    [Theory]
    [InlineData(2, 30.328660583496095, 84.7022689819336)]
    [InlineData(3, -87.47670379638672, 89.37112823486328)]
    [InlineData(26, -99.09793853759766, 87.726806640625)]
    [InlineData(50, -95.98907608032226, 96.0492849731445)]
    [InlineData(51, -94.85566711425781, 102.08247375488281)]
    [InlineData(101, -99.08247375488281, 103.84536743164062)]
    [InlineData(1000, -95.36330078125, 102.73237640380859)]
    [InlineData(7919, -95.69732116699218, 102.2333984375)]
    public void Percentiles_are_NumPys(int count, double low, double high)
    {
        var values = new float[count];
        long x = count;
        for (int i = 0; i < count; i++)
        {
            x = ((x * 1103515245) + 12345) % (1L << 31);
            values[i] = ((float)((x >> 8) % 20011) / 97f) - 100f;
        }
        ColorRange range = ColorRange.Of(values);
        Assert.Equal((low, high), (range.Low, range.High));
    }

    /// <summary>numpy.percentile([-1303157.25, 0.00905355904251337], 98), which counted from the other end is …2204.</summary>
    [Fact]
    public void A_percentile_is_counted_from_the_nearer_value() =>
        Assert.Equal(-26063.13612751216, ColorRange.Quantile([-1303157.25f, 0.00905355904251337f], 0.98));

    [Fact]
    public void The_same_value_everywhere_is_shown_in_the_middle_and_none_at_all_as_typical_ones_would_be()
    {
        foreach (float value in (float[])[0, 0.001f, -7.5f, 1e30f, float.MaxValue]) Assert.Equal(128, ColorRange.Of(new float[] { value, value, value }).ToByte(value));
        Assert.Equal(new ColorRange(-8, 8), ColorRange.Of([]));
    }

    [Fact]
    public void Values_become_bytes_by_the_rule()
    {
        var range = new ColorRange(-1, 4.1);
        Assert.Equal(0, range.ToByte(-1));
        Assert.Equal(0, range.ToByte(float.NegativeInfinity));
        Assert.Equal(255, range.ToByte(float.PositiveInfinity));
        Assert.Equal(255, range.ToByte(4.1f));
        Assert.Equal(50, range.ToByte(0));
        Assert.Equal(100, range.ToByte(1));
        Assert.Equal((0, 2, 2, 4), (new ColorRange(0, 255).ToByte(0.5f), new ColorRange(0, 255).ToByte(1.5f), new ColorRange(0, 255).ToByte(2.5f), new ColorRange(0, 255).ToByte(3.5f)));
    }

    [Property(MaxTest = 500)]
    public void Brighter_is_never_darker(float a, float b, float c, float d)
    {
        if (!float.IsFinite(a) || !float.IsFinite(b) || a == b || float.IsNaN(c) || float.IsNaN(d)) return;
        var range = new ColorRange(Math.Min(a, b), Math.Max(a, b));
        Assert.True(range.ToByte(Math.Min(c, d)) <= range.ToByte(Math.Max(c, d)));
    }

    [Theory]
    [InlineData("-8,8", "-8,8,-8,8,-8,8")]
    [InlineData(" -1.5 , 2e3 ", "-1.5,2000,-1.5,2000,-1.5,2000")]
    [InlineData("0,1,2,3,-5,-4", "0,1,2,3,-5,-4")]
    public void A_stretch_is_two_numbers_or_six(string text, string stretch) => Assert.Equal(stretch, ColorStretch.TryParse(text)?.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1,1")]
    [InlineData("2,1")]
    [InlineData("1,2,3")]
    [InlineData("1,2,3,4")]
    [InlineData("1,2,3,4,5,6,7,8")]
    [InlineData("1,2,3,4,6,5")]
    [InlineData("nan,1")]
    [InlineData("0,inf")]
    [InlineData("0,Infinity")]
    [InlineData("0,1e999")]
    [InlineData("-1.7e308,1.7e308")]
    [InlineData("0;1")]
    [InlineData("0,1,")]
    [InlineData("0x1,2")]
    public void All_else_is_none(string text) => Assert.Null(ColorStretch.TryParse(text));

    [Property(MaxTest = 300)]
    public void A_stretch_is_read_back_as_itself(double a, double b, double c, double d, double e, double f)
    {
        double[] n = [a, b, c, d, e, f];
        if (n.Any(x => !double.IsFinite(x) || Math.Abs(x) > 1e300) || !(a < b && c < d && e < f)) return;
        var stretch = new ColorStretch(new(a, b), new(c, d), new(e, f));
        Assert.Equal(stretch, ColorStretch.TryParse(stretch.ToString()));
        Assert.Equal(ColorStretch.TryParse(a.ToString("R", CultureInfo.InvariantCulture) + "," + b.ToString("R", CultureInfo.InvariantCulture)), new ColorStretch(new(a, b), new(a, b), new(a, b)));
    }
}
