namespace TesseraGdal.Forms.Npy.Mosaics;

/// <summary>Joins the progress of a read's parts, by their shares of it; safe from any thread. What is told never decreases.</summary>
internal sealed class MosaicProgress(IProgress<double> listener, long total)
{
    private readonly Lock _gate = new();
    private double _done;

    /// <summary>What a part is to report to.</summary>
    /// <param name="share">Its pixels, of all.</param>
    public IProgress<double> Part(long share) => new PartOfIt(this, share);

    private void Add(double pixels)
    {
        lock (_gate)
        {
            _done += pixels;
            listener.Report(Math.Min(1, _done / total));
        }
    }

    private sealed class PartOfIt(MosaicProgress whole, long share) : IProgress<double>
    {
        private readonly Lock _gate = new();
        private double _fraction;

        public void Report(double value)
        {
            double step;
            lock (_gate)
            {
                step = value - _fraction;
                if (step <= 0) return;
                _fraction = value;
            }
            whole.Add(step * share);
        }
    }
}
