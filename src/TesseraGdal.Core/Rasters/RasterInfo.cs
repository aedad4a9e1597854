using TesseraGdal.Geometry;

namespace TesseraGdal.Rasters;

/// <summary>Type of a raster's pixels; the numbers are those of <c>tessera_core.h</c>.</summary>
public enum PixelType
{
    /// <summary>Unsigned 8-bit.</summary>
    Byte = 1,

    /// <summary>Signed 8-bit.</summary>
    Int8 = 2,

    /// <summary>IEEE single precision.</summary>
    Float32 = 3,

    /// <summary>Unsigned 16-bit.</summary>
    UInt16 = 4,

    /// <summary>Signed 16-bit.</summary>
    Int16 = 5,

    /// <summary>Unsigned 32-bit.</summary>
    UInt32 = 6,

    /// <summary>Signed 32-bit.</summary>
    Int32 = 7,

    /// <summary>IEEE double precision.</summary>
    Float64 = 8,
}

/// <summary>How a band is meant to be shown; the numbers are GDAL's.</summary>
public enum BandColor
{
    /// <summary>Not as a colour.</summary>
    Undefined = 0,

    /// <summary>Shades of grey.</summary>
    Gray = 1,

    /// <summary>Codes, each with a colour of its own.</summary>
    Palette = 2,

    /// <summary>The red of a picture.</summary>
    Red = 3,

    /// <summary>The green of a picture.</summary>
    Green = 4,

    /// <summary>The blue of a picture.</summary>
    Blue = 5,

    /// <summary>0 where a picture is transparent, 255 where it is not.</summary>
    Alpha = 6,
}

/// <summary>What is known about a raster before any pixel is read.</summary>
public sealed record RasterInfo
{
    /// <summary>CRS, size and position.</summary>
    public required RasterGrid Grid { get; init; }

    /// <summary>Type of the pixels, the same for all bands.</summary>
    public required PixelType PixelType { get; init; }

    /// <summary>The value of pixels that are not valid, or null.</summary>
    public double? NoData { get; init; }

    /// <summary>One description a band: <c>Tessera_Band_0</c> …; their number is the number of bands, which is 0 for what only lists others (a catalogue).</summary>
    public required IReadOnlyList<string> BandDescriptions { get; init; }

    /// <summary>How each band is meant to be shown; empty where none is meant as a colour.</summary>
    public IReadOnlyList<BandColor> BandColors { get; init; } = [];

    /// <summary>What the values 0, 1, … stand for, in all bands; empty where values are no codes.</summary>
    public IReadOnlyList<Category> Categories { get; init; } = [];

    /// <summary>Columns and rows of the block that is cheapest to read at once.</summary>
    public required (int Width, int Height) Block { get; init; }

    /// <summary>Metadata by domain; the empty string is the default domain.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<KeyValuePair<string, string>>> Metadata { get; init; } =
        new Dictionary<string, IReadOnlyList<KeyValuePair<string, string>>>();
}
