namespace TesseraGdal.Rasters;

/// <summary>
/// Which of a raster's columns (or rows) go into the output, along one axis: output i takes the source at
/// (start + floor((i + 0.5) · size / out)) · 2^shift, the rule of <see cref="IRaster.ReadAsync"/> on a level that takes every 2^shift-th.
/// Never decreases with i. A part of it, or one that counts from another origin, shares its memory.
/// </summary>
internal readonly struct Sampling
{
    /// <summary>GDAL's, gcore/rasterio.cpp: so that a place that is meant to be a pixel's edge is not the pixel before.</summary>
    private const double Epsilon = 1e-10;

    private readonly int[] _sources;
    private readonly int _start;
    private readonly int _origin;

    private Sampling(int[] sources, int start, int count, int origin)
    {
        _sources = sources;
        _start = start;
        Out = count;
        _origin = origin;
    }

    /// <summary>Length of the output, &gt; 0.</summary>
    public int Out { get; }

    /// <summary>The source of output <paramref name="i"/>.</summary>
    public int this[int i] => _sources[_start + i] - _origin;

    /// <summary>The least source that is used.</summary>
    public int First => this[0];

    /// <summary>The greatest source that is used.</summary>
    public int Last => this[Out - 1];

    /// <summary>The sampling of a request.</summary>
    /// <param name="start">First of the window, on its level.</param>
    /// <param name="size">Length of the window, on its level.</param>
    /// <param name="count">Length of the output.</param>
    /// <param name="shift">The level: 0 for the raster itself, k for one that is 2^k times smaller.</param>
    /// <param name="exact">Start and length of what the output shows, on its level, where they lie within pixels; picks stay within the window. Null where the window is exact.</param>
    public static Sampling Of(int start, int size, int count, int shift, (double Start, double Size)? exact = null)
    {
        var sources = new int[count];
        for (int i = 0; i < count; i++)
        {
            int source = exact is { } shown
                ? (int)Math.Clamp(Math.Floor(shown.Start + (i + 0.5) * (shown.Size / count) + Epsilon), start, start + size - 1)
                : (int)(start + (2L * i + 1) * size / (2L * count));
            sources[i] = source << shift;
        }
        return new Sampling(sources, 0, count, 0);
    }

    /// <summary>Picks that are given one by one.</summary>
    /// <param name="sources">The source of each output; not empty, never decreasing. Kept.</param>
    public static Sampling Of(int[] sources) => new(sources, 0, sources.Length, 0);

    /// <summary>Outputs <paramref name="first"/> … <paramref name="first"/> + <paramref name="count"/> − 1 alone, counted from 0.</summary>
    public Sampling Slice(int first, int count) => new(_sources, _start + first, count, _origin);

    /// <summary>The same outputs, with sources counted from <paramref name="origin"/>: those of a raster that begins there. May be negative.</summary>
    public Sampling CountedFrom(int origin) => new(_sources, _start, Out, _origin + origin);

    /// <summary>How many outputs at the beginning have a source less than <paramref name="source"/>.</summary>
    public int CountBelow(int source)
    {
        int low = 0, high = Out;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (this[middle] < source) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /// <summary>Whether every output of some takes the source right after its predecessor's.</summary>
    public bool IsOneToOne(int first, int count)
    {
        // As sources never decrease, steps of 1 at most and their sum tell.
        if (this[first + count - 1] - this[first] != count - 1) return false;
        for (int i = first + 1; i < first + count; i++)
        {
            if (this[i] - this[i - 1] != 1) return false;
        }
        return true;
    }
}
