using System.Text;
using FsCheck.Xunit;
using TesseraGdal.Interop;
using Xunit;

namespace TesseraGdal.Tests.Interop;

public sealed unsafe class NativeStatusTests
{
    [Property]
    public bool A_message_that_is_too_long_is_cut_at_a_character(string? text, byte capacity)
    {
        byte[] destination = Enumerable.Repeat((byte)0xAB, capacity + 1).ToArray();
        NativeStatus.Write(text, destination);

        int length = Array.IndexOf(destination, (byte)0);
        string written = Encoding.UTF8.GetString(destination, 0, length);
        string whole = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? "")).Split('\0')[0];
        bool isPrefix = whole.StartsWith(written, StringComparison.Ordinal);
        bool isFull = written == whole || length > destination.Length - 5; // no more than one character is lost to the cut
        return isPrefix && isFull;
    }

    [Theory]
    [InlineData("grüße", 5, "grü")]
    [InlineData("grüße", 4, "gr")]
    [InlineData("a😀", 5, "a")]
    [InlineData("a😀", 6, "a😀")]
    [InlineData("", 1, "")]
    public void Half_a_character_is_never_written(string text, int capacity, string expected)
    {
        byte[] destination = new byte[capacity];
        NativeStatus.Write(text, destination);
        Assert.Equal(expected, Encoding.UTF8.GetString(destination).TrimEnd('\0'));
    }

    [Theory]
    [InlineData(TesseraErrorKind.Internal)]
    [InlineData(TesseraErrorKind.InvalidArgument)]
    [InlineData(TesseraErrorKind.NotFound)]
    [InlineData(TesseraErrorKind.Unavailable)]
    [InlineData(TesseraErrorKind.CorruptData)]
    [InlineData(TesseraErrorKind.LimitExceeded)]
    [InlineData(TesseraErrorKind.Cancelled)]
    [InlineData(TesseraErrorKind.Offline)]
    [InlineData(TesseraErrorKind.LocalResource)]
    public void An_error_of_ours_keeps_its_kind_and_its_sentence(TesseraErrorKind kind) =>
        Assert.Equal(((int)kind, "what, of whom"), Report(new TesseraException(kind, "what, of whom")));

    [Fact]
    public void Other_errors_are_named_for_what_they_are()
    {
        Assert.Equal((int)TesseraErrorKind.Cancelled, Report(new OperationCanceledException()).Status);
        Assert.Equal((int)TesseraErrorKind.LocalResource, Report(new InsufficientMemoryException("none left")).Status);
        (int status, string message) = Report(new InvalidOperationException("no such thing"));
        Assert.Equal((int)TesseraErrorKind.Internal, status);
        Assert.Contains("InvalidOperationException: no such thing", message, StringComparison.Ordinal);
    }

    private static (int Status, string Message) Report(Exception exception)
    {
        var error = new NativeError { Size = (uint)sizeof(NativeError) };
        int status = NativeStatus.Report(exception, &error);
        string message = Encoding.UTF8.GetString((ReadOnlySpan<byte>)error.Message);
        return (status, message[..message.IndexOf('\0', StringComparison.Ordinal)]);
    }
}
