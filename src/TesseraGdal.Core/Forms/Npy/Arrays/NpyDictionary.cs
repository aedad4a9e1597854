namespace TesseraGdal.Forms.Npy.Arrays;

/// <summary>The three entries of an .npy header.</summary>
/// <param name="Descr">Type of the elements, as NumPy writes it: <c>|i1</c>.</param>
/// <param name="FortranOrder">Whether the first dimension is the fastest.</param>
/// <param name="Shape">Lengths of the dimensions, each ≥ 0.</param>
internal sealed record NpyDictionary(string Descr, bool FortranOrder, IReadOnlyList<long> Shape);
