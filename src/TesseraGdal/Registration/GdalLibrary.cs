using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace TesseraGdal.Registration;

/// <summary>A libgdal that is loaded: the few functions of GDAL's C interface that are called from here, all of them found in that very library.</summary>
internal sealed unsafe class GdalLibrary
{
    private const string DriverName = "TESSERA";
    private const string FileSystemPrefix = "/vsitessera/";

    private readonly delegate* unmanaged<byte*, byte*> _versionInfo;
    private readonly delegate* unmanaged<int> _driverCount;
    private readonly delegate* unmanaged<byte*, nint> _driverByName;
    private readonly delegate* unmanaged<byte**> _prefixes;
    private readonly delegate* unmanaged<byte**, void> _destroyList;
    private readonly delegate* unmanaged<nint, void> _pushErrorHandler;
    private readonly delegate* unmanaged<void> _popErrorHandler;
    private readonly nint _quietErrorHandler;
    private readonly delegate* unmanaged<void> _resetErrors;
    private readonly delegate* unmanaged<byte*> _lastError;

    private GdalLibrary(string file, nint handle)
    {
        File = file;
        Address = NativeLibrary.GetExport(handle, "GDALVersionInfo");
        _versionInfo = (delegate* unmanaged<byte*, byte*>)Address;
        _driverCount = (delegate* unmanaged<int>)NativeLibrary.GetExport(handle, "GDALGetDriverCount");
        _driverByName = (delegate* unmanaged<byte*, nint>)NativeLibrary.GetExport(handle, "GDALGetDriverByName");
        _prefixes = (delegate* unmanaged<byte**>)NativeLibrary.GetExport(handle, "VSIGetFileSystemsPrefixes");
        _destroyList = (delegate* unmanaged<byte**, void>)NativeLibrary.GetExport(handle, "CSLDestroy");
        _pushErrorHandler = (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(handle, "CPLPushErrorHandler");
        _popErrorHandler = (delegate* unmanaged<void>)NativeLibrary.GetExport(handle, "CPLPopErrorHandler");
        _quietErrorHandler = NativeLibrary.GetExport(handle, "CPLQuietErrorHandler");
        _resetErrors = (delegate* unmanaged<void>)NativeLibrary.GetExport(handle, "CPLErrorReset");
        _lastError = (delegate* unmanaged<byte*>)NativeLibrary.GetExport(handle, "CPLGetLastErrorMsg");
    }

    /// <summary>Its file, or the name that it was loaded by.</summary>
    internal string File { get; }

    /// <summary>The address of its <c>GDALVersionInfo</c>, by which one libgdal is told from another.</summary>
    internal nint Address { get; }

    /// <summary>The version, such as 3.10.3.</summary>
    internal string Version => VersionInfo("RELEASE_NAME");

    /// <summary>The version that plugins are built for, such as 3.10.</summary>
    internal string MinorVersion
    {
        get
        {
            // GDAL_COMPUTE_VERSION: 3.10.3 is 3100300.
            int number = int.TryParse(VersionInfo("VERSION_NUM"), CultureInfo.InvariantCulture, out int parsed) ? parsed : 0;
            return string.Create(CultureInfo.InvariantCulture, $"{number / 1_000_000}.{number / 10_000 % 100}");
        }
    }

    /// <summary>Whether any driver is registered in it.</summary>
    internal bool HasDrivers => _driverCount() > 0;

    /// <summary>Whether the driver TESSERA is registered in it.</summary>
    internal bool HasDriver
    {
        get
        {
            fixed (byte* name = Text(DriverName)) return _driverByName(name) != 0;
        }
    }

    /// <summary>Whether <c>/vsitessera/</c> is registered in it.</summary>
    internal bool HasFileSystem
    {
        get
        {
            byte** prefixes = _prefixes();
            bool found = false;
            for (byte** prefix = prefixes; prefix is not null && *prefix is not null; prefix++) found |= Marshal.PtrToStringUTF8((nint)(*prefix)) == FileSystemPrefix;
            _destroyList(prefixes);
            return found;
        }
    }

    /// <summary>Takes a library as GDAL if it has GDAL's functions.</summary>
    /// <param name="file">Its file, for people.</param>
    /// <param name="handle">Where its exports are looked up; what it depends on may be searched, too.</param>
    /// <returns>It, or null where it is no GDAL 3.</returns>
    internal static GdalLibrary? From(string file, nint handle)
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

    /// <summary>Does something in which GDAL may report errors on this thread; they are told to nobody but the caller.</summary>
    /// <returns>The last one, or "".</returns>
    internal string ErrorOf(Action action)
    {
        _pushErrorHandler(_quietErrorHandler);
        try
        {
            _resetErrors();
            action();
            string message = Marshal.PtrToStringUTF8((nint)_lastError()) ?? "";
            _resetErrors();
            return message;
        }
        finally
        {
            _popErrorHandler();
        }
    }

    private string VersionInfo(string request)
    {
        fixed (byte* text = Text(request)) return Marshal.PtrToStringUTF8((nint)_versionInfo(text)) ?? "";
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text + '\0');
}
