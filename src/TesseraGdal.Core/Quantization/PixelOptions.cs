namespace TesseraGdal.Quantization;

/// <summary>Which stored pixels count as valid, and what becomes of the others (formats.md §3.2).</summary>
internal sealed record PixelOptions
{
    /// <summary>
    /// <c>TESSERA_INVALID=raw</c>: values are exactly those of geotessera's <c>dequantize_embedding</c>. Only a scale that is not finite
    /// gives NaN; zero, negative and huge scales are multiplied like any other. False: every invalid pixel is NaN in all bands.
    /// </summary>
    public bool KeepInvalid { get; init; }

    /// <summary><c>TESSERA_MAX_SCALE</c>: a valid scale is less than this (it is also finite and greater than 0).</summary>
    public float MaxScale { get; init; } = 1.0f;
}
