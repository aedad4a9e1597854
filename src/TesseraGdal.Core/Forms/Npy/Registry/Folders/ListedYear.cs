using TesseraGdal.Geometry;

namespace TesseraGdal.Forms.Npy.Registry.Folders;

/// <summary>
/// The tiles of one <c>YEAR</c> folder, by names alone: of each <c>grid_LON_LAT</c> folder in it that both files are there. No file is opened.
/// </summary>
/// <param name="Year">The year.</param>
/// <param name="Written">When the folder last got or lost an entry.</param>
/// <param name="IsSettled">Whether the same time next time means the same tiles.</param>
/// <param name="Cells">Places of its tiles in the <see cref="CellGrid"/>.</param>
internal sealed record ListedYear(int Year, DateTime Written, bool IsSettled, IReadOnlyList<int> Cells)
{
    /// <summary>A folder that was written to so short a time before it was listed may have been written to again without a later time (FAT counts two seconds).</summary>
    private static readonly TimeSpan Grain = TimeSpan.FromSeconds(2);

    /// <summary>Lists a folder.</summary>
    /// <param name="folder">The folder of a year.</param>
    /// <param name="year">The year.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="IOException">It cannot be listed; or an <see cref="UnauthorizedAccessException"/>.</exception>
    public static ListedYear Of(DirectoryInfo folder, int year, DateTime now)
    {
        DateTime written = folder.LastWriteTimeUtc;
        // A link tells its own time, and not that of the folder that it leads to.
        bool isSettled = now - written > Grain && folder.LinkTarget is null;
        var cells = new List<int>();
        foreach (string path in Directory.EnumerateFileSystemEntries(folder.FullName))
        {
            ReadOnlySpan<char> name = Path.GetFileName(path.AsSpan());
            if (!TileId.TryParse(name, out TileId tile)) continue;
            string stem = Path.Join(path, name);
            if (File.Exists(stem + ".npy") && File.Exists(stem + "_scales.npy")) cells.Add(CellGrid.IndexOf(tile));
            else isSettled = false; // geotessera writes one file after the other, which leaves no trace in the time of the year's folder
        }
        return new ListedYear(year, written, isSettled, cells);
    }
}
