using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace TesseraGdal.Registration;

/// <summary>Finds the libgdal to register with: the one that is asked for, the one that is loaded, the program's own, the system's.</summary>
/// <param name="notes">Gets what a person should know about the search, a sentence each.</param>
internal sealed partial class GdalFinder(List<string> notes)
{
    /// <summary>Numbers of sonames on Linux: 26 is GDAL 3.0's, 39 is 3.13's; there is room for some years.</summary>
    private const int OldestSoname = 26, NewestSoname = 60;

    /// <summary>The libgdal, loaded; null where none was found, and then <c>notes</c> says why and what to do.</summary>
    /// <param name="asked">The file or name that the program asks for, or null.</param>
    internal GdalLibrary? Find(string? asked)
    {
        if (asked is not null) return Asked(asked);
        return Loaded() ?? OfProgram() ?? OfSystem() ?? Nothing();
    }

    private GdalLibrary? Asked(string file)
    {
        try
        {
            if (Take(file, NativeLibrary.Load(file)) is { } gdal) return gdal;
            notes.Add($"{file} (option GdalLibrary) is no library of GDAL 3. Name the file of libgdal, or leave the option out.");
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or ArgumentException)
        {
            notes.Add($"{file} (option GdalLibrary) cannot be loaded. Name the file of a libgdal, or leave the option out. The system says: {e.Message.ReplaceLineEndings(" ").Trim()}");
        }
        return null;
    }

    private GdalLibrary? Loaded()
    {
        // Lookups in a library may find what it depends on (dlsym), as in the wrappers of GDAL's C# bindings, so the library that holds the function comes first.
        var found = LoadedModule.All().Where(module => NameOfGdal().IsMatch(module.Name))
            .Select(module => (Module: module, Gdal: module.Open() is var handle and not 0 ? GdalLibrary.From(module.File, handle) : null))
            .Where(candidate => candidate.Gdal is not null)
            .OrderByDescending(candidate => candidate.Module.Holds(candidate.Gdal!.Address))
            .Select(candidate => candidate.Gdal!)
            .DistinctBy(gdal => gdal.Address).ToList();
        if (found.Count < 2) return found.FirstOrDefault();
        GdalLibrary chosen = found.Find(gdal => gdal.HasDrivers) ?? found[0];
        notes.Add($"This program has loaded {found.Count} GDALs, {string.Join(" and ", found.Select(gdal => gdal.File))}; {chosen.File} was taken. The option GdalLibrary names another.");
        return chosen;
    }

    private static GdalLibrary? OfProgram() =>
        NativeFolders.All()
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", new EnumerationOptions()).Where(file => NameOfGdal().IsMatch(Path.GetFileName(file))).OrderByDescending(Newness))
            .Select(Load).FirstOrDefault(gdal => gdal is not null);

    private static GdalLibrary? OfSystem()
    {
        IEnumerable<string> names =
            OperatingSystem.IsWindows() ? ["gdal.dll"]
            : OperatingSystem.IsMacOS() ? ["libgdal.dylib"]
            : [.. Enumerable.Range(OldestSoname, NewestSoname - OldestSoname + 1).Reverse().Select(number => $"libgdal.so.{number}"), "libgdal.so"];
        return names.Select(Load).FirstOrDefault(gdal => gdal is not null);
    }

    private GdalLibrary? Nothing()
    {
        notes.Add("No libgdal was found: this program has loaded none, and there is none among its own files and the system's. Install GDAL 3 (Debian: libgdal-dev or gdal-bin; "
            + "NuGet: MaxRev.Gdal.Core with its package for this system), or name the file by the option GdalLibrary.");
        return null;
    }

    private static GdalLibrary? Load(string file) => NativeLibrary.TryLoad(file, out nint handle) ? Take(file, handle) : null;

    /// <summary>A library that was loaded by a name: now the system tells which file that is.</summary>
    private static GdalLibrary? Take(string name, nint handle) =>
        GdalLibrary.From(name, handle) is not { } gdal ? null
        : LoadedModule.All().FirstOrDefault(module => module.Holds(gdal.Address)) is { } module ? GdalLibrary.From(module.File, handle)
        : gdal;

    /// <summary>The first number in a file's name: of libgdal.so.36 and of libgdal.so.36.3.10.3 it is 36, of gdal310.dll it is 310.</summary>
    private static int Newness(string file) =>
        int.TryParse(FirstNumber().Match(Path.GetFileName(file)).ValueSpan, CultureInfo.InvariantCulture, out int number) ? number : 0;

    /// <summary>
    /// libgdal.so.36, libgdal-36.dll, libgdal.3.10.dylib, libgdal-5c3e.so.36.3.10.3 (Python's wheels), gdal.dll, gdal310.dll, GDAL (a framework's);
    /// neither plugins (gdal_NETCDF.so) nor the wrappers of bindings (libgdal_wrap.so, gdalconst_wrap.dll).
    /// </summary>
    [GeneratedRegex(@"^(libgdal([.-].*)?\.(so[.0-9]*|dylib|dll)|gdal[0-9.-]*\.dll|GDAL)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NameOfGdal();

    [GeneratedRegex("[0-9]{1,6}", RegexOptions.CultureInvariant)]
    private static partial Regex FirstNumber();
}
