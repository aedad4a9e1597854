namespace TesseraGdal.Settings;

/// <summary>Where caches are kept unless a user says otherwise: as the XDG base directory specification has it, and Windows.</summary>
internal static class CacheFolder
{
    /// <summary>The folder of all programs' caches, or null where the user has none (no HOME).</summary>
    /// <param name="environment">Looks up an environment variable. The host's own lookup comes first: .NET sees the environment as it was when the
    /// process started, and a program (Python's os.environ) may have changed it since.</param>
    internal static string? Base(Func<string, string?> environment)
    {
        if (Absolute("XDG_CACHE_HOME") is { } xdg) return xdg; // a relative path is to be ignored, says the specification
        if (OperatingSystem.IsWindows()) return Absolute("LOCALAPPDATA");
        return Absolute("HOME") is { } home ? Path.Combine(home, ".cache") : null;

        string? Absolute(string variable)
        {
            string? path = environment(variable) is { Length: > 0 } given ? given : Environment.GetEnvironmentVariable(variable);
            return Path.IsPathFullyQualified(path ?? "") ? path : null;
        }
    }

    /// <summary>Our own folder: <c>tessera</c> in <see cref="Base"/>.</summary>
    internal static string? Default(Func<string, string?> environment) => Base(environment) is { } folder ? Path.Combine(folder, "tessera") : null;
}
