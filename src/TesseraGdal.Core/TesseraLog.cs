namespace TesseraGdal;

/// <summary>
/// Where this library tells what it does: sinks a process, added by hosts (GDAL's CPLDebug, a program's logger).
/// Nothing is composed while nobody listens: callers ask <see cref="IsListening"/> first where composing costs.
/// </summary>
internal static class TesseraLog
{
    private static readonly Lock Adding = new();

    /// <summary>Takes lines for developers, from any thread; null where nobody listens.</summary>
    public static Action<string>? Debug { get; set; }

    /// <summary>Takes sentences for the user about what is no failure but should be known, from any thread; null where nobody listens.</summary>
    public static Action<string>? Warn { get; set; }

    /// <summary>Whether lines for developers are wanted.</summary>
    public static bool IsListening => Debug is not null;

    /// <summary>Adds sinks beside those that are there, until the result is disposed of.</summary>
    /// <param name="debug">Takes lines for developers; or null.</param>
    /// <param name="warn">Takes sentences for the user; or null.</param>
    internal static IDisposable Listen(Action<string>? debug, Action<string>? warn)
    {
        lock (Adding)
        {
            Debug += debug;
            Warn += warn;
        }
        return new Listening(debug, warn);
    }

    private sealed class Listening(Action<string>? debug, Action<string>? warn) : IDisposable
    {
        private bool _hasEnded;

        public void Dispose()
        {
            lock (Adding)
            {
                if (_hasEnded) return;
                _hasEnded = true;
                Debug -= debug;
                Warn -= warn;
            }
        }
    }
}
