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
}
