using System.Diagnostics.CodeAnalysis;
using TesseraGdal.Catalog;
using TesseraGdal.Forms.Npy.Objects;
using TesseraGdal.Forms.Npy.Registry.Folders;
using TesseraGdal.Forms.Npy.Tiles;
using TesseraGdal.Geometry;

namespace TesseraGdal.Forms.Npy;

/// <summary>
/// One tile by its file: what lies around it, by the layouts that its path may be in. Its scales must be beside it; its landmask is taken from where the layout
/// has it, so never of another version, or from beside it; year and dataset are told as far as the path, or geotessera's note, tells them.
/// </summary>
/// <param name="Root">The folder that has all of them.</param>
/// <param name="Source">The tile, with keys from <paramref name="Root"/>.</param>
internal sealed record LocalTile(string Root, TileSource Source)
{
    private const string EmbeddingsSuffix = ".npy", ScalesSuffix = "_scales.npy", LandmaskSuffix = ".tiff";

    /// <summary>Finds the files of a tile.</summary>
    /// <param name="file">Full path of its embeddings.</param>
    /// <exception cref="TesseraException">The file's name is no tile's (InvalidArgument); or the file or its scales are not there (NotFound).</exception>
    internal static LocalTile Find(string file)
    {
        TileId tile = TileOf(file);
        string folder = Path.GetDirectoryName(file)!, scales = Path.Join(folder, tile + ScalesSuffix);
        Demand(file, $"There is no file {Quoted.Of(file)}.");
        Demand(scales, $"The tile {Quoted.Of(file)} needs its scales beside it, and there is no {tile}{ScalesSuffix}.");

        int? year = TryYear(folder, tile, out string? tiles, out int found) ? found : null;
        (Dataset? dataset, string? published) = tiles is null ? (null, null) : Placed(tiles, tile);
        string beside = Path.Join(folder, tile + LandmaskSuffix);
        string[] masks = [.. new[] { published, tiles is null ? null : Path.Join(tiles, "landmasks", tile + LandmaskSuffix), beside }.OfType<string>()];
        string mask = masks.FirstOrDefault(File.Exists) ?? beside;
        string root = CommonFolder(folder, mask);
        return new LocalTile(root, new TileSource
        {
            Tile = tile,
            Year = year,
            Dataset = dataset,
            EmbeddingsKey = KeyOf(root, file),
            ScalesKey = KeyOf(root, scales),
            LandmaskKey = KeyOf(root, mask),
        });
    }

    private static TileId TileOf(string file)
    {
        string name = Path.GetFileName(file);
        if (name.EndsWith(EmbeddingsSuffix, StringComparison.Ordinal) && TileId.TryParse(name.AsSpan(0, name.Length - EmbeddingsSuffix.Length), out TileId tile)) return tile;
        bool isScales = name.EndsWith(ScalesSuffix, StringComparison.Ordinal) && TileId.TryParse(name.AsSpan(0, name.Length - ScalesSuffix.Length), out tile);
        string remedy = isScales ? $"it holds scales; open {name[..^ScalesSuffix.Length]}{EmbeddingsSuffix}" : "the name tells where on Earth a tile lies, and must be as in grid_0.15_52.05.npy";
        throw new TesseraException(TesseraErrorKind.InvalidArgument, $"{Quoted.Of(file)} cannot be opened as a tile: {remedy}.");
    }

    private static void Demand(string file, string problem)
    {
        if (!File.Exists(file)) throw new TesseraException(TesseraErrorKind.NotFound, problem);
    }

    /// <summary>The year, of <c>{tiles}/{year}/{tile}/{tile}.npy</c> or, as old releases had it, <c>{tiles}/{year}/{tile}.npy</c>.</summary>
    private static bool TryYear(string folder, TileId tile, [NotNullWhen(true)] out string? tiles, out int year)
    {
        string? holder = Path.GetFileName(folder) == tile.ToString() ? Path.GetDirectoryName(folder) : folder;
        tiles = Path.GetDirectoryName(holder);
        return DatasetKey.TryYear(Path.GetFileName(holder) ?? "", out year) && tiles is not null;
    }

    /// <summary>What the layouts say of the folder that has the years: whose tiles they are, and where the landmask should be; null where none knows such a path.</summary>
    private static (Dataset? Dataset, string? Landmask) Placed(string tiles, TileId tile)
    {
        // geotessera's note comes first: it may lie in a folder that is called as those of another dataset are.
        NpyLayout own = NpyLayout.All.First(layout => layout.HoldsOneDataset);
        string? folder = RootOf(tiles, own.TilesOf(Catalogue.Datasets[0]));
        if (folder is not null && File.Exists(Path.Join(folder, FolderRecord.FileName))) return (Noted(folder), Mask(folder, own, Catalogue.Datasets[0]));

        foreach (NpyLayout layout in NpyLayout.All.Where(layout => !layout.HoldsOneDataset))
        {
            foreach (Dataset dataset in Catalogue.Datasets.Where(dataset => dataset.FormNamed(NpyObject.FormName) is not null))
                if (RootOf(tiles, layout.TilesOf(dataset)) is { } root) return (dataset, Mask(root, layout, dataset));
        }
        return (null, folder is null ? null : Mask(folder, own, Catalogue.Datasets[0]));

        string Mask(string root, NpyLayout layout, Dataset dataset) => Path.Join(root, layout.LandmasksOf(dataset), tile + LandmaskSuffix);
    }

    /// <summary>The dataset that geotessera noted. The pixels do not depend on it: a note that cannot be read is no failure here.</summary>
    private static Dataset? Noted(string folder)
    {
        try
        {
            return FolderRecord.Read(folder)?.Dataset;
        }
        catch (TesseraException e)
        {
            TesseraLog.Warn?.Invoke($"The dataset of this tile is not known. {e.Message}");
            return null;
        }
    }

    /// <summary>The folder that a path ends below, or null where it does not end so.</summary>
    private static string? RootOf(string path, string key)
    {
        string end = Path.DirectorySeparatorChar + key.Replace('/', Path.DirectorySeparatorChar);
        if (!path.EndsWith(end, StringComparison.Ordinal)) return null;
        return path.Length == end.Length ? Path.GetPathRoot(path) : path[..^end.Length];
    }

    /// <summary>The innermost folder that has both.</summary>
    private static string CommonFolder(string folder, string file)
    {
        string root = folder;
        while (!file.StartsWith(Path.EndsInDirectorySeparator(root) ? root : root + Path.DirectorySeparatorChar, StringComparison.Ordinal)) root = Path.GetDirectoryName(root)!;
        return root;
    }

    private static string KeyOf(string root, string file) => Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/');
}
