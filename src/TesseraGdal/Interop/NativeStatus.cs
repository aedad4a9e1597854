using System.Text.Unicode;

namespace TesseraGdal.Interop;

/// <summary>From exceptions to <c>tessera_status</c> and <c>tessera_error</c>: no exception leaves this library.</summary>
internal static unsafe class NativeStatus
{
    /// <summary><c>TESSERA_OK</c>.</summary>
    internal const int Ok = 0;

    /// <summary>Fills the caller's error.</summary>
    /// <returns>The status that the C function returns.</returns>
    internal static int Report(Exception exception, NativeError* error)
    {
        (TesseraErrorKind kind, string message) = exception switch
        {
            TesseraException e => (e.Kind, e.Message),
            OperationCanceledException => (TesseraErrorKind.Cancelled, "The read was stopped by the program."),
            OutOfMemoryException e => (TesseraErrorKind.LocalResource, $"There is not enough memory: {e.Message}"),
            _ => (TesseraErrorKind.Internal, $"A defect of the TESSERA driver, please report it: {exception.GetType().Name}: {PlainText.Of(exception.Message)}"),
        };
        if (kind == TesseraErrorKind.Internal) TesseraLog.Trace(exception);
        if (NativeError.MessageOf(error) is { IsEmpty: false } room) Write(message, room);
        return (int)kind;
    }

    /// <summary>Writes text as UTF-8 with a NUL; what does not fit is cut at a character.</summary>
    internal static void Write(ReadOnlySpan<char> text, Span<byte> destination)
    {
        _ = Utf8.FromUtf16(text, destination[..^1], out _, out int written);
        destination[written] = 0;
    }
}
