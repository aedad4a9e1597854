namespace TesseraGdal.Rasters;

/// <summary>
/// Which of a raster's columns (or rows) go into the output, along one axis: output i takes the source at
/// (<see cref="Start"/> + floor((i + 0.5) · Size / Out)) · 2^Shift, the rule of <see cref="IRaster.ReadAsync"/> on a level that takes every 2^Shift-th.
/// </summary>
/// <param name="Start">First of the window, on its level.</param>
/// <param name="Size">Length of the window, on its level.</param>
/// <param name="Out">Length of the output.</param>
/// <param name="Shift">The level: 0 for the raster itself, k for one that is 2^k times smaller.</param>
internal readonly record struct Sampling(int Start, int Size, int Out, int Shift)
{
    /// <summary>GDAL's, gcore/rasterio.cpp: so that a place that is meant to be a pixel's edge is not the pixel before.</summary>
    private const double Epsilon = 1e-10;

    /// <summary>Start and length of what the output shows, on its level, where they lie within pixels; picks stay within the window. Null where the window is exact.</summary>
    public (double Start, double Size)? Exact { get; init; }

    /// <summary>The source of output <paramref name="i"/>; never decreases with it.</summary>
    public int this[int i] => (Exact is { } exact ? PickFrom(exact.Start, exact.Size, i) : (int)(Start + (2L * i + 1) * Size / (2L * Out))) << Shift;

    /// <summary>The least source that is used.</summary>
    public int First => this[0];

    /// <summary>The greatest source that is used.</summary>
    public int Last => this[Out - 1];

    /// <summary>Whether every output takes the source right after its predecessor's.</summary>
    public bool IsOneToOne => Size == Out && Shift == 0 && Exact is null;

    private int PickFrom(double start, double size, int i) =>
        (int)Math.Clamp(Math.Floor(start + (i + 0.5) * (size / Out) + Epsilon), Start, Start + Size - 1);
}
