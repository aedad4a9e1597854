namespace TesseraGdal.Interop;

/// <summary>
/// Between a read, which tells its progress from any thread, and the host's progress function, which is called on the calling thread only
/// and can stop the read.
/// </summary>
internal sealed unsafe class HostProgress(delegate* unmanaged[Cdecl]<double, void*, int> function, void* userData) : IProgress<double>, IDisposable
{
    /// <summary>How often the host is told, in milliseconds.</summary>
    internal const int Interval = 100;

    private readonly delegate* unmanaged[Cdecl]<double, void*, int> _function = function;
    private readonly void* _userData = userData;
    private readonly int _caller = Environment.CurrentManagedThreadId;
    private readonly CancellationTokenSource _stop = new();
    private double _fraction;
    private long _toldAt = Environment.TickCount64;

    /// <summary>Cancelled when the host has asked to stop.</summary>
    internal CancellationToken Token => _stop.Token;

    /// <summary>Whether the host has asked to stop.</summary>
    internal bool IsStopped => _stop.IsCancellationRequested;

    /// <inheritdoc/>
    public void Report(double value)
    {
        Volatile.Write(ref _fraction, value);
        // The part of a read that runs on the calling thread must let the host speak, too.
        if (Environment.CurrentManagedThreadId == _caller && Environment.TickCount64 - _toldAt >= Interval) Tell();
    }

    /// <summary>Tells the host how far the read is. On the calling thread.</summary>
    internal void Tell()
    {
        if (IsStopped) return;
        _toldAt = Environment.TickCount64;
        if (_function(Math.Clamp(Volatile.Read(ref _fraction), 0, 1), _userData) == 0) _stop.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();
}
