using System.Runtime.InteropServices;
using TesseraGdal.Files.Virtual;
using TesseraGdal.Storage;

namespace TesseraGdal.Interop;

/// <summary>What a <c>tessera_file*</c> points to: a file of <c>/vsitessera/</c>. Disposing of it stops what was only advised.</summary>
internal sealed class OpenFile : IDisposable
{
    /// <summary>Longer ranges are read in pieces: managed memory is counted in 32 bits.</summary>
    private const int LongestPiece = 1 << 30;

    private readonly IVirtualFile _file;
    private readonly CancellationTokenSource _closing = new();
    private GCHandle<OpenFile> _self;

    internal OpenFile(IVirtualFile file)
    {
        _file = file;
        _self = new GCHandle<OpenFile>(this);
    }

    /// <summary>The pointer that the host knows it by.</summary>
    internal nint Handle => GCHandle<OpenFile>.ToIntPtr(_self);

    /// <summary>Length and time.</summary>
    internal NativeFileInfo Info => NativeFileInfo.Of(_file.Facts);

    /// <summary>The file that a pointer of the host's means.</summary>
    internal static OpenFile From(nint handle) => GCHandle<OpenFile>.FromIntPtr(handle).Target;

    /// <summary>Reads ranges; blocks.</summary>
    /// <exception cref="TesseraException">One of them is not within the file, or could not be had.</exception>
    internal void Read(ReadOnlySpan<NativeRange> ranges)
    {
        var pieces = new List<RangeRead>(ranges.Length);
        foreach (NativeRange range in ranges)
        {
            Check(range);
            for (long done = 0; done < range.Length; done += LongestPiece)
                pieces.Add(new RangeRead(range.Offset + done, new UnmanagedMemory((nint)(range.Data + done), (int)Math.Min(LongestPiece, range.Length - done)).Memory));
        }
        Blocking.Wait(_file.ReadAsync(pieces, CancellationToken.None), null);
    }

    /// <summary>Starts to fetch what ranges need; returns at once.</summary>
    internal void Advise(ReadOnlySpan<NativeRange> ranges)
    {
        var wanted = new List<(long Offset, long Length)>(ranges.Length);
        foreach (NativeRange range in ranges)
        {
            Check(range);
            wanted.Add((range.Offset, range.Length));
        }
        _ = Task.Run(() => FetchAsync(wanted));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _closing.Cancel();
        _self.Dispose();
    }

    private async Task FetchAsync(List<(long Offset, long Length)> wanted)
    {
        try
        {
            await _file.AdviseAsync(wanted, _closing.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // As of OpenRaster: the read that needs these bytes says what is wrong with them.
            TesseraLog.Debug?.Invoke($"Fetching ahead was given up: {e.Message}");
        }
    }

    private void Check(NativeRange range)
    {
        if (range.Offset < 0 || range.Length < 0 || range.Offset > _file.Facts.Length - range.Length)
            throw new TesseraException(TesseraErrorKind.InvalidArgument, $"{range.Length} bytes from {range.Offset} are not within the file's {_file.Facts.Length}.");
    }
}
