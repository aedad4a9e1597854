using TesseraGdal.Catalog;
using TesseraGdal.Forms.Npy.Registry.Index;

namespace TesseraGdal.Forms.Npy.Registry.Folders;

/// <summary>
/// The registry of a folder that has no manifest, made by listing it: years, and the tiles in each. Asked again, it lists those years anew whose folders have
/// changed. Of a tile whose files go away, but not its folder, it does not hear before another one comes or goes. Not safe from several threads.
/// </summary>
internal sealed class FolderListing
{
    private readonly Dictionary<string, ListedYear> _years = [];

    /// <summary>Whether tiles may have come or gone since the last <see cref="ToIndex"/>; also where an update has failed half-way.</summary>
    public bool HasChanged { get; private set; } = true;

    /// <summary>Lists what may have changed.</summary>
    /// <param name="folders">What to list. A folder that is not there has no tile.</param>
    /// <param name="clock">What tells the time.</param>
    /// <param name="cancellationToken">Stops the listing between two years.</param>
    /// <exception cref="TesseraException">A folder cannot be listed (LocalResource).</exception>
    public void Update(TileFolders folders, TimeProvider clock, CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>();
        foreach (DirectoryInfo folder in folders.Paths.SelectMany(YearsIn))
        {
            cancellationToken.ThrowIfCancellationRequested();
            seen.Add(folder.FullName);
            if (_years.TryGetValue(folder.FullName, out ListedYear? known) && known.IsSettled && known.Written == folder.LastWriteTimeUtc) continue;
            ListedYear listed = List(folder, clock.GetUtcNow().UtcDateTime);
            HasChanged |= known is null || !known.Cells.SequenceEqual(listed.Cells);
            _years[folder.FullName] = listed;
        }
        foreach (string gone in _years.Keys.Where(path => !seen.Contains(path)).ToArray()) HasChanged |= _years.Remove(gone);
    }

    /// <summary>An index of what was listed, in memory.</summary>
    public TileIndex ToIndex(IndexFacts facts)
    {
        var grid = new YearGrid();
        foreach (ListedYear year in _years.Values)
            foreach (int cell in year.Cells) grid.Add(cell, year.Year, isPresent: true);
        HasChanged = false;
        return IndexPacker.InMemory(grid, facts, $"The folder {facts.Source}");
    }

    private static IEnumerable<DirectoryInfo> YearsIn(string folder)
    {
        try
        {
            if (!Directory.Exists(folder)) return [];
            return [.. new DirectoryInfo(folder).EnumerateDirectories("????").Where(year => DatasetKey.TryYear(year.Name, out int number) && YearGrid.Holds(number))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unlistable(folder, e);
        }
    }

    private static ListedYear List(DirectoryInfo folder, DateTime now)
    {
        try
        {
            DatasetKey.TryYear(folder.Name, out int year);
            ListedYear listed = ListedYear.Of(folder, year, now);
            if (TesseraLog.IsListening) TesseraLog.Debug?.Invoke($"{folder.FullName} was listed: {listed.Cells.Count} tiles.");
            return listed;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unlistable(folder.FullName, e);
        }
    }

    private static TesseraException Unlistable(string folder, Exception e) => new(TesseraErrorKind.LocalResource,
        $"The folder {folder} could not be listed: {e.Message} There is no manifest, so its names are needed; see that it can be read, or name a manifest with TESSERA_REGISTRY.", e);
}
