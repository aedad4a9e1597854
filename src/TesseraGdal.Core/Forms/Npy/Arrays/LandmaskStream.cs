using System.Globalization;
using BitMiracle.LibTiff.Classic;

namespace TesseraGdal.Forms.Npy.Arrays;

/// <summary>A TIFF in memory as LibTiff.NET wants to read it; it also keeps what the library complains about while it does (<see cref="TiffListener"/>).</summary>
/// <param name="file">The whole file.</param>
internal sealed class LandmaskStream(ReadOnlyMemory<byte> file) : TiffStream
{
    private long _position;

    /// <summary>The first error that the library reported about this file, or null.</summary>
    public string? Complaint { get; private set; }

    /// <summary>Keeps an error, in the library's form of a format and its arguments.</summary>
    public void Complain(string format, object[] arguments) =>
        Complaint ??= string.Format(CultureInfo.InvariantCulture, format, arguments);

    /// <inheritdoc/>
    public override int Read(object clientData, byte[] buffer, int offset, int count)
    {
        if (_position < 0 || _position >= file.Length) return 0;
        int read = (int)Math.Min(file.Length - _position, count);
        file.Span.Slice((int)_position, read).CopyTo(buffer.AsSpan(offset));
        _position += read;
        return read;
    }

    /// <inheritdoc/>
    public override void Write(object clientData, byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("A landmask is only read.");

    /// <inheritdoc/>
    public override long Seek(object clientData, long offset, SeekOrigin origin) => _position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => file.Length + offset,
    };

    /// <inheritdoc/>
    public override void Close(object clientData)
    {
        // The bytes are the caller's.
    }

    /// <inheritdoc/>
    public override long Size(object clientData) => file.Length;
}
