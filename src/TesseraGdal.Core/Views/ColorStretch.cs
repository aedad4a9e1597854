using System.Globalization;

namespace TesseraGdal.Views;

/// <summary>How the three bands of a picture become red, green and blue.</summary>
/// <param name="Red">Of the first band.</param>
/// <param name="Green">Of the second.</param>
/// <param name="Blue">Of the third.</param>
internal sealed record ColorStretch(ColorRange Red, ColorRange Green, ColorRange Blue)
{
    private const NumberStyles Number = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;

    /// <summary>The range of a band: 0, 1, 2.</summary>
    public ColorRange this[int band] => band switch { 0 => Red, 1 => Green, _ => Blue };

    /// <summary>Reads <c>low,high</c> for all three bands, or such a pair for each: six numbers.</summary>
    /// <returns>Null where it is none: another number of numbers, one that is not finite, a pair that does not ascend.</returns>
    public static ColorStretch? TryParse(string text)
    {
        string[] parts = text.Split(',');
        if (parts.Length is not (2 or 6)) return null;
        var numbers = new double[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!double.TryParse(parts[i], Number, CultureInfo.InvariantCulture, out numbers[i]) || !double.IsFinite(numbers[i])) return null;
        }
        var ranges = new ColorRange[parts.Length / 2];
        for (int i = 0; i < ranges.Length; i++)
        {
            ranges[i] = new ColorRange(numbers[2 * i], numbers[2 * i + 1]);
            if (!(ranges[i].Low < ranges[i].High) || !double.IsFinite(ranges[i].High - ranges[i].Low)) return null;
        }
        return new ColorStretch(ranges[0], ranges[ranges.Length / 2], ranges[^1]);
    }

    /// <summary>Six numbers, which are read back as the same.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Red.Low:R},{Red.High:R},{Green.Low:R},{Green.High:R},{Blue.Low:R},{Blue.High:R}");
}
