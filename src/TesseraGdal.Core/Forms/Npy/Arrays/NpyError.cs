namespace TesseraGdal.Forms.Npy.Arrays;

/// <summary>How errors about .npy objects are worded.</summary>
internal static class NpyError
{
    /// <summary>An error that names the object, what is wrong with it and the way out.</summary>
    /// <param name="name">Key of the object.</param>
    /// <param name="what">What is wrong, as part of a sentence.</param>
    /// <param name="others">Keys of objects that contradict it, and may be wrong in its place.</param>
    public static TesseraException Wrong(string name, string what, params string[] others) => new(
        TesseraErrorKind.CorruptData,
        $"{name} cannot be used as an array of a tile: {what}. If it is a copy of your own, copy it again; if it was published like this, try another TESSERA_SOURCE or tell the publisher.")
    {
        Rejected = [name, .. others],
    };

    /// <summary>A text out of the object, made fit for a message: short and printable.</summary>
    public static string Quote(string text)
    {
        string start = text.Length > 40 ? text[..40] + "…" : text;
        return string.Concat(start.Select(c => c is >= ' ' and < (char)127 or '…' ? c : '?'));
    }

    /// <summary>A shape as Python writes it.</summary>
    public static string Shape(IReadOnlyList<long> shape) =>
        shape.Count == 1 ? $"({shape[0]},)" : $"({string.Join(", ", shape)})";
}
