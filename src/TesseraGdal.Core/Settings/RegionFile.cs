using TesseraGdal.Geometry;
using TesseraGdal.Options;
using TesseraGdal.Storage;

namespace TesseraGdal.Settings;

/// <summary>Reads <c>region</c>: a GeoJSON file with polygons. A relative path is taken from the process's folder.</summary>
internal static class RegionFile
{
    /// <summary>Reads a region.</summary>
    /// <exception cref="TesseraException">There is no such file (NotFound), it cannot be read (LocalResource), or it is no GeoJSON with polygons (InvalidArgument).</exception>
    internal static async ValueTask<Region> ReadAsync(SettingValue given, CancellationToken cancellationToken)
    {
        if (given.Text.Contains('\0', StringComparison.Ordinal)) throw given.NotAllowed("the path of a GeoJSON file is needed");
        string path = Path.GetFullPath(given.Text);
        if (!File.Exists(path)) throw new TesseraException(TesseraErrorKind.NotFound, $"{given.Origin}{Quoted.Of(given.Text)}: there is no file {Quoted.Of(path)}. Name a GeoJSON file with polygons.");
        try
        {
            return new Region(GeoJsonPolygons.Parse(await ReadBytesAsync(path, cancellationToken).ConfigureAwait(false)));
        }
        catch (FormatException e)
        {
            throw new TesseraException(TesseraErrorKind.InvalidArgument, $"{given.Origin}{Quoted.Of(given.Text)} cannot be used: the file {e.Message}.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TesseraException(TesseraErrorKind.LocalResource, $"{given.Origin}{Quoted.Of(given.Text)} could not be read: {e.Message}", e);
        }
    }

    /// <summary>The file's bytes, or one more than are accepted; of what has no length (a device) a single byte.</summary>
    private static async ValueTask<ReadOnlyMemory<byte>> ReadBytesAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(PlainFile.OpenRead(path), FileAccess.Read, bufferSize: 0);
        var bytes = new byte[Math.Min(file.Length, GeoJsonPolygons.MaxLength) + 1];
        int count = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return bytes.AsMemory(0, count);
    }
}
