using TesseraGdal.Rasters;

namespace TesseraGdal.Tests.Rasters;

/// <summary>Pixels of each type as the machine has them in memory.</summary>
internal static class PixelBytes
{
    /// <summary>The types, each with a value at the end of its range, as nodata values are.</summary>
    internal static IReadOnlyList<(PixelType Type, double NoData)> Types { get; } =
    [
        (PixelType.Byte, byte.MaxValue), (PixelType.Int8, sbyte.MinValue),
        (PixelType.UInt16, ushort.MaxValue), (PixelType.Int16, short.MinValue),
        (PixelType.UInt32, uint.MaxValue), (PixelType.Int32, int.MinValue),
        (PixelType.Float32, double.NaN), (PixelType.Float64, double.NaN),
    ];

    internal static byte[] Of(PixelType type, double value) => type switch
    {
        PixelType.Byte => [(byte)value],
        PixelType.Int8 => [(byte)(sbyte)value],
        PixelType.UInt16 => BitConverter.GetBytes((ushort)value),
        PixelType.Int16 => BitConverter.GetBytes((short)value),
        PixelType.UInt32 => BitConverter.GetBytes((uint)value),
        PixelType.Int32 => BitConverter.GetBytes((int)value),
        PixelType.Float32 => BitConverter.GetBytes((float)value),
        PixelType.Float64 => BitConverter.GetBytes(value),
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };
}
