namespace TesseraGdal.Views;

/// <summary>The values that one band of a picture shows from dark to bright.</summary>
/// <param name="Low">Shown as 0, and what is less too.</param>
/// <param name="High">Shown as 255, and what is more too; &gt; <paramref name="Low"/>.</param>
internal readonly record struct ColorRange(double Low, double High)
{
    private const double LowPart = 0.02, HighPart = 0.98;

    /// <summary>What is shown where there is no value to go by: typical values lie within it (formats.md §3.2).</summary>
    public static ColorRange Typical { get; } = new(-8, 8);

    /// <summary>From the 2nd to the 98th percentile of some values.</summary>
    /// <param name="values">Finite values; they are sorted.</param>
    public static ColorRange Of(Span<float> values)
    {
        if (values.IsEmpty) return Typical;
        values.Sort();
        double low = Quantile(values, LowPart), high = Quantile(values, HighPart);
        if (low < high) return new ColorRange(low, high);
        // The same everywhere: shown in the middle.
        double margin = Math.Max(0.5, Math.Abs(low) / 2);
        return new ColorRange(low - margin, low + margin);
    }

    /// <summary>The byte that shows a value, which may be infinite: halves are rounded to even.</summary>
    public byte ToByte(float value) => (byte)Math.Round(Math.Clamp((value - Low) / (High - Low) * byte.MaxValue, 0, byte.MaxValue));

    /// <summary>Between the two nearest values, as NumPy's default does it (numpy/lib/_function_base_impl.py, <c>_lerp</c>: from the nearer end).</summary>
    internal static double Quantile(ReadOnlySpan<float> sorted, double part)
    {
        double place = part * (sorted.Length - 1);
        int below = (int)place;
        double fraction = place - below;
        double from = sorted[below], to = sorted[Math.Min(below + 1, sorted.Length - 1)];
        return fraction < 0.5 ? from + (to - from) * fraction : to - (to - from) * (1 - fraction);
    }
}
