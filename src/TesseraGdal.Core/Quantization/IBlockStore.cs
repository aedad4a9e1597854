namespace TesseraGdal.Quantization;

/// <summary>
/// The innermost step of a vector kernel, once for each width of register: 16 stored bytes become 16 floats. The loops around it
/// are <see cref="BlockKernel{TStore}"/>'s, compiled once for each.
/// </summary>
internal unsafe interface IBlockStore
{
    /// <summary>As <see cref="IPixelKernel.Name"/>.</summary>
    static abstract string Name { get; }

    /// <summary>Bands of 16 pixels, each 16 contiguous bytes, to as many planes.</summary>
    /// <param name="block">16 bytes a band.</param>
    /// <param name="count">Bands.</param>
    /// <param name="scales">16 prepared scales.</param>
    /// <param name="destination">The first band's first pixel.</param>
    /// <param name="bandStride">Bytes from a band to the next.</param>
    static abstract void Bands(sbyte* block, int count, float* scales, byte* destination, long bandStride);

    /// <summary>16 consecutive bands of one pixel to contiguous floats.</summary>
    /// <param name="values">16 bytes.</param>
    /// <param name="scale">The pixel's prepared scale.</param>
    /// <param name="destination">16 floats.</param>
    static abstract void Pixel(sbyte* values, float scale, byte* destination);
}
