namespace TesseraGdal;

/// <summary>What <see cref="TesseraDriver.Register"/> is told. All of it may be left out.</summary>
public sealed record TesseraDriverOptions
{
    /// <summary>
    /// File of the libgdal to register with, or a name that the system's loader finds, such as <c>libgdal.so.32</c>.
    /// Null for the one that the program has loaded, or else for the program's own, or else the system's.
    /// </summary>
    public string? GdalLibrary { get; init; }
}
