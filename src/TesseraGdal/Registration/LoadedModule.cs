using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace TesseraGdal.Registration;

/// <summary>A library, or program, that this process has loaded.</summary>
/// <param name="File">Its file, which is there.</param>
/// <param name="Start">Where it lies in memory; 0 where that is not known.</param>
/// <param name="Length">How much of it there is, in bytes; 0 where that is not known.</param>
internal sealed unsafe record LoadedModule(string File, nint Start, long Length)
{
    /// <summary>The name of its file, without a folder.</summary>
    internal string Name => Path.GetFileName(File);

    /// <summary>Whether an address lies in it; false where its place is not known.</summary>
    internal bool Holds(nint address) => address >= Start && address - Start < Length;

    /// <summary>All that are loaded now; none where the system does not tell.</summary>
    internal static IReadOnlyList<LoadedModule> All()
    {
        try
        {
            // A file that was replaced while it is in use is not loaded by its name again: that would be the new one.
            return [.. (OperatingSystem.IsMacOS() ? OnMac() : OnOthers()).Where(module => System.IO.File.Exists(module.File))];
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or NotSupportedException or IOException or UnauthorizedAccessException)
        {
            TesseraLog.Debug?.Invoke($"The libraries of this process cannot be listed: {e.Message}");
            return [];
        }
    }

    /// <summary>A handle for looking up its exports, or 0. The module is not loaded again.</summary>
    internal nint Open() => NativeLibrary.TryLoad(File, out nint handle) ? handle : 0;

    private static List<LoadedModule> OnOthers()
    {
        using var process = Process.GetCurrentProcess();
        return [.. process.Modules.Cast<ProcessModule>()
            .Where(module => module.FileName is { Length: > 0 })
            .Select(module => new LoadedModule(module.FileName, module.BaseAddress, module.ModuleMemorySize))];
    }

    /// <summary>.NET lists only the program itself there (ProcessManager.OSX.cs in dotnet/runtime); the loader has the list.</summary>
    private static List<LoadedModule> OnMac()
    {
        nint program = NativeLibrary.GetMainProgramHandle();
        var count = (delegate* unmanaged[Cdecl]<uint>)NativeLibrary.GetExport(program, "_dyld_image_count");
        var nameOf = (delegate* unmanaged[Cdecl]<uint, byte*>)NativeLibrary.GetExport(program, "_dyld_get_image_name");
        var modules = new List<LoadedModule>();
        for (uint i = 0; i < count(); i++)
        {
            if (Marshal.PtrToStringUTF8((nint)nameOf(i)) is { Length: > 0 } file) modules.Add(new(file, 0, 0)); // null: unloaded meanwhile
        }
        return modules;
    }
}
