namespace TesseraGdal.Rasters;

/// <summary>Tells how far a read is as its parts end, on whatever thread; what is told never decreases.</summary>
internal sealed class ReadProgress(IProgress<double>? listener, int total)
{
    private readonly Lock _lock = new();
    private int _done;

    /// <summary>Some more output rows are done.</summary>
    public void Add(int rows)
    {
        if (listener is null) return;
        lock (_lock)
        {
            _done += rows;
            listener.Report((double)_done / total);
        }
    }

    /// <summary>Tells of a read that is the next part of this one, and has so many rows of it; <see cref="Add"/> is still to be called when it is done.</summary>
    public IProgress<double>? Part(int rows) => listener is null ? null : new PartProgress(this, rows);

    private void Tell(double rows)
    {
        lock (_lock) listener?.Report((_done + rows) / total);
    }

    private sealed class PartProgress(ReadProgress whole, int rows) : IProgress<double>
    {
        public void Report(double value) => whole.Tell(value * rows);
    }
}
