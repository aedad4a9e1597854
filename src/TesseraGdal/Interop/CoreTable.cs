using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TesseraGdal.Geometry;
using TesseraGdal.Openers;
using TesseraGdal.Rasters;
using TesseraGdal.Storage;

namespace TesseraGdal.Interop;

/// <summary>
/// The managed side of <c>tessera_core.h</c>: the functions of the table. Pointers and C strings come in, calls of Core go out, and what
/// happens there comes back as a status; each function catches everything, since an exception that reached C would end the process.
/// </summary>
internal static unsafe partial class CoreTable
{
    /// <summary><c>TESSERA_CORE_ABI</c>.</summary>
    internal const uint Abi = 3;

    private static readonly Lock Starting = new();
    private static NativeCore* _table;
    private static Host _host = null!;

    /// <summary>Fills the table at the first call, and gives it to every caller that was compiled for the same interface.</summary>
    /// <param name="caller">What the host offers; that of the first call is kept.</param>
    /// <returns>The table, or null where the host was compiled for another interface.</returns>
    internal static NativeCore* Start(NativeHost* caller)
    {
        if (caller->Abi != Abi || caller->Size < sizeof(NativeHost)) return null;
        lock (Starting)
        {
            if (_table is null)
            {
                _host = new Host(caller);
                TesseraLog.Listen(null, Warnings.Keep); // as long as the process lives
                _table = MakeTable();
            }
            return _table;
        }
    }

    private static NativeCore* MakeTable()
    {
        var core = (NativeCore*)NativeMemory.AllocZeroed((nuint)sizeof(NativeCore));
        core->Size = (uint)sizeof(NativeCore);
        core->Abi = Abi;
        core->Open = &Open;
        core->Close = &Close;
        core->Info = &Info;
        core->MetadataDomains = &MetadataDomains;
        core->Metadata = &Metadata;
        core->Overview = &Overview;
        core->Read = &Read;
        core->Advise = &Advise;
        core->LocationInfo = &LocationInfo;
        core->FileStat = &FileStat;
        core->FileOpen = &FileOpen;
        core->FileClose = &FileClose;
        core->FileRead = &FileRead;
        core->FileAdvise = &FileAdvise;
        core->FileList = &FileList;
        core->Demand = &Demand;
        core->CategoryNames = &CategoryNames;
        core->ColorTable = &ColorTable;
        return core;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Open(byte* name, byte** options, nint* raster, NativeError* error)
    {
        try
        {
            _host.ListenAsWanted();
            IRaster opened = Blocking.Wait(RasterOpener.OpenAsync(TextOf(name), OptionsOf(options), _host.GetOption, CancellationToken.None));
            *raster = new OpenRaster(opened).Handle;
            return Done();
        }
        catch (Exception e)
        {
            return Failed(e, error);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Close(nint raster)
    {
        if (raster == 0) return;
        Try(() => OpenRaster.From(raster).Dispose());
        if (TesseraLog.IsListening) Try(() => TesseraLog.Debug?.Invoke($"A raster was closed. In this process so far: {StorageCounters.Process}"));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Info(nint raster, NativeRasterInfo* info) => SizedStruct.Write(OpenRaster.From(raster).Info, info);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte** MetadataDomains(nint raster) => OpenRaster.From(raster).MetadataDomains;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte** Metadata(nint raster, byte* domain) => OpenRaster.From(raster).Metadata(TextOf(domain));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Overview(nint raster, int index) => OpenRaster.From(raster).Overview(index);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Read(nint raster, NativeRead* read, delegate* unmanaged[Cdecl]<double, void*, int> progress, void* userData, NativeError* error)
    {
        try
        {
            NativeRead request = NativeRead.Of(read);
            if (progress is null) OpenRaster.From(raster).Read(in request, null);
            else ReadWithProgress(raster, in request, progress, userData);
            return Done();
        }
        catch (Exception e)
        {
            return Failed(e, error);
        }
    }

    private static void ReadWithProgress(nint raster, in NativeRead read, delegate* unmanaged[Cdecl]<double, void*, int> progress, void* userData)
    {
        using var relay = new HostProgress(progress, userData);
        try
        {
            OpenRaster.From(raster).Read(in read, relay);
        }
        catch (Exception e) when (relay.IsStopped)
        {
            throw new OperationCanceledException(e.Message, e, relay.Token); // what fails once the host has asked to stop fails because of that
        }
        relay.Token.ThrowIfCancellationRequested();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Advise(nint raster, int x, int y, int width, int height) =>
        Try(() => OpenRaster.From(raster).Advise(new Window(x, y, width, height)));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte* LocationInfo(nint raster, int x, int y)
    {
        try
        {
            return OpenRaster.From(raster).LocationInfo(x, y);
        }
        catch (Exception e)
        {
            Note(e);
            return null;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Demand(nint raster, int x, int y, int width, int height, NativeError* error)
    {
        try
        {
            OpenRaster.From(raster).Demand(new Window(x, y, width, height));
            return Done();
        }
        catch (Exception e)
        {
            return Failed(e, error);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte** CategoryNames(nint raster) => OpenRaster.From(raster).CategoryNames;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte* ColorTable(nint raster, int* count)
    {
        OpenRaster opened = OpenRaster.From(raster);
        *count = opened.ColorCount;
        return opened.ColorTable;
    }

    /// <summary>The end of a call that did what it was asked: warnings are delivered.</summary>
    private static int Done()
    {
        DeliverWarnings();
        return NativeStatus.Ok;
    }

    /// <summary>The end of a call that did not: the caller learns why, and warnings are delivered.</summary>
    private static int Failed(Exception exception, NativeError* error)
    {
        int status = NativeStatus.Report(exception, error);
        DeliverWarnings();
        return status;
    }

    private static void DeliverWarnings() => Try(() => Warnings.Deliver(_host));

    /// <summary>For functions that cannot say that they failed.</summary>
    private static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e)
        {
            Note(e);
        }
    }

    private static void Note(Exception exception) => TesseraLog.Trace(exception);

    private static string TextOf(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";

    private static Dictionary<string, string> OptionsOf(byte** options)
    {
        var result = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (; options is not null && *options is not null; options++)
        {
            string option = TextOf(*options);
            int equals = option.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0) result[option[..equals]] = option[(equals + 1)..];
        }
        return result;
    }
}
