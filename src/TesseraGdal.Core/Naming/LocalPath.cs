using TesseraGdal.Catalog;
using TesseraGdal.Kinds;

namespace TesseraGdal.Naming;

/// <summary>
/// Tells paths from other names, without a look at the disk: the same text means the same whatever lies beside it. What is called as a form's files are
/// (<see cref="FormLookup.OfFile"/>) is one; what begins with <c>/</c>, <c>./</c>, <c>../</c> or a drive's letter, or has a backslash, is a folder; and so is what begins
/// with a word that is neither a dataset nor a year.
/// </summary>
internal static class LocalPath
{
    /// <summary>Reads a path.</summary>
    /// <param name="path">What stands between the prefix and the options.</param>
    /// <param name="query">The options.</param>
    /// <returns>Null where it is no path.</returns>
    internal static DatasetName? Parse(string path, NameQuery query)
    {
        string bare = path.TrimEnd('/');
        if (FormLookup.OfFile(bare) is not null) return new LocalFileName(bare, query);
        return IsExplicit(path) || IsNothingElse(path) ? new LocalFolderName(path, query) : null;
    }

    /// <summary>Whether a text can be nothing but a path.</summary>
    internal static bool IsExplicit(string path) =>
        path.StartsWith('/')
        || path is "." or ".."
        || path.StartsWith("./", StringComparison.Ordinal)
        || path.StartsWith("../", StringComparison.Ordinal)
        || path.Contains('\\', StringComparison.Ordinal)
        || (path.Length >= 2 && char.IsAsciiLetter(path[0]) && path[1] == ':');

    private static bool IsNothingElse(string path)
    {
        string first = FirstPart(path.Trim());
        return first.Length > 0 && !DatasetKey.TryYear(first, out _) && Catalogue.FindDataset(first) is null;
    }

    /// <summary>What stands before the first slash.</summary>
    internal static string FirstPart(string path) => path.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 ? path[..slash] : path;

    /// <summary>Refuses options that ask for data from elsewhere: the path says where it is.</summary>
    /// <exception cref="TesseraException">One of them is given.</exception>
    internal static void Refuse(DatasetName name, params ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
        {
            if (name.Query[key] is not null)
                throw new TesseraException(TesseraErrorKind.InvalidArgument, $"The name {Quoted.Of(name.ToString())} is a path, and says where the data is: '{key}' may not stand after it.");
        }
    }

    /// <summary>The full path, from the process's folder.</summary>
    /// <exception cref="TesseraException">There can be no such path, or it is one of GDAL's virtual file systems, which are not read.</exception>
    internal static string Full(string path)
    {
        if (path.Contains('\0', StringComparison.Ordinal)) throw new TesseraException(TesseraErrorKind.InvalidArgument, $"{Quoted.Of(path)} is no path.");
        if (path.StartsWith("/vsi", StringComparison.Ordinal))
            throw new TesseraException(TesseraErrorKind.InvalidArgument, $"{Quoted.Of(path)} is in one of GDAL's virtual file systems; local tiles are read from the system's own. Copy it, or name the tile as in TESSERA:v1/2024/grid_0.15_52.05.");
        return Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
    }
}
