using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using TesseraGdal.Interop;
using Xunit;

namespace TesseraGdal.Tests.Interop;

/// <summary>The table as C code sees it, from a host in C#.</summary>
public sealed unsafe class CoreTableTests
{
    private static readonly nint Option = Marshal.StringToCoTaskMemUTF8("NO SUCH LAYOUT");

    [Fact]
    public void A_host_of_another_interface_is_refused()
    {
        NativeHost host = MakeHost();
        host.Abi = CoreTable.Abi + 1;
        Assert.True(CoreTable.Start(&host) is null);
        host = MakeHost();
        host.Size = 8;
        Assert.True(CoreTable.Start(&host) is null);
    }

    [Fact]
    public void There_is_one_table_and_it_says_its_own_size()
    {
        NativeCore* core = Start();
        Assert.True(core == Start());
        Assert.Equal((uint)sizeof(NativeCore), core->Size);
        Assert.Equal(CoreTable.Abi, core->Abi);
    }

    [Fact]
    public void The_entry_point_gives_the_table_to_c_code_and_refuses_what_the_table_refuses()
    {
        var get = (delegate* unmanaged[Cdecl]<NativeHost*, NativeCore*>)CoreEntryPoint.Address;
        var host = (NativeHost*)NativeMemory.Alloc((nuint)sizeof(NativeHost));
        *host = MakeHost();
        Assert.True(get(host) == Start());
        NativeHost other = MakeHost();
        other.Abi = CoreTable.Abi + 1;
        Assert.True(get(&other) is null);
    }

    [Fact]
    public void A_name_that_cannot_be_opened_is_a_status_and_a_sentence()
    {
        (int status, string message) = Open("TESSERA:v1/2024/grid_0.151_52.05");
        Assert.Equal((int)TesseraErrorKind.InvalidArgument, status);
        Assert.Contains("grid_0.151_52.05", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_options_come_before_configuration_options()
    {
        Assert.Contains("NO SUCH LAYOUT", Open("TESSERA:v1/2024/grid_0.15_52.05").Message, StringComparison.Ordinal);
        Assert.Contains("nor this one", Open("TESSERA:v1/2024/grid_0.15_52.05", "layout=nor this one").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Closing_nothing_is_allowed() => Start()->Close(0);

    private static (int Status, string Message) Open(string name, params string[] options)
    {
        using var texts = new UnmanagedText();
        nint raster = 0;
        var error = new NativeError { Size = (uint)sizeof(NativeError) };
        int status = Start()->Open(*texts.Add([name]), texts.Add(options), &raster, &error);
        Assert.Equal(0, raster);
        return (status, Encoding.UTF8.GetString((ReadOnlySpan<byte>)error.Message).TrimEnd('\0'));
    }

    /// <summary>The host of the first call is kept for the process's life, and so is its memory.</summary>
    internal static NativeCore* Start()
    {
        var host = (NativeHost*)NativeMemory.Alloc((nuint)sizeof(NativeHost));
        *host = MakeHost();
        return CoreTable.Start(host);
    }

    private static NativeHost MakeHost() => new() { Size = (uint)sizeof(NativeHost), Abi = CoreTable.Abi, GetOption = &GetOption, Debug = &Ignore, Warn = &Ignore };

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte* GetOption(byte* key) => Marshal.PtrToStringUTF8((nint)key) == "TESSERA_LAYOUT" ? (byte*)Option : null;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Ignore(byte* message)
    {
    }
}
