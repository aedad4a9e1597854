namespace TesseraGdal.Quantization;

/// <summary>
/// The one NaN of the house, NumPy's: quiet, positive, no payload. (<see cref="float.NaN"/> and <see cref="double.NaN"/> have their sign bit set, which
/// programs print as <c>-nan</c>.) Everything that has no value has this one: pixels, the nodata value, what is filled in between.
/// </summary>
internal static class NotANumber
{
    /// <summary>0x7FC00000. A product of it with any number has the same bits.</summary>
    public static readonly float Single = BitConverter.UInt32BitsToSingle(0x7FC00000);

    /// <summary>0x7FF8000000000000.</summary>
    public static readonly double Double = BitConverter.UInt64BitsToDouble(0x7FF8000000000000);
}
