using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using TesseraGdal.Files;
using TesseraGdal.Files.Virtual;

namespace TesseraGdal.Interop;

/// <summary>The functions of <c>/vsitessera/</c>.</summary>
internal static unsafe partial class CoreTable
{
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int FileStat(byte* path, NativeFileInfo* info, NativeError* error)
    {
        try
        {
            _host.ListenAsWanted();
            FileFacts facts = Blocking.Wait(FileSystem.StatAsync(TextOf(path), _host.GetOption, CancellationToken.None));
            SizedStruct.Write(NativeFileInfo.Of(facts), info);
            return Done();
        }
        catch (Exception e)
        {
            return Failed(e, error);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int FileOpen(byte* path, nint* file, NativeFileInfo* info, NativeError* error)
    {
        try
        {
            _host.ListenAsWanted();
            var opened = new OpenFile(Blocking.Wait(FileSystem.OpenAsync(TextOf(path), _host.GetOption, CancellationToken.None)));
            SizedStruct.Write(opened.Info, info);
            *file = opened.Handle;
            return Done();
        }
        catch (Exception e)
        {
            return Failed(e, error);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void FileClose(nint file)
    {
        if (file != 0) Try(() => OpenFile.From(file).Dispose());
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int FileRead(nint file, NativeRange* ranges, int count, NativeError* error)
    {
        try
        {
            OpenFile.From(file).Read(new ReadOnlySpan<NativeRange>(ranges, count));
            return Done();
        }
        catch (Exception e)
        {
            return Failed(e, error);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void FileAdvise(nint file, NativeRange* ranges, int count) =>
        Try(() => OpenFile.From(file).Advise(new ReadOnlySpan<NativeRange>(ranges, count)));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int FileList(byte* path, delegate* unmanaged[Cdecl]<byte*, void*, int> add, void* userData, NativeError* error)
    {
        try
        {
            _host.ListenAsWanted();
            byte[] text = new byte[64];
            foreach (string name in Blocking.Wait(FileSystem.ListAsync(TextOf(path), _host.GetOption, CancellationToken.None)))
            {
                if (text.Length <= Encoding.UTF8.GetMaxByteCount(name.Length)) text = new byte[Encoding.UTF8.GetMaxByteCount(name.Length) + 1];
                NativeStatus.Write(name, text);
                fixed (byte* pointer = text)
                {
                    if (add(pointer, userData) == 0) break;
                }
            }
            return Done();
        }
        catch (Exception e)
        {
            return Failed(e, error);
        }
    }
}
