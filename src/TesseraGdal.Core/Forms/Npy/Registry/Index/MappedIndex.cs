using System.IO.MemoryMappedFiles;

namespace TesseraGdal.Forms.Npy.Registry.Index;

/// <summary>
/// A mapped index: its finalizer unmaps it. The collector is told how much there is to be had by collecting it, since the object itself is small.
/// </summary>
internal sealed class MappedIndex
{
    private readonly MemoryMappedViewAccessor _view;

    /// <summary>Takes a view of an index file.</summary>
    public MappedIndex(MemoryMappedViewAccessor view)
    {
        _view = view;
        GC.AddMemoryPressure(IndexHeader.FileLength);
    }

    /// <summary>Gives the view back: its handle has a finalizer of its own.</summary>
    ~MappedIndex() => GC.RemoveMemoryPressure(IndexHeader.FileLength);

    /// <summary>The first byte of the file; good for as long as this object lives.</summary>
    public unsafe nint Start => (nint)((byte*)_view.SafeMemoryMappedViewHandle.DangerousGetHandle() + _view.PointerOffset);
}
