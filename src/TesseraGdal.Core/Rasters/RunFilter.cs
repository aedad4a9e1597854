using TesseraGdal.Geometry;

namespace TesseraGdal.Rasters;

/// <summary>
/// Which pixels of an output one raster of several fills (a tile of a mosaic), and which of them it could not: what other rasters fill is left alone.
/// </summary>
internal sealed class RunFilter
{
    private readonly PixelRun[] _runs;
    private readonly List<PixelRun> _misses = [];

    /// <summary>Takes runs.</summary>
    /// <param name="runs">Runs in ascending order, which do not overlap.</param>
    /// <param name="validOnly">Whether pixels that are not valid are left alone too, as they show something already.</param>
    public RunFilter(PixelRun[] runs, bool validOnly)
    {
        _runs = runs;
        ValidOnly = validOnly;
    }

    /// <summary>Whether pixels that are not valid are left alone.</summary>
    public bool ValidOnly { get; }

    /// <summary>The pixels that were found not to be valid, in ascending order; when the read has ended.</summary>
    public IReadOnlyList<PixelRun> Misses
    {
        get
        {
            lock (_misses)
            {
                _misses.Sort();
                return [.. _misses];
            }
        }
    }

    /// <summary>How often the read began: more than once where its tile had to be opened anew.</summary>
    public int Attempts { get; private set; }

    /// <summary>The read begins, or begins anew: what it found before counts no longer.</summary>
    public void Begin()
    {
        lock (_misses)
        {
            Attempts++;
            _misses.Clear();
        }
    }

    /// <summary>What of it lies in a window of the outputs, counted from that; its misses are its own.</summary>
    public RunFilter Part(Window window)
    {
        List<PixelRun> runs = [];
        foreach (PixelRun run in _runs)
        {
            int first = Math.Max(run.First, window.X), end = Math.Min(run.End, window.X + window.Width);
            if (run.Row >= window.Y && run.Row < window.Y + window.Height && first < end) runs.Add(new PixelRun(run.Row - window.Y, first - window.X, end - first));
        }
        return new RunFilter([.. runs], ValidOnly);
    }

    /// <summary>The runs of a row.</summary>
    public ReadOnlySpan<PixelRun> At(int row)
    {
        int first = CountBefore(row);
        int end = first;
        while (end < _runs.Length && _runs[end].Row == row) end++;
        return _runs.AsSpan(first, end - first);
    }

    /// <summary>Whether a row has any run.</summary>
    public bool Has(int row) => CountBefore(row) is var at && at < _runs.Length && _runs[at].Row == row;

    /// <summary>Takes note of pixels that are not valid, from any thread.</summary>
    public void AddMisses(List<PixelRun> misses)
    {
        lock (_misses) _misses.AddRange(misses);
    }

    private int CountBefore(int row)
    {
        int found = Array.BinarySearch(_runs, new PixelRun(row, int.MinValue, 0));
        return found < 0 ? ~found : found;
    }
}
