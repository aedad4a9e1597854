using TesseraGdal.Registration;

namespace TesseraGdal;

/// <summary>The GDAL driver for Tessera embeddings, for programs in .NET that use GDAL through whatever binding.</summary>
public static class TesseraDriver
{
    private static readonly Lock Registering = new();

    /// <summary>
    /// Makes the driver and <c>/vsitessera/</c> available in the GDAL that this program has loaded, or else in one that is found and loaded.
    /// From then on <c>TESSERA:</c> names are opened like any file's, by this program's own .NET: no second runtime is loaded.
    /// May be called on any thread, and again: it looks anew each time, and does what is missing, also after <c>GDALDestroyDriverManager()</c>.
    /// No other driver is registered, and no setting of GDAL is changed.
    /// </summary>
    /// <param name="options">Where to find what is not found by itself; null for none.</param>
    /// <returns>What there is now and, where something is missing, why, and what to do. Nothing is thrown for what is missing on the machine.</returns>
    public static TesseraRegistration Register(TesseraDriverOptions? options = null)
    {
        lock (Registering) return new Registrar(options ?? new TesseraDriverOptions()).Register();
    }
}
