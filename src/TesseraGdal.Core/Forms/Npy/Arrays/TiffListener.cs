using BitMiracle.LibTiff.Classic;

namespace TesseraGdal.Forms.Npy.Arrays;

/// <summary>
/// LibTiff.NET has one error handler a process, and the one it comes with writes to the console. This one hands what is said about
/// a file of ours to its <see cref="LandmaskStream"/>, and all else to the handler that was there before: the host program may use the library too.
/// </summary>
internal sealed class TiffListener : TiffErrorHandler
{
    private static readonly Lazy<TiffListener> Installed = new(() =>
    {
        var listener = new TiffListener();
        listener._previous = Tiff.SetErrorHandler(listener);
        return listener;
    });

    private TiffErrorHandler? _previous;

    private TiffListener()
    {
    }

    /// <summary>Opens a file of ours, with the listener in place.</summary>
    /// <returns>Null where the library cannot make sense of it; the stream then has its complaint.</returns>
    public static Tiff? Open(string name, LandmaskStream stream)
    {
        _ = Installed.Value;
        // m: no mapping of the stream into memory. c: no chopping of one long strip into many, so that its blocks are those of the file.
        return Tiff.ClientOpen(name, "rmc", stream, stream);
    }

    /// <inheritdoc/>
    public override void ErrorHandler(Tiff tif, string method, string format, params object[] args)
    {
        if (StreamOf(tif) is { } stream) stream.Complain(format, args);
        else _previous?.ErrorHandler(tif, method, format, args);
    }

    /// <inheritdoc/>
    public override void ErrorHandlerExt(Tiff tif, object clientData, string method, string format, params object[] args)
    {
        if (clientData is LandmaskStream stream) stream.Complain(format, args);
        else _previous?.ErrorHandlerExt(tif, clientData, method, format, args);
    }

    /// <inheritdoc/>
    public override void WarningHandler(Tiff tif, string method, string format, params object[] args)
    {
        // It warns of every tag that it does not know, among them all of GeoTIFF's: of no use to anybody.
        if (StreamOf(tif) is null) _previous?.WarningHandler(tif, method, format, args);
    }

    /// <inheritdoc/>
    public override void WarningHandlerExt(Tiff tif, object clientData, string method, string format, params object[] args)
    {
        if (clientData is not LandmaskStream) _previous?.WarningHandlerExt(tif, clientData, method, format, args);
    }

    private static LandmaskStream? StreamOf(Tiff? tiff) => tiff?.Clientdata() as LandmaskStream;
}
