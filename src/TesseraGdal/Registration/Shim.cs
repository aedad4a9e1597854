using System.Runtime.InteropServices;
using TesseraGdal.Interop;

namespace TesseraGdal.Registration;

/// <summary>
/// A plugin of ours that is loaded, by GDAL or by us: what it exports for a program that is .NET itself (<c>tessera_core.h</c>).
/// It is the driver for one GDAL, or the file system alone for any.
/// </summary>
internal sealed unsafe class Shim
{
    private static readonly List<Shim> Served = [];

    private readonly nint _handle;
    private readonly nint _setCore;
    private readonly nint _letGo;

    private Shim(string file, nint handle)
    {
        File = file;
        _handle = handle;
        _setCore = NativeLibrary.GetExport(handle, "tessera_gdal_set_core");
        _letGo = NativeLibrary.GetExport(handle, "tessera_gdal_let_go");
    }

    /// <summary>Its file.</summary>
    internal string File { get; }

    /// <summary>Those that the process has loaded for a GDAL, whoever loaded them: drivers that are linked to it, and file systems.</summary>
    internal static IReadOnlyList<Shim> LoadedFor(GdalLibrary gdal) =>
        [.. LoadedModule.All().Where(module => module.Name.Contains("tessera", StringComparison.OrdinalIgnoreCase))
            .Select(module => module.Open() is var handle and not 0 ? From(module.File, handle) : null)
            .OfType<Shim>()
            .Where(shim => shim.Linked() is var linked && (linked == 0 || linked == gdal.Address))];

    /// <summary>Loads one.</summary>
    /// <exception cref="DllNotFoundException">The system cannot load it; it says why.</exception>
    /// <exception cref="EntryPointNotFoundException">It is no shim of this release.</exception>
    internal static Shim Load(string file) => new(file, NativeLibrary.Load(file));

    /// <summary>Whether it uses this program's .NET, as far as <see cref="Serve"/> has found out.</summary>
    internal bool IsServed { get; private set; }

    /// <summary>Whether it is a driver, not the file system alone.</summary>
    internal bool IsDriver => Linked() != 0;

    /// <summary>Whether the driver TESSERA that GDAL has now is this one's.</summary>
    internal bool HasDriver =>
        NativeLibrary.TryGetExport(_handle, "tessera_gdal_has_driver", out nint function) && ((delegate* unmanaged[Cdecl]<int>)function)() != 0;

    /// <summary>
    /// Has it use this program's .NET, unless it uses another core. As the process ends it lets go of it: what was left open may be closed by
    /// libgdal after .NET has ended its threads, and would call into it.
    /// </summary>
    internal void Serve()
    {
        IsServed = ((delegate* unmanaged[Cdecl]<nint, int>)_setCore)(CoreEntryPoint.Address) != 0;
        if (!IsServed) return;
        lock (Served)
        {
            if (Served.Count == 0) AppDomain.CurrentDomain.ProcessExit += (_, _) => LetGo();
            if (!Served.Exists(shim => shim._setCore == _setCore)) Served.Add(this);
        }
    }

    /// <summary>Whether it is a driver for this very GDAL, not for another of the same version in the same process.</summary>
    internal bool IsLinkedTo(GdalLibrary gdal) => Linked() == gdal.Address;

    /// <summary>Registers the driver and <c>/vsitessera/</c> in the GDAL that it is linked to. What fails there is GDAL's error.</summary>
    /// <exception cref="EntryPointNotFoundException">It is not the driver.</exception>
    internal void RegisterDriver() => ((delegate* unmanaged[Cdecl]<void>)NativeLibrary.GetExport(_handle, "GDALRegister_TESSERA"))();

    /// <summary>Registers <c>/vsitessera/</c> alone.</summary>
    /// <returns>Whether that GDAL has all that it needs.</returns>
    /// <exception cref="EntryPointNotFoundException">It is not the file system alone.</exception>
    internal bool RegisterFileSystem(GdalLibrary gdal) =>
        ((delegate* unmanaged[Cdecl]<nint, int>)NativeLibrary.GetExport(_handle, "tessera_gdal_register_vsi"))(gdal.Address) != 0;

    /// <summary>The address of GDAL's function that a driver is linked to; 0 for the file system, which is linked to none.</summary>
    private nint Linked() =>
        NativeLibrary.TryGetExport(_handle, "tessera_gdal_linked", out nint function) ? ((delegate* unmanaged[Cdecl]<nint>)function)() : 0;

    private static Shim? From(string file, nint handle)
    {
        try
        {
            return new(file, handle);
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    private static void LetGo()
    {
        lock (Served)
        {
            foreach (Shim shim in Served) ((delegate* unmanaged[Cdecl]<void>)shim._letGo)();
        }
    }
}
