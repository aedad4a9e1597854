namespace TesseraGdal.Storage;

/// <summary>What any store that reads range by range does with each answer.</summary>
internal static class ObjectReadExtensions
{
    /// <summary>Refuses an answer that ends within the range.</summary>
    /// <exception cref="ObjectException">It does.</exception>
    public static void RequireWhole(this ObjectRead read, RangeRead range, string key)
    {
        if (read.Count < range.Destination.Length)
        {
            throw new ObjectException(
                ObjectFailure.Corrupt, key, read.Facts.Source, $"it ends at byte {read.Facts.Length}, within a range that was needed",
                "The object is shorter than it should be: tell its publisher, or set TESSERA_SOURCE to another source.");
        }
    }
}
