namespace TesseraGdal.Quantization;

/// <summary>
/// The innermost steps of a vector kernel, once for each width of register: stored bytes become floats. The loops around them
/// are <see cref="BlockKernel{TStore}"/>'s, compiled once for each.
/// </summary>
internal unsafe interface IBlockStore
{
    /// <summary>As <see cref="IPixelKernel.Name"/>.</summary>
    static abstract string Name { get; }

    /// <summary>16 bytes, each with a scale of its own, to 16 contiguous floats.</summary>
    static abstract void Store(sbyte* values, float* scales, byte* destination);

    /// <summary>16 bytes with one scale to 16 contiguous floats.</summary>
    static abstract void Store(sbyte* values, float scale, byte* destination);
}
