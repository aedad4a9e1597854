namespace TesseraGdal.Forms.Npy.Arrays;

/// <summary>Type of the elements of an .npy array; those that Tessera publishes (formats.md §3.1), and their twin of the other byte order.</summary>
internal enum NpyElement
{
    /// <summary>Signed 8-bit: <c>|i1</c>.</summary>
    Int8,

    /// <summary>IEEE single precision, little-endian: <c>&lt;f4</c>.</summary>
    Float32,

    /// <summary>IEEE single precision, big-endian: <c>&gt;f4</c>.</summary>
    Float32BigEndian,
}
