using System.Runtime.Loader;

namespace TesseraGdal.PackageTests;

/// <summary>What is there in a program whose GDAL finds a plugin of ours by itself.</summary>
/// <param name="Registration">What Register said.</param>
/// <param name="Again">What it said at a second call, after a name was opened.</param>
/// <param name="MapsCore">Whether the process has a NativeAOT library of ours at its end.</param>
internal sealed record Plugins(TesseraRegistration Registration, TesseraRegistration Again, bool MapsCore)
{
    /// <param name="when">Whether a name is opened "before" Register or "after" it, or whether GDAL's manager of drivers is destroyed between the two ("alone").</param>
    /// <param name="name">The name.</param>
    internal static Plugins Use(string when, string name)
    {
        NativeGdal.LoadFromSystem();
        NativeGdal.AllRegister();
        if (when != "after") NativeGdal.Close(NativeGdal.Open(name));
        if (when == "alone") NativeGdal.DestroyDriverManager();
        TesseraRegistration first = TesseraDriver.Register();
        NativeGdal.Close(NativeGdal.Open(name));
        return new(first, TesseraDriver.Register(), HasCoreInMaps());
    }

    /// <summary>By a second copy of the library, in a context that can be unloaded.</summary>
    internal static object RegisterWhereItCanBeUnloaded()
    {
        var context = new AssemblyLoadContext("collectible", isCollectible: true);
        Type driver = context.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, "TesseraGdal.dll")).GetType("TesseraGdal.TesseraDriver", true)!;
        return driver.GetMethod("Register")!.Invoke(null, [null])!;
    }

    internal static bool HasCoreInMaps() => File.ReadLines("/proc/self/maps").Any(line => line.Contains("tessera_core", StringComparison.Ordinal));
}
