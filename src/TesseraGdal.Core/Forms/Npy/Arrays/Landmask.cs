using TesseraGdal.Geometry;
using TesseraGdal.Storage;

namespace TesseraGdal.Forms.Npy.Arrays;

/// <summary>
/// A tile's landmask: a GeoTIFF that says where the tile's pixels lie and which are water (formats.md §4). The georeference is
/// read when it is parsed; the mask is decoded when it is first asked for.
/// </summary>
internal sealed class Landmask
{
    /// <summary>Longest file and largest mask that are accepted, in bytes; a tile's has some 13,000 and 1.3 million.</summary>
    public const int MaxLength = 64 << 20;

    /// <summary>Enough for any published landmask, so that one request has it whole; longer ones take two.</summary>
    private const int ProbeLength = 64 * 1024;

    private const ushort ImageWidthTag = 256;
    private const ushort ImageLengthTag = 257;

    private readonly Lazy<byte[]> _mask;

    private Landmask(ReadOnlyMemory<byte> file, string name, TiffHeader directory, RasterGrid grid)
    {
        Name = name;
        Grid = grid;
        // A failure is kept and thrown again: the bytes will not become better.
        _mask = new Lazy<byte[]>(() => LandmaskDecoder.Decode(file, name, directory, grid.Width, grid.Height));
    }

    /// <summary>Name of the object, for messages.</summary>
    public string Name { get; }

    /// <summary>CRS, size and position.</summary>
    public RasterGrid Grid { get; }

    /// <summary>The mask, row by row from the north, a byte a pixel: 0 is water, all else is land.</summary>
    /// <exception cref="TesseraException">CorruptData: its pixels cannot be decoded.</exception>
    public ReadOnlyMemory<byte> Mask => _mask.Value;

    /// <summary>Fetches a landmask, and reads its georeference.</summary>
    /// <exception cref="TesseraException">The object cannot be had (an <see cref="ObjectException"/>), or is no landmask (CorruptData).</exception>
    public static async ValueTask<Landmask> OpenAsync(IObjectStore store, string key, CancellationToken cancellationToken)
    {
        byte[] bytes = new byte[ProbeLength];
        ObjectRead read = await store.ReadAsync(key, 0, bytes, null, cancellationToken).ConfigureAwait(false);
        if (read.Facts.Length > MaxLength) throw LandmaskError.Wrong(key, $"it has {read.Facts.Length} bytes, and no more than {MaxLength} are accepted");
        int had = read.Count;
        Array.Resize(ref bytes, (int)read.Facts.Length);
        if (had < bytes.Length)
            had += (await store.ReadAsync(key, had, bytes.AsMemory(had), read.Facts, cancellationToken).ConfigureAwait(false)).Count;
        return had == bytes.Length ? Parse(bytes, key) : throw LandmaskError.Wrong(key, $"it ended after {had} bytes, and its store says that it has {bytes.Length}");
    }

    /// <summary>Reads the georeference of a landmask.</summary>
    /// <param name="file">The whole file; must not change afterwards.</param>
    /// <param name="name">Name of the object, for messages.</param>
    /// <exception cref="TesseraException">CorruptData: says what is wrong.</exception>
    public static Landmask Parse(ReadOnlyMemory<byte> file, string name)
    {
        if (file.Length > MaxLength) throw LandmaskError.Wrong(name, $"it has {file.Length} bytes, and no more than {MaxLength} are accepted");
        var directory = new TiffHeader(file, name);
        long width = directory.Integer(ImageWidthTag, "ImageWidth"), height = directory.Integer(ImageLengthTag, "ImageLength");
        if (width is < 1 or > MaxLength || height is < 1 or > MaxLength || width * height > MaxLength)
            throw LandmaskError.Wrong(name, $"its size of {width} × {height} pixels is not that of a tile");
        return new Landmask(
            file, name, directory, new RasterGrid(GeoReference.Epsg(directory), GeoReference.Transform(directory), (int)width, (int)height));
    }
}
