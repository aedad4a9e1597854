using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using TesseraGdal.Geometry;
using TesseraGdal.Interop;
using TesseraGdal.Rasters;
using Xunit;

namespace TesseraGdal.Tests.Interop;

/// <summary>
/// Hosts of other releases, whose structs end earlier or later than ours (<c>tessera_core.h</c>). tests/native has cores of other releases.
/// </summary>
public sealed unsafe class OtherReleaseTests
{
    private const byte Untouched = 0xAB;

    [Fact]
    public void Facts_are_told_to_an_older_host_as_far_as_its_struct_reaches()
    {
        using var raster = new OpenRaster(new ScriptedRaster());
        var info = new HostMemory<NativeRasterInfo>(Offset<NativeRasterInfo>(nameof(NativeRasterInfo.BandColors)));
        CoreTableTests.Start()->Info(raster.Handle, info.Pointer);
        info.AssertNothingElseWasWritten();
        Assert.Equal((40, 30, 2), (info.Pointer->Width, info.Pointer->Height, info.Pointer->BandCount));
        Assert.Equal("Bänder", Marshal.PtrToStringUTF8((nint)info.Pointer->BandDescriptions[1]));
    }

    [Fact]
    public void A_newer_host_is_told_all_facts_and_finds_nothing_in_what_this_core_does_not_know()
    {
        RasterInfo colored = new ScriptedRaster().Info with { BandColors = [BandColor.Red, BandColor.Green] };
        using var raster = new OpenRaster(new ScriptedRaster { Info = colored });
        var info = new HostMemory<NativeRasterInfo>(sizeof(NativeRasterInfo) + 16);
        CoreTableTests.Start()->Info(raster.Handle, info.Pointer);
        info.AssertNothingElseWasWritten();
        Assert.Equal((40, (int)BandColor.Green), (info.Pointer->Width, info.Pointer->BandColors[1]));
    }

    [Fact]
    public void A_host_whose_struct_has_no_more_than_its_size_is_told_nothing()
    {
        using var raster = new OpenRaster(new ScriptedRaster());
        var info = new HostMemory<NativeRasterInfo>(sizeof(uint));
        CoreTableTests.Start()->Info(raster.Handle, info.Pointer);
        info.AssertNothingElseWasWritten();
    }

    [Fact]
    public void An_older_host_that_knows_of_no_exact_window_reads_its_window()
    {
        RasterRead seen = Read(Offset<NativeRead>(nameof(NativeRead.ExactX)));
        Assert.Equal(new Window(1, 2, 3, 4), seen.Window);
        Assert.Null(seen.Exact);
        Assert.Equal(new PixelBuffer(64, 7, 8, 9), seen.Destination);
    }

    [Fact]
    public void A_newer_hosts_read_is_read_as_far_as_this_core_knows_it()
    {
        RasterRead seen = Read(sizeof(NativeRead) + 24);
        Assert.Equal(new Window(1, 2, 3, 4), seen.Window);
        Assert.Equal(new PartialWindow(1.5, 2.5, 1.25, 1.75), seen.Exact);
        Assert.Equal(new PixelBuffer(64, 7, 8, 9), seen.Destination);
    }

    [Fact]
    public void A_read_that_lacks_what_no_read_can_do_without_is_refused()
    {
        using var raster = new OpenRaster(new ScriptedRaster { OnRead = (_, _, _) => throw new InvalidOperationException() });
        var read = new HostMemory<NativeRead>(Offset<NativeRead>(nameof(NativeRead.BandStride)));
        var error = new HostMemory<NativeError>(sizeof(NativeError));
        Assert.Equal((int)TesseraErrorKind.InvalidArgument, CoreTableTests.Start()->Read(raster.Handle, read.Pointer, null, null, error.Pointer));
        Assert.Equal("A tessera_read of 64 bytes lacks strides.", error.Text);
    }

    [Theory]
    [InlineData(4 + 12, "cannot be r")]
    [InlineData(4 + 1, "")]
    [InlineData(4, null)]
    [InlineData(0, null)]
    public void A_sentence_is_cut_for_an_older_host_whose_struct_ends_earlier(int size, string? expected)
    {
        var error = new HostMemory<NativeError>(size);
        NativeStatus.Report(new TesseraException(TesseraErrorKind.NotFound, "cannot be read"), error.Pointer);
        error.AssertNothingElseWasWritten();
        if (expected is not null) Assert.Equal(expected, error.Text);
    }

    [Fact]
    public void A_sentence_does_not_run_into_what_a_newer_host_has_behind_it()
    {
        var error = new HostMemory<NativeError>(sizeof(NativeError) + 8);
        NativeStatus.Report(new TesseraException(TesseraErrorKind.NotFound, new string('x', 3000)), error.Pointer);
        error.AssertNothingElseWasWritten();
        Assert.Equal(2047, error.Text.Length);
    }

    [Theory]
    [InlineData(-8)]
    [InlineData(0)]
    [InlineData(8)]
    public void A_file_is_described_to_a_host_of_any_release(int more)
    {
        var info = new HostMemory<NativeFileInfo>(sizeof(NativeFileInfo) + more);
        SizedStruct.Write(new NativeFileInfo { IsFolder = 1, Length = 2, Modified = 3 }, info.Pointer);
        info.AssertNothingElseWasWritten();
        Assert.Equal((1, 2), (info.Pointer->IsFolder, info.Pointer->Length));
        if (more >= 0) Assert.Equal(3, info.Pointer->Modified);
    }

    /// <summary>What of a read with an exact window reaches the raster.</summary>
    private static RasterRead Read(int size)
    {
        RasterRead? seen = null;
        using var raster = new OpenRaster(new ScriptedRaster
        {
            OnRead = (read, _, _) =>
            {
                seen = read;
                return ValueTask.CompletedTask;
            },
        });
        int* bands = stackalloc int[] { 0, 1 };
        var all = new NativeRead
        {
            X = 1,
            Y = 2,
            Width = 3,
            Height = 4,
            OutWidth = 5,
            OutHeight = 6,
            Bands = bands,
            BandCount = 2,
            Data = (void*)64,
            PixelStride = 7,
            LineStride = 8,
            BandStride = 9,
            ExactX = 1.5,
            ExactY = 2.5,
            ExactWidth = 1.25,
            ExactHeight = 1.75,
        };
        var read = new HostMemory<NativeRead>(size);
        SizedStruct.Write(all, read.Pointer);
        var error = new HostMemory<NativeError>(sizeof(NativeError));
        Assert.Equal(0, CoreTableTests.Start()->Read(raster.Handle, read.Pointer, null, null, error.Pointer));
        return seen!.Value;
    }

    private static int Offset<T>(string member) => (int)Marshal.OffsetOf<T>(member);

    /// <summary>A host's struct of some size, and memory behind it that is not the struct's.</summary>
    private readonly struct HostMemory<T>
        where T : unmanaged
    {
        private readonly byte[] _bytes;
        private readonly int _size;

        internal HostMemory(int size)
        {
            _size = size;
            _bytes = GC.AllocateArray<byte>(Math.Max(size, sizeof(T)) + 64, pinned: true);
            _bytes.AsSpan(Math.Max(size, sizeof(uint))).Fill(Untouched);
            *(uint*)Pointer = (uint)size;
        }

        internal T* Pointer => (T*)Unsafe.AsPointer(ref _bytes[0]);

        /// <summary>What stands behind the size, up to a NUL.</summary>
        internal string Text => Encoding.UTF8.GetString(_bytes.AsSpan(sizeof(uint), _bytes.AsSpan(sizeof(uint)).IndexOf((byte)0)));

        /// <summary>The size is as it was, and so is what lies behind it, and what of a longer struct lies behind ours.</summary>
        internal void AssertNothingElseWasWritten()
        {
            Assert.Equal((uint)_size, *(uint*)Pointer);
            Assert.All(_bytes[Math.Max(_size, sizeof(uint))..], value => Assert.Equal(Untouched, value));
            if (_size > sizeof(T)) Assert.All(_bytes[sizeof(T).._size], value => Assert.Equal(0, value));
        }
    }
}
