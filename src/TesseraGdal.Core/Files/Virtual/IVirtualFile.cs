using TesseraGdal.Storage;

namespace TesseraGdal.Files.Virtual;

/// <summary>
/// Bytes of a file of <c>/vsitessera/</c>. Every range can be read at any time, and twice the same range gives the same bytes.
/// One call at a time: a file is opened once for each reader, as GDAL does it.
/// </summary>
internal interface IVirtualFile
{
    /// <summary>Length and time, known without reading.</summary>
    FileFacts Facts { get; }

    /// <summary>Reads ranges, in any order; they may overlap, and are all within the file.</summary>
    /// <exception cref="TesseraException">Something could not be had or was wrong; the destinations' contents are then undefined.</exception>
    ValueTask ReadAsync(IReadOnlyList<RangeRead> ranges, CancellationToken cancellationToken);

    /// <summary>Says that ranges will be read soon: what they need is fetched into the cache. Never needed for a read to be right.</summary>
    /// <param name="ranges">Offset and length of each; within the file.</param>
    /// <param name="cancellationToken">Stops the fetching.</param>
    ValueTask AdviseAsync(IReadOnlyList<(long Offset, long Length)> ranges, CancellationToken cancellationToken);
}
