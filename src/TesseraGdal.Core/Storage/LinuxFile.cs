using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace TesseraGdal.Storage;

/// <summary>
/// What .NET cannot ask of Linux: to open a file without following a link and without waiting for the other end of a pipe, and whose a file is. The C library is asked for its
/// functions by name in the process's own scope, whichever C library that is.
/// </summary>
internal static unsafe class LinuxFile
{
    private const int OfWorkingFolder = -100, NoFollow = 0x100, EmptyPath = 0x1000; // AT_…
    private const uint Wanted = 0xF; // STATX_TYPE | MODE | NLINK | UID
    private const int ReadOnly = 0, WriteOnly = 1, ReadWrite = 2, NonBlock = 0x800, CloseOnExec = 0x80000; // O_…
    private const int NoEntry = 2, NoDevice = 6, NoAccess = 13, NotPermitted = 1, NotFolder = 20, TooManyLinks = 40; // errno
    private const int StatLength = 256, LinksOffset = 16, OwnerOffset = 20, ModeOffset = 28;

    private static readonly nint Statx = Find("statx"), Open = Find("open"), EffectiveUser = Find("geteuid");

    /// <summary>O_NOFOLLOW is one of the few flags that architectures do not agree on.</summary>
    private static readonly int OpenNoFollow = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm or Architecture.Ppc64le ? 0x8000 : 0x20000;

    /// <summary>Whether the questions can be asked here.</summary>
    public static bool IsKnown { get; } = OperatingSystem.IsLinux() && Statx != 0 && Open != 0 && EffectiveUser != 0;

    /// <summary>The user as whom this process works.</summary>
    public static uint User => ((delegate* unmanaged[Cdecl]<uint>)EffectiveUser)();

    /// <summary>What is at a path; null where there is nothing.</summary>
    /// <param name="path">The path.</param>
    /// <param name="followsLink">Whether, of a link, what it leads to is meant.</param>
    public static FileKind? Look(string path, bool followsLink)
    {
        fixed (byte* bytes = Encoding.UTF8.GetBytes(path + '\0')) return Look(OfWorkingFolder, bytes, followsLink ? 0 : NoFollow, path);
    }

    /// <summary>What an open file is.</summary>
    public static FileKind Look(SafeFileHandle file, string path)
    {
        byte none = 0;
        return Look((int)file.DangerousGetHandle(), &none, EmptyPath, path) ?? throw new IOException($"{path} is gone.");
    }

    /// <summary>Opens what is at a path; null where there is nothing, or a link that is not to be followed, or the end of a pipe that has no other.</summary>
    public static SafeFileHandle? TryOpen(string path, FileAccess access, bool followsLink = false)
    {
        int mode = access switch { FileAccess.Read => ReadOnly, FileAccess.Write => WriteOnly, _ => ReadWrite };
        int file;
        int error;
        fixed (byte* bytes = Encoding.UTF8.GetBytes(path + '\0'))
        {
            file = ((delegate* unmanaged[Cdecl]<byte*, int, int>)Open)(bytes, mode | (followsLink ? 0 : OpenNoFollow) | NonBlock | CloseOnExec);
            error = Marshal.GetLastSystemError();
        }
        if (file >= 0) return new SafeFileHandle(file, ownsHandle: true);
        return error is NoEntry or NotFolder or TooManyLinks or NoDevice ? null : throw Failure(path, error);
    }

    private static FileKind? Look(int folder, byte* name, int flags, string path)
    {
        byte* found = stackalloc byte[StatLength];
        int result = ((delegate* unmanaged[Cdecl]<int, byte*, int, uint, byte*, int>)Statx)(folder, name, flags, Wanted, found);
        int error = Marshal.GetLastSystemError();
        if (result == 0) return new FileKind(*(ushort*)(found + ModeOffset), *(uint*)(found + OwnerOffset), *(uint*)(found + LinksOffset));
        return error is NoEntry or NotFolder ? null : throw Failure(path, error);
    }

    private static Exception Failure(string path, int error)
    {
        string message = $"{path}: {new Win32Exception(error).Message}";
        return error is NoAccess or NotPermitted ? new UnauthorizedAccessException(message) : new IOException(message);
    }

    private static nint Find(string function) =>
        OperatingSystem.IsLinux() && NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), function, out nint found) ? found : 0;
}
