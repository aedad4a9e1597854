namespace TesseraGdal.Rasters;

/// <summary>What follows from the type of pixels.</summary>
internal static class PixelTypes
{
    /// <summary>Bytes of a pixel of one band, in memory and in files.</summary>
    internal static int SizeOf(this PixelType type) => type switch
    {
        PixelType.Byte or PixelType.Int8 => 1,
        PixelType.UInt16 or PixelType.Int16 => 2,
        PixelType.UInt32 or PixelType.Int32 or PixelType.Float32 => 4,
        PixelType.Float64 => 8,
        _ => throw Unknown(type),
    };

    /// <summary>The error of a type that there is not.</summary>
    internal static ArgumentOutOfRangeException Unknown(PixelType type) => new(nameof(type), type, "No such type of pixels.");
}
