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

    /// <summary>Tells a defect of ours with the calls that led to it, a line each.</summary>
    internal static void Trace(Exception exception)
    {
        if (Debug is not { } debug) return;
        foreach (string line in exception.ToString().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)) debug(line);
    }

    /// <summary>Adds sinks beside those that are there, until the result is disposed of.</summary>
    /// <param name="debug">Takes lines for developers; or null.</param>
    /// <param name="warn">Takes sentences for the user; or null.</param>
    internal static IDisposable Listen(Action<string>? debug, Action<string>? warn)
    {
        // What sinks are told has parts from outside: file names, answers of servers.
        debug = Plain(debug);
        warn = Plain(warn);
        lock (Adding)
        {
            Debug += debug;
            Warn += warn;
        }
        return new Listening(debug, warn);
    }

    private static Action<string>? Plain(Action<string>? sink) => sink is null ? null : text => sink(PlainText.Of(text));

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
