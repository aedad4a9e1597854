namespace TesseraGdal.Formats;

/// <summary>How errors about .npy objects are worded.</summary>
internal static class NpyError
{
    /// <summary>An error that names the object, what is wrong with it and the way out.</summary>
    public static TesseraException Wrong(string name, string what) => new(
        TesseraErrorKind.CorruptData,
        $"{name} cannot be used as an array of a tile: {what}. If it is a copy, fetch it again (a cached copy is under TESSERA_CACHE_DIR); "
        + "if it was published like this, try another TESSERA_SOURCE or tell the publisher.");

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
