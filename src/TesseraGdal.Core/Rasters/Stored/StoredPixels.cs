namespace TesseraGdal.Rasters.Stored;

/// <summary>Neighbouring pixels of a tile as a view meets them; pointers are valid during the call that gives them.</summary>
/// <param name="values">128 stored bytes a pixel; null where the view does not need them.</param>
/// <param name="scales">A scale a pixel, or 128: prepared, so that a pixel that is not valid has NaN, unless the view shows scales as they are stored.</param>
/// <param name="land">The landmask's byte a pixel; null where there is none, or the view does not need it.</param>
/// <param name="scalesPerPixel">1, or 128.</param>
internal readonly unsafe struct StoredPixels(sbyte* values, float* scales, byte* land, int scalesPerPixel)
{
    /// <summary>See the constructor.</summary>
    public sbyte* Values { get; } = values;

    /// <summary>See the constructor.</summary>
    public float* Scales { get; } = scales;

    /// <summary>See the constructor.</summary>
    public byte* Land { get; } = land;

    /// <summary>See the constructor.</summary>
    public int ScalesPerPixel { get; } = scalesPerPixel;

    /// <summary>The pixels from <paramref name="count"/> on.</summary>
    public StoredPixels Skip(int count) => new(
        Values is null ? null : Values + (long)count * Quantization.PixelKernel.Bands,
        Scales + (long)count * ScalesPerPixel,
        Land is null ? null : Land + count,
        ScalesPerPixel);
}
