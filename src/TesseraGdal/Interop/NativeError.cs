using System.Runtime.CompilerServices;

namespace TesseraGdal.Interop;

/// <summary><c>tessera_error</c>: memory of the caller for one sentence.</summary>
[InlineArray(Capacity)]
internal struct NativeError
{
    /// <summary>Bytes of the message, its NUL among them.</summary>
    internal const int Capacity = 2048;

    private byte _first;
}
