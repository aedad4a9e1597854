using System.Runtime.Loader;

namespace TesseraGdal.Registration;

/// <summary>One call of <see cref="TesseraDriver.Register"/>: from whatever GDAL there is to a driver in it, and to sentences about it.</summary>
internal sealed class Registrar(TesseraDriverOptions options)
{
    private readonly List<string> _notes = [];

    /// <summary>Does it. One call at a time.</summary>
    internal TesseraRegistration Register()
    {
        if (AssemblyLoadContext.GetLoadContext(typeof(Registrar).Assembly) is { IsCollectible: true })
        {
            _notes.Add("TesseraGdal is in an AssemblyLoadContext that can be unloaded, and GDAL would call it after that. Load it in one that stays.");
            return Result(null, null);
        }
        if (new GdalFinder(_notes).Find(options.GdalLibrary) is not { } gdal) return Result(null, null);

        // Plugins that GDAL has found for itself stay, and are given this program's core, if they have none yet.
        List<Shim> shims = [.. Shim.LoadedFor(gdal)];
        string error = gdal.ErrorOf(() => shims.ForEach(shim => shim.Serve()));
        if (gdal.HasDriver) _notes.Add("The driver was registered already.");
        else if (RegisterDriver(gdal) is { } driver) shims.Add(driver);
        if (!gdal.HasFileSystem && RegisterFileSystem(gdal) is { } files) shims.Add(files);

        Shim? serving = gdal.HasDriver ? shims.Find(shim => shim.HasDriver) : gdal.HasFileSystem ? shims.Find(shim => !shim.IsDriver) : null;
        if (gdal.HasDriver && serving is not { IsServed: true }) _notes.Add(Unserved(serving, error));
        return Result(gdal, serving);
    }

    private static string Unserved(Shim? shim, string error) =>
        shim is null ? "It is of another release of TesseraGdal, and uses a core of its own, not this program's .NET."
        : "It uses a core of its own, not this program's .NET: "
        + (error.Length > 0 ? error + "." : "a name was opened with it before. Both live side by side; to have one, call Register before the first name is opened.");

    private Shim? RegisterDriver(GdalLibrary gdal)
    {
        if (ShimFiles.OfDriver(gdal.MinorVersion) is not { } file)
        {
            string versions = ShimFiles.Versions() is { Count: > 0 } found ? "it has it for " + string.Join(", ", found) : "none of its native files is beside the program";
            _notes.Add($"TesseraGdal has no driver for GDAL {gdal.MinorVersion} on this system ({versions}). Use a GDAL that it has one for.");
            return null;
        }
        return Try(file, shim =>
        {
            if (!shim.IsLinkedTo(gdal))
            {
                _notes.Add($"The driver {file} found another GDAL than {gdal.File} in this process, so it was not registered. Have the program load one GDAL only.");
                return false;
            }
            string error = gdal.ErrorOf(() =>
            {
                shim.Serve();
                if (shim.IsServed) shim.RegisterDriver();
            });
            if (gdal.HasDriver) return true;
            _notes.Add($"GDAL {gdal.Version} did not take the driver {file}: {(error.Length > 0 ? error : "it gave no reason")}.");
            return false;
        });
    }

    private Shim? RegisterFileSystem(GdalLibrary gdal)
    {
        if (ShimFiles.OfFileSystem() is not { } file)
        {
            _notes.Add("/vsitessera/ is not there either: the package's native files are not beside the program.");
            return null;
        }
        return Try(file, shim =>
        {
            string error = gdal.ErrorOf(() =>
            {
                if (shim.RegisterFileSystem(gdal)) shim.Serve();
            });
            if (gdal.HasFileSystem) return true;
            _notes.Add($"GDAL {gdal.Version} did not take /vsitessera/ of {file}: {(error.Length > 0 ? error : "it is older than 3.0, or lacks a function")}.");
            return false;
        });
    }

    /// <summary>Loads a shim and does something with it.</summary>
    /// <returns>It, where that went well; else a note says what did not.</returns>
    private Shim? Try(string file, Func<Shim, bool> use)
    {
        try
        {
            Shim shim = Shim.Load(file);
            return use(shim) ? shim : null;
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            _notes.Add($"{file} cannot be used: {e.Message.ReplaceLineEndings(" ").Trim()}");
            return null;
        }
    }

    private TesseraRegistration Result(GdalLibrary? gdal, Shim? serving)
    {
        bool driver = gdal is { HasDriver: true }, files = gdal is { HasFileSystem: true };
        string state = gdal is null ? "Nothing was registered."
            : driver && files ? $"GDAL {gdal.Version} ({gdal.File}) has the driver TESSERA and /vsitessera/."
            : driver ? $"GDAL {gdal.Version} ({gdal.File}) has the driver TESSERA, but not /vsitessera/."
            : files ? $"GDAL {gdal.Version} ({gdal.File}) has /vsitessera/ alone, without the driver TESSERA."
            : $"GDAL {gdal.Version} ({gdal.File}) has neither the driver TESSERA nor /vsitessera/.";
        return new()
        {
            HasDriver = driver,
            HasFileSystem = files,
            UsesThisRuntime = serving is { IsServed: true },
            GdalVersion = gdal?.Version,
            GdalLibrary = gdal?.File,
            Plugin = serving?.File,
            Message = string.Join(' ', _notes.Prepend(state)),
        };
    }
}
