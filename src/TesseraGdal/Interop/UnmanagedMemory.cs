using System.Buffers;

namespace TesseraGdal.Interop;

/// <summary>Memory of the host, which it keeps alive and in place for longer than this is used.</summary>
internal sealed unsafe class UnmanagedMemory(nint data, int length) : MemoryManager<byte>
{
    /// <inheritdoc/>
    public override Span<byte> GetSpan() => new((void*)data, length);

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)length);
        return new MemoryHandle((byte*)data + elementIndex);
    }

    /// <summary>Nothing was done to pin it.</summary>
    public override void Unpin()
    {
    }

    /// <summary>The memory is the host's.</summary>
    protected override void Dispose(bool disposing)
    {
    }
}
