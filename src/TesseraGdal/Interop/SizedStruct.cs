namespace TesseraGdal.Interop;

/// <summary>
/// Structs of <c>tessera_core.h</c> whose first member is their size, as the host was compiled. The host may be of another release: only what
/// both sides know is read and written, and what the host does not know is 0 here.
/// </summary>
internal static unsafe class SizedStruct
{
    /// <summary>A struct of the host's; its size is the host's own.</summary>
    internal static T Read<T>(T* from)
        where T : unmanaged
    {
        T read = default;
        Buffer.MemoryCopy(from, &read, sizeof(T), KnownToBoth(from));
        return read;
    }

    /// <summary>Fills a struct of the host's as far as it reaches; its size stays as it is.</summary>
    internal static void Write<T>(T value, T* to)
        where T : unmanaged
    {
        *(uint*)&value = *(uint*)to;
        Buffer.MemoryCopy(&value, to, sizeof(T), KnownToBoth(to));
    }

    private static uint KnownToBoth<T>(T* host)
        where T : unmanaged => Math.Min(*(uint*)host, (uint)sizeof(T));
}
