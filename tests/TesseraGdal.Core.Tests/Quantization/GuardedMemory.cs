using System.Runtime.InteropServices;

namespace TesseraGdal.Tests.Quantization;

/// <summary>Memory that ends at the end of a page, with a page after it that nobody may touch. Linux only.</summary>
internal sealed unsafe partial class GuardedMemory : IDisposable
{
    private const int ReadWrite = 3, None = 0, PrivateAnonymous = 0x22;

    private readonly nint _pages;
    private readonly nuint _length;

    public GuardedMemory(int length)
    {
        int page = Environment.SystemPageSize, pages = (length + page - 1) / page;
        _length = (nuint)((pages + 1) * page);
        _pages = Map(0, _length, ReadWrite, PrivateAnonymous, -1, 0);
        if (_pages == -1 || Protect(_pages + (pages * page), (nuint)page, None) != 0) throw new InvalidOperationException("The system gives no pages.");
        Start = (byte*)_pages + (pages * page) - length;
    }

    /// <summary>First byte; the last lies right before the page that may not be touched.</summary>
    public byte* Start { get; }

    public void Dispose() => _ = Unmap(_pages, _length);

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(nint address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nuint length);
}
