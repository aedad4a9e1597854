namespace TesseraGdal;

/// <summary>
/// Where this library tells what it does: one sink a process, set by the host (GDAL's CPLDebug, a program's logger).
/// Nothing is composed while nobody listens: callers ask <see cref="IsListening"/> first where composing costs.
/// </summary>
public static class TesseraLog
{
    /// <summary>Takes lines for developers, from any thread; null where nobody listens.</summary>
    public static Action<string>? Debug { get; set; }

    /// <summary>Takes sentences for the user about what is no failure but should be known, from any thread; null where nobody listens.</summary>
    public static Action<string>? Warn { get; set; }

    /// <summary>Whether lines for developers are wanted.</summary>
    public static bool IsListening => Debug is not null;
}
