using System.Runtime.InteropServices;
using System.Text;

namespace TesseraGdal.Interop;

/// <summary>The program that the core is used from, as it shows itself in <c>tessera_host</c>.</summary>
internal sealed unsafe class Host(NativeHost* host)
{
    private readonly NativeHost* _host = host;
    private readonly Lock _gate = new();
    private IDisposable? _listening;

    /// <summary>Value of a configuration option, or null. Only on the thread that called the core, within that call.</summary>
    internal string? GetOption(string key)
    {
        Span<byte> name = stackalloc byte[Encoding.UTF8.GetMaxByteCount(key.Length) + 1];
        NativeStatus.Write(key, name);
        fixed (byte* pointer = name) return Marshal.PtrToStringUTF8((nint)_host->GetOption(pointer));
    }

    /// <summary>Listens to this library, or ceases to, as the user wants it now.</summary>
    internal void ListenAsWanted()
    {
        bool wanted = WantsDebug();
        if (wanted == _listening is not null) return;
        lock (_gate)
        {
            if (wanted)
            {
                _listening ??= TesseraLog.Listen(Debug, null);
            }
            else
            {
                _listening?.Dispose();
                _listening = null;
            }
        }
    }

    /// <summary>Tells the user something that is no failure. Only on the thread that called the core, within that call.</summary>
    internal void Warn(string message) => Say(_host->Warn, message);

    /// <summary>Whether the user wants lines of ours, which cost something to compose: <c>CPL_DEBUG</c> as GDAL reads it.</summary>
    private bool WantsDebug() =>
        GetOption("CPL_DEBUG") is { } value
        && (value.ToUpperInvariant() is "" or "ON" or "YES" or "TRUE" or "1" || value.Contains("TESSERA", StringComparison.OrdinalIgnoreCase));

    private void Debug(string message) => Say(_host->Debug, message);

    private static void Say(delegate* unmanaged[Cdecl]<byte*, void> to, string message)
    {
        byte[] text = new byte[Encoding.UTF8.GetMaxByteCount(message.Length) + 1];
        NativeStatus.Write(message, text);
        fixed (byte* pointer = text) to(pointer);
    }
}
