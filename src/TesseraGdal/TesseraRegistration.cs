namespace TesseraGdal;

/// <summary>What <see cref="TesseraDriver.Register"/> found and did.</summary>
public sealed record TesseraRegistration
{
    /// <summary>Whether GDAL has the driver TESSERA now.</summary>
    public required bool HasDriver { get; init; }

    /// <summary>Whether GDAL has the file system <c>/vsitessera/</c> now.</summary>
    public required bool HasFileSystem { get; init; }

    /// <summary>
    /// Whether both are served by this program's own .NET. False where there is neither, and where a plugin that GDAL had found for itself
    /// (by <c>GDAL_DRIVER_PATH</c>) had opened a name of ours before: it has a runtime of its own, and keeps it.
    /// </summary>
    public required bool UsesThisRuntime { get; init; }

    /// <summary>Version of that GDAL, such as 3.10.3; null where none was found.</summary>
    public string? GdalVersion { get; init; }

    /// <summary>File of that GDAL's library, as it was loaded; null where none was found.</summary>
    public string? GdalLibrary { get; init; }

    /// <summary>File of the plugin that serves the names; null where there is none.</summary>
    public string? Plugin { get; init; }

    /// <summary>What was done or, where something is missing, why, and what to do: a few sentences for a person.</summary>
    public required string Message { get; init; }
}
