using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TesseraGdal.Interop;

/// <summary><c>tessera_error</c>: memory of the caller for one sentence.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeError
{
    internal uint Size;
    internal Characters Message;

    /// <summary>The bytes for the message, of a struct that may end before ours.</summary>
    internal static Span<byte> MessageOf(NativeError* error)
    {
        var message = (byte*)&error->Message;
        long room = (byte*)error + error->Size - message;
        return new Span<byte>(message, (int)Math.Clamp(room, 0, sizeof(Characters)));
    }

    /// <summary>UTF-8 and a NUL.</summary>
    [InlineArray(2048)]
    internal struct Characters
    {
        private byte _first;
    }
}
