using System.Runtime.InteropServices;
using System.Text;

namespace TesseraGdal.Interop;

/// <summary>Strings and numbers that C code may keep pointers to until they are freed all together. Not for many threads at once.</summary>
internal sealed unsafe class UnmanagedText : IDisposable
{
    private readonly List<nint> _blocks = [];

    /// <summary>A list of strings, in one block of memory.</summary>
    /// <returns>The pointers to the strings, and a null pointer after them.</returns>
    internal byte** Add(IReadOnlyCollection<string> strings)
    {
        int pointers = (strings.Count + 1) * sizeof(byte*);
        var block = (byte*)NativeMemory.Alloc((nuint)(pointers + strings.Sum(text => Encoding.UTF8.GetByteCount(text) + 1)));
        _blocks.Add((nint)block);

        byte** list = (byte**)block;
        byte* next = block + pointers;
        foreach (string text in strings)
        {
            *list++ = next;
            int length = Encoding.UTF8.GetByteCount(text);
            NativeStatus.Write(text, new Span<byte>(next, length + 1));
            next += length + 1;
        }
        *list = null;
        return (byte**)block;
    }

    /// <summary>A list of numbers; null where there is none.</summary>
    internal T* Add<T>(ReadOnlySpan<T> numbers)
        where T : unmanaged
    {
        if (numbers.IsEmpty) return null;
        var block = (T*)NativeMemory.Alloc((nuint)numbers.Length, (nuint)sizeof(T));
        _blocks.Add((nint)block);
        numbers.CopyTo(new Span<T>(block, numbers.Length));
        return block;
    }

    /// <summary>Frees all of it.</summary>
    public void Dispose()
    {
        foreach (nint block in _blocks) NativeMemory.Free((void*)block);
        _blocks.Clear();
    }
}
